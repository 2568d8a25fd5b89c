import { isIPv4, isIPv6 } from 'node:net';

/** The message follows the name of the variable, and never has a part of a password. */
export class UrlFault extends Error {}

/** Each part is decoded; an empty string or undefined if it is not in the URL. */
export interface ServiceUrl {
  scheme: string;
  user: string;
  password: string;
  /** A name, an address without brackets, or the folder of a Unix socket. */
  host: string;
  port: number | undefined;
  path: string;
  parameters: [name: string, value: string][];
}

/**
 * Reads a URL strictly by RFC 3986. Other parsers accept a `%` that escapes nothing or a `#` in a password, and then
 * connect elsewhere. @throws UrlFault
 */
export function parseServiceUrl(value: string, schemes: readonly string[]): ServiceUrl {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/is.exec(value) ?? [];
  if (!schemes.includes(scheme.toLowerCase()))
    throw new UrlFault(`must be a URL that starts with ${schemes.map((name) => `${name}://`).join(' or ')}`);
  // eslint-disable-next-line no-control-regex -- what no URL may hold
  if (/[\s\u0000-\u001f\u007f\\]/.test(rest))
    throw new UrlFault('must be a URL: it holds a blank or a backslash; write a blank as %20, and \\ as %5C');
  if (rest.includes('#')) throw new UrlFault('must be a URL: it holds a # that is not escaped; write it as %23');
  const [, authority = '', path = '', query = ''] = /^([^/?]*)\/?([^?]*)\??(.*)$/s.exec(rest) ?? [];
  if (!authority.includes('@') && `${path}${query}`.includes('@'))
    throw new UrlFault('must be a URL: its password holds a / or ? that is not escaped; write them as %2F and %3F');

  const at = authority.lastIndexOf('@');
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(authority.slice(0, Math.max(at, 0))) ?? [];
  return {
    scheme: scheme.toLowerCase(),
    user: decode(user),
    password: decode(password),
    ...serverOf(authority.slice(at + 1)),
    path: decode(path),
    parameters: query
      .split('&')
      .filter((item) => item !== '')
      .map((item) => {
        const [, name = '', text = ''] = /^([^=]*)=?(.*)$/s.exec(item) ?? [];
        return [decode(name), decode(text)];
      }),
  };
}

/** By loopback or by a socket, where no other machine can listen. */
export function isLocalHost(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function serverOf(text: string): { host: string; port: number | undefined } {
  const [, given = '', digits] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (text.includes(',')) throw new UrlFault('names several hosts; name one');
  const port = digits === undefined || digits === '' ? undefined : Number(digits);
  if (port !== undefined && !(/^\d{1,5}$/.test(digits ?? '') && port > 0 && port < 65_536))
    throw new UrlFault(
      'must be a URL: what follows its host and a colon is no port; a : / ? # @ or % in a password is written as %3A %2F %3F %23 %40 or %25',
    );
  const host = given.startsWith('[') ? given.slice(1, -1) : decode(given);
  const isHost = given.startsWith('[') ? isIPv6(host) : /^([a-z0-9._-]*|\/.*)$/i.test(host);
  if (!isHost) throw new UrlFault('must be a URL: what it names is no host');
  return { host: host.startsWith('/') ? host : host.toLowerCase(), port };
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    if (!decoded.includes('\0')) return decoded;
  } catch {
    // Falls through to the sentence.
  }
  throw new UrlFault('must be a URL: it holds a % that is not escaped; write it as %25');
}
