import type { IncomingMessage } from 'node:http';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';

export const MAX_HEADERS = 100;

/** RFC 3986, 3.2.2. */
const HOST = /^[\w\-.~!$&'()*+,;=:%[\]]*$/;

const malformed = (detail: string) => new Problem(COMMON_ERRORS.MALFORMED_REQUEST, { detail });

/** The refusal of a head that a proxy might read differently (request smuggling), or that wants another protocol. */
export function headFault(req: IncomingMessage): Problem | undefined {
  const { headers, rawHeaders, httpVersionMajor, httpVersionMinor } = req;
  if (rawHeaders.length > 2 * MAX_HEADERS) {
    return new Problem(COMMON_ERRORS.HEADERS_TOO_LARGE, { detail: `There are more than ${MAX_HEADERS} headers.` });
  }
  if (httpVersionMajor !== 1) return malformed('This server speaks HTTP/1.1.');
  const hosts = countHosts(rawHeaders);
  if (hosts > 1 || (hosts === 0 && httpVersionMinor > 0)) return malformed('There must be one Host header.');
  if (headers.host !== undefined && !HOST.test(headers.host)) return malformed('The Host header is no host.');
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && (httpVersionMinor === 0 || coding.toLowerCase() !== 'chunked'))
    return malformed('The only Transfer-Encoding is chunked, in HTTP/1.1.');
  // A client that also speaks HTTP/2 offers it (h2c) with every request, and accepts HTTP/1.1.
  if (headers.upgrade !== undefined && headers.upgrade.toLowerCase() !== 'h2c')
    return malformed('No other protocol is spoken here.');
  if (headers.expect !== undefined && httpVersionMinor > 0 && headers.expect.toLowerCase() !== '100-continue')
    return new Problem(COMMON_ERRORS.EXPECTATION_FAILED);
  return undefined;
}

/** `headers` cannot tell: Node keeps the first of several. */
function countHosts(rawHeaders: string[]): number {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts;
}
