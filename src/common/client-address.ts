import type { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { isIP, isIPv4 } from 'node:net';

// Some proxies write brackets, or the port of the caller, into `X-Forwarded-For`.
const WITH_PORT = /^(?:\[(?<v6>[^\]]*)\](?::\d{1,5})?|(?<v4>[\d.]+):\d{1,5})$/;

/** Without port and zone, and `::ffff:192.0.2.7` as 192.0.2.7; null if what a trusted proxy wrote is no address. */
export function clientAddress(req: Request): string | null {
  const written = req.ip ?? '';
  const { v4, v6 } = WITH_PORT.exec(written)?.groups ?? {};
  const address = (v4 ?? v6 ?? written).replace(/%.*$/, '');
  if (isIP(address) === 0) return null;
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : address;
}

export function callerNetwork(req: Request): string {
  return networkOf(clientAddress(req));
}

/** An IPv4 address itself; of an IPv6 address the /64 that a provider gives to one customer. */
export function networkOf(address: string | null): string {
  if (address === null) return 'unknown';
  if (isIPv4(address)) return address;
  const { parts } = ipaddr.IPv6.parse(address);
  return `${parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
