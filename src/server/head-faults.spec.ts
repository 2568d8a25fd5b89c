import type { IncomingMessage } from 'node:http';
import { headFault, MAX_HEADERS } from './head-faults.js';

/** The code of what is wrong with the head of a request; Node keeps the first of several headers of one name. */
function faultOf(rawHeaders: [name: string, value: string][], version = '1.1') {
  const [httpVersionMajor, httpVersionMinor] = version.split('.').map(Number);
  const headers: Record<string, string> = {};
  for (const [name, value] of rawHeaders) headers[name.toLowerCase()] ??= value;
  const req = { headers, rawHeaders: rawHeaders.flat(), httpVersionMajor, httpVersionMinor } as unknown;
  return headFault(req as IncomingMessage)?.definition.code;
}

const HOST: [string, string] = ['Host', 'example.org'];

describe('the head of a request', () => {
  it.each<[string, [string, string][], string?]>([
    ['with a host', [HOST]],
    ['with a port', [['host', 'example.org:8080']]],
    ['with an address', [['HOST', '[2001:db8::1]:3000']]],
    ['with an empty host', [['Host', '']]],
    ['of HTTP/1.0, without a host', [], '1.0'],
    ['with a body in chunks', [HOST, ['Transfer-Encoding', 'Chunked']]],
    ['of a client that would speak HTTP/2', [HOST, ['Upgrade', 'h2c']]],
    ['of a client that waits', [HOST, ['Expect', '100-Continue']]],
    ['of HTTP/1.0, which knows no expectations', [['Expect', 'anything']], '1.0'],
    ['with a hundred headers', [HOST, ...Array.from({ length: MAX_HEADERS - 1 }, (): [string, string] => ['a', 'b'])]],
    ['with a header whose name is like that of the host', [HOST, ['Hos', 'x'], ['Hosts', 'x'], ['X-Host', 'x']]],
  ])('%s is fine', (_, headers, ...[version]) => expect(faultOf(headers, version)).toBeUndefined());

  it.each<[string, [string, string][], string, string?]>([
    ['no host', [], 'MALFORMED_REQUEST'],
    ['two hosts', [HOST, ['hOST', 'example.com']], 'MALFORMED_REQUEST'],
    ['the same host twice', [HOST, HOST], 'MALFORMED_REQUEST'],
    ['two hosts in HTTP/1.0', [HOST, HOST], 'MALFORMED_REQUEST', '1.0'],
    ['a host with a blank', [['Host', 'example.org evil']], 'MALFORMED_REQUEST'],
    ['a host with a path', [['Host', 'example.org/x']], 'MALFORMED_REQUEST'],
    ['a host with a user', [['Host', 'ada@example.org']], 'MALFORMED_REQUEST'],
    ['a host that is not ASCII', [['Host', 'b\xfccher.example']], 'MALFORMED_REQUEST'],
    ['HTTP/2', [HOST], 'MALFORMED_REQUEST', '2.0'],
    ['HTTP/0.9', [HOST], 'MALFORMED_REQUEST', '0.9'],
    ['another coding', [HOST, ['Transfer-Encoding', 'gzip, chunked']], 'MALFORMED_REQUEST'],
    ['a coding spelled otherwise', [HOST, ['Transfer-Encoding', ' chunked']], 'MALFORMED_REQUEST'],
    ['identity', [HOST, ['Transfer-Encoding', 'identity']], 'MALFORMED_REQUEST'],
    ['chunks in HTTP/1.0', [HOST, ['Transfer-Encoding', 'chunked']], 'MALFORMED_REQUEST', '1.0'],
    ['another protocol', [HOST, ['Upgrade', 'websocket']], 'MALFORMED_REQUEST'],
    ['another expectation', [HOST, ['Expect', '200-ok']], 'EXPECTATION_FAILED'],
    ['an empty expectation', [HOST, ['Expect', '']], 'EXPECTATION_FAILED'],
    [
      'too many headers',
      [HOST, ...Array.from({ length: MAX_HEADERS }, (): [string, string] => ['a', 'b'])],
      'HEADERS_TOO_LARGE',
    ],
  ])('with %s is refused', (_, headers, code, ...[version]) => expect(faultOf(headers, version)).toBe(code));
});
