import { UrlFault } from './service-url.js';
import { parseSmtpUrl } from './smtp-url.js';

describe('the URL of a mail server', () => {
  it.each([
    ['smtp://h', { host: 'h', port: 587, secure: false, user: '', password: '' }],
    ['smtps://h', { host: 'h', port: 465, secure: true, user: '', password: '' }],
    ['smtp://u:p%40@h:2525/', { host: 'h', port: 2525, secure: false, user: 'u', password: 'p@' }],
    ['SMTPS://[::1]:1', { host: '::1', port: 1, secure: true, user: '', password: '' }],
  ])('%s', (value, server) => expect(parseSmtpUrl(value)).toEqual(server));

  it.each([
    'smtp://',
    'smtp://u:p@',
    'smtp://%2Frun%2Fmail',
    'smtp://h/path',
    'smtp://h?secure=false',
    'smtp://h?tls.rejectUnauthorized=false',
    'http://h',
    'h:587',
    '',
  ])('%j is refused', (value) => expect(() => parseSmtpUrl(value)).toThrow(UrlFault));
});
