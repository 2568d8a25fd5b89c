import type { Request } from 'express';
import { isIPv4, isIPv6 } from 'node:net';

/**
 * The address that the request came from, as far as `TRUST_PROXY` says whom to believe; null if what a proxy wrote is
 * no address. An IPv4 address in IPv6 clothes (`::ffff:192.0.2.7`) is given as the IPv4 address that it is.
 */
export function clientAddress(req: Request): string | null {
  const given = req.ip?.replace(/%.*$/, '') ?? '';
  if (isIPv4(given)) return given;
  if (!isIPv6(given)) return null;
  const groups = groupsOf(given);
  const [high = 0, low = 0] = groups.slice(6);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped ? [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.') : given;
}

/** Who counts as one caller: see `networkOf`. */
export function callerNetwork(req: Request): string {
  return networkOf(clientAddress(req));
}

/** An IPv4 address stands for itself, an IPv6 address for the /64 that a provider gives to one customer. */
export function networkOf(address: string | null): string {
  if (address === null) return 'unknown';
  if (isIPv4(address)) return address;
  return `${groupsOf(address)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address. The URL parser knows every way to write one, and writes them all in one. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const before = parse(head);
  const after = parse(tail ?? '');
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
