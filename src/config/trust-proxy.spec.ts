import { isTrustProxy, trustsEveryone } from './trust-proxy.js';

describe('TRUST_PROXY', () => {
  it.each(['true', 'false', '0', '2', '10.0.0.0/8', '10.0.0.0/255.0.0.0', 'loopback, fd00::/8', '::1', '192.0.2.7'])(
    'is %s',
    (value) => expect(isTrustProxy(value)).toBe(true),
  );

  it.each(['yes', 'TRUE', '-1', '1.5', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/255.0.255.0', 'all', ''])(
    'is not %p',
    (value) => expect(isTrustProxy(value)).toBe(false),
  );

  it.each([
    'true',
    '0.0.0.0/0',
    '10.1.2.3/0',
    '0.0.0.0/0.0.0.0',
    '0.0.0.0/1, 128.0.0.0/1',
    '64.0.0.0/2',
    '::/0',
    '2001:db8::/0',
    '::/1,8000::/1',
    '2000::/3',
    '::ffff:0:0/96',
    '::ffff:0.0.0.0/96',
    '::/64',
    '0:0:0:0:0:ffff::/97',
    'loopback, ::/0',
    '11',
    '4294967295',
    '99999999999999999999',
    Array.from({ length: 256 }, (_, i) => `${i}.0.0.0/8`).join(','),
  ])('trusts everyone as %s', (value) => {
    expect(isTrustProxy(value)).toBe(true);
    expect(trustsEveryone(value)).toBe(true);
  });

  it.each([
    'false',
    '0',
    '1',
    '10',
    'loopback,linklocal,uniquelocal',
    '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16',
    'fc00::/7,fe80::/10',
    '103.21.244.0/22,104.16.0.0/13,2400:cb00::/32',
    '::1/128',
    '127.0.0.1',
  ])('trusts some as %s', (value) => expect(trustsEveryone(value)).toBe(false));
});
