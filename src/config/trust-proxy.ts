import ipaddr from 'ipaddr.js';
import { isIP, isIPv4 } from 'node:net';

const WORDS = ['loopback', 'linklocal', 'uniquelocal'];
/** With more hops than there are proxies, a client's own X-Forwarded-For is believed. */
const MOST_HOPS = 10;
/** Of all addresses; the private networks are much less. */
const LARGEST_SHARE = 1 / 64;
/** How ::ffff:0:0/96, fc00::/7 and fe80::/10 begin. */
const MAPPED = '0'.repeat(80) + '1'.repeat(16);
const PRIVATE_V6 = ['1111110', '1111111010'];

export function isTrustProxy(value: string): boolean {
  return ['true', 'false'].includes(value) || /^\d+$/.test(value) || value.split(',').every(isNetwork);
}

export function trustsEveryone(value: string): boolean {
  if (value === 'true') return true;
  if (value === 'false') return false;
  if (/^\d+$/.test(value)) return Number(value) > MOST_HOPS;
  const networks = value.split(',').map((item) => item.trim());
  const shares = networks.map(shareOf);
  return shares.reduce((sum, share) => sum + share, 0) > LARGEST_SHARE;
}

function isNetwork(item: string): boolean {
  const [address = '', mask, ...rest] = item.trim().split('/');
  if (WORDS.includes(item.trim())) return true;
  if (rest.length > 0 || isIP(address) === 0 || address.includes('%')) return false;
  if (mask === undefined) return true;
  const longest = isIPv4(address) ? 32 : 128;
  return (/^\d{1,3}$/.test(mask) && Number(mask) <= longest) || (isIPv4(address) && prefixOfMask(mask) !== undefined);
}

function shareOf(network: string): number {
  const [address = '', mask] = network.split('/');
  if (WORDS.includes(network) || mask === undefined) return 0;
  const prefix = prefixOfMask(mask) ?? Number(mask);
  if (isIPv4(address)) return 2 ** -prefix;
  const start = bitsOf(address).slice(0, prefix);
  // IPv4 addresses are among those of IPv6 (RFC 4291, 2.5.5.2), and Express looks for them there.
  if (start.startsWith(MAPPED.slice(0, prefix))) return 2 ** -Math.max(prefix - MAPPED.length, 0);
  if (PRIVATE_V6.some((own) => start.startsWith(own))) return 0;
  // A sixteenth of all addresses is already all that is given out; a /16 is a large provider.
  return prefix < 16 ? 1 : 2 ** -prefix;
}

function prefixOfMask(mask: string): number | undefined {
  return isIPv4(mask) ? (ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() ?? undefined) : undefined;
}

function bitsOf(address: string): string {
  return ipaddr.IPv6.parse(address)
    .parts.map((part) => part.toString(2).padStart(16, '0'))
    .join('');
}
