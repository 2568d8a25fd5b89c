import { isLocalHost, parseServiceUrl, UrlFault } from './service-url.js';

const parse = (value: string) => parseServiceUrl(value, ['smtp', 'smtps']);

describe('the URL of a service', () => {
  const nothing = { scheme: 'smtp', user: '', password: '', host: '', port: undefined, path: '', parameters: [] };

  it.each([
    ['smtp://h', { host: 'h' }],
    ['SMTP://Mail.Example.ORG:587', { host: 'mail.example.org', port: 587 }],
    ['smtps://u:p@h:1', { scheme: 'smtps', user: 'u', password: 'p', host: 'h', port: 1 }],
    ['smtp://h:65535/', { host: 'h', port: 65_535 }],
    ['smtp://h:', { host: 'h' }],
    ['smtp://u@h', { user: 'u', host: 'h' }],
    ['smtp://:p@h', { password: 'p', host: 'h' }],
    ['smtp://u:p:q@h', { user: 'u', password: 'p:q', host: 'h' }],
    ['smtp://u:p@q@h', { user: 'u', password: 'p@q', host: 'h' }],
    ['smtp://u%40x:%3A%2F%3F%23%25@h', { user: 'u@x', password: ':/?#%', host: 'h' }],
    ['smtp://u:é🦆@h', { user: 'u', password: 'é🦆', host: 'h' }],
    ['smtp://[::1]:25', { host: '::1', port: 25 }],
    ['smtp://[2001:DB8::1]', { host: '2001:db8::1' }],
    ['smtp://%2Frun%2FPostgres', { host: '/run/Postgres' }],
    ['smtp://', {}],
    ['smtp:///path', { path: 'path' }],
    ['smtp://h/a%2Fb', { host: 'h', path: 'a/b' }],
    [
      'smtp://h?a=1&b&a=%3D=&&',
      {
        host: 'h',
        parameters: [
          ['a', '1'],
          ['b', ''],
          ['a', '=='],
        ],
      },
    ],
  ])('%s', (value, parts) => expect(parse(value)).toEqual({ ...nothing, ...parts }));

  it.each([
    ['', /starts with smtp:\/\/ or smtps:\/\//],
    ['h', /starts with/],
    ['http://h', /starts with/],
    ['smtp:h', /starts with/],
    [' smtp://h', /starts with/],
    ['smtp://a b', /blank or a backslash/],
    ['smtp://h\n', /blank or a backslash/],
    ['smtp://u:p\\@h', /blank or a backslash/],
    ['smtp://h\u007f', /blank or a backslash/],
    ['smtp://u:p#q@h', /# that is not escaped/],
    ['smtp://u:p/q@h', /\/ or \? that is not escaped/],
    ['smtp://u:p?q@h', /\/ or \? that is not escaped/],
    ['smtp://u:50%@h', /% that is not escaped/],
    ['smtp://u:%FF@h', /% that is not escaped/],
    ['smtp://u:%00@h', /% that is not escaped/],
    ['smtp://h:0', /no port/],
    ['smtp://h:65536', /no port/],
    ['smtp://h:+25', /no port/],
    ['smtp://h:２５', /no port/],
    ['smtp://h:25:25', /no port/],
    ['smtp://a,b', /several hosts/],
    ['smtp://[::1', /no port/],
    ['smtp://[192.0.2.7]', /no host/],
    ['smtp://b\u00fccher.example', /no host/],
    ['smtp://h;x', /no host/],
  ])('%j is refused', (value, sentence) => {
    expect(() => parse(value)).toThrow(UrlFault);
    expect(() => parse(value)).toThrow(sentence);
  });

  it.each([
    'smtp://u:hunter2 @h',
    'smtp://u:hunter2#@h',
    'smtp://u:hunter2/@h',
    'smtp://u:hunter2%@h',
    'smtp://u:hunter2',
  ])('is refused without a word of its password: %s', (value) => {
    let message = '';
    try {
      parse(value);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toBe('');
    expect(message).not.toContain('hunter2');
  });
});

describe('a host of this machine', () => {
  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.255.255.254', true],
    ['::1', true],
    ['/run/postgresql', true],
    ['127.0.0.1.example.org', false],
    ['localhost.example.org', false],
    ['0.0.0.0', false],
    ['128.0.0.1', false],
    ['::ffff:127.0.0.1', false],
    ['', false],
  ])('%j: %j', (host, expected) => expect(isLocalHost(host)).toBe(expected));
});
