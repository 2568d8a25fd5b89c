import type { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { isIP, isIPv4 } from 'node:net';

/** As some proxies write an address into `X-Forwarded-For`: in brackets, or with the port of the caller. */
const WITH_PORT = /^(?:\[(?<v6>[^\]]*)\](?::\d{1,5})?|(?<v4>[\d.]+):\d{1,5})$/;

/**
 * The address that the request came from, as far as `TRUST_PROXY` says whom to believe; null if what a proxy wrote is
 * no address. It has no port and no zone, and `::ffff:192.0.2.7` is given as 192.0.2.7.
 */
export function clientAddress(req: Request): string | null {
  const written = req.ip ?? '';
  const { v4, v6 } = WITH_PORT.exec(written)?.groups ?? {};
  const address = (v4 ?? v6 ?? written).replace(/%.*$/, '');
  if (isIP(address) === 0) return null;
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : address;
}

/** Who counts as one caller: see `networkOf`. */
export function callerNetwork(req: Request): string {
  return networkOf(clientAddress(req));
}

/** An IPv4 address stands for itself, an IPv6 address for the /64 that a provider gives to one customer. */
export function networkOf(address: string | null): string {
  if (address === null) return 'unknown';
  if (isIPv4(address)) return address;
  const { parts } = ipaddr.IPv6.parse(address);
  return `${parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
