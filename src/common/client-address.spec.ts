import type { Request } from 'express';
import { callerNetwork, clientAddress } from './client-address.js';

const from = (ip: string | undefined) => ({ ip }) as Request;

describe('the address of a caller', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7', '192.0.2.7'],
    ['2001:DB8::1', '2001:DB8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:8000::1', '2001:db8:0:0:8000::1', '2001:db8:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80::1', 'fe80:0:0:0::/64'],
  ])('%s is %s, and counts as %s', (ip, address, network) => {
    expect(clientAddress(from(ip))).toBe(address);
    expect(callerNetwork(from(ip))).toBe(network);
  });

  it.each([
    ['192.0.2.7:51234', '192.0.2.7'],
    ['[2001:db8::1]:51234', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[::ffff:192.0.2.7]:51234', '192.0.2.7'],
  ])('%s, as some proxies write it, is %s', (ip, address) => {
    expect(clientAddress(from(ip))).toBe(address);
  });

  it.each([
    undefined,
    '',
    'unknown',
    '_hidden',
    '192.0.2',
    '192.0.2.7:port',
    '[192.0.2.7',
    '2001:db8::1::2',
    '256.0.0.1:80',
  ])('%s is none', (ip) => {
    expect(clientAddress(from(ip))).toBeNull();
    expect(callerNetwork(from(ip))).toBe('unknown');
  });
});
