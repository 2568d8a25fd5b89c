/** @no-pooler rules; its statements are of kinds that others send through one */
import { connect } from 'node:net';
import { useTestApp } from '../support/fixtures.js';

const LIVE = 'GET /health/live HTTP/1.1';
const HOST = 'Host: localhost';

describe('the head of a request', () => {
  const app = useTestApp();

  /** All that the server says until it closes. */
  const say = (lines: string[], body = '') =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`));
      let text = '';
      const patience = setTimeout(() => reject(new Error(`No end of: ${text}`)), 5_000);
      socket.on('data', (data) => (text += data.toString()));
      socket.on('error', reject);
      socket.on('close', () => {
        clearTimeout(patience);
        resolve(text);
      });
    });
  const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  const many = (n: number) => Array.from({ length: n }, (_, i) => `X-${i}: y`);

  it.each<[string, string[], string, number, string]>([
    ['101 headers', [LIVE, HOST, ...many(100)], '', 431, 'HEADERS_TOO_LARGE'],
    ['1 500 headers', [LIVE, HOST, ...many(1_500)], '', 431, 'HEADERS_TOO_LARGE'],
    ['no Host', [LIVE], '', 400, 'MALFORMED_REQUEST'],
    ['two Hosts', [LIVE, HOST, 'hOST: other'], '', 400, 'MALFORMED_REQUEST'],
    ['the same Host twice', [LIVE, HOST, HOST], '', 400, 'MALFORMED_REQUEST'],
    ['two Hosts in HTTP/1.0', ['GET /health/live HTTP/1.0', HOST, HOST], '', 400, 'MALFORMED_REQUEST'],
    ['a Host that is none', [LIVE, 'Host: a b'], '', 400, 'MALFORMED_REQUEST'],
    ['a Host with a path', [LIVE, 'Host: a/b'], '', 400, 'MALFORMED_REQUEST'],
    [
      'a coding before chunked',
      [LIVE, HOST, 'Transfer-Encoding: gzip, chunked'],
      '0\r\n\r\n',
      400,
      'MALFORMED_REQUEST',
    ],
    ['chunked twice', [LIVE, HOST, 'Transfer-Encoding: chunked, chunked'], '0\r\n\r\n', 400, 'MALFORMED_REQUEST'],
    [
      'two Transfer-Encodings',
      [LIVE, HOST, 'Transfer-Encoding: identity', 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
      400,
      'MALFORMED_REQUEST',
    ],
    ['another coding', [LIVE, HOST, 'Transfer-Encoding: gzip'], '', 400, 'MALFORMED_REQUEST'],
    [
      'a coding and a length',
      [LIVE, HOST, 'Transfer-Encoding: chunked', 'Content-Length: 5'],
      '0\r\n\r\n',
      400,
      'MALFORMED_REQUEST',
    ],
    ['two lengths', [LIVE, HOST, 'Content-Length: 5', 'Content-Length: 6'], 'aaaaa', 400, 'MALFORMED_REQUEST'],
    ['a length that is none', [LIVE, HOST, 'Content-Length: +5'], 'aaaaa', 400, 'MALFORMED_REQUEST'],
    [
      'Transfer-Encoding in HTTP/1.0',
      ['POST /health/live HTTP/1.0', HOST, 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
      400,
      'MALFORMED_REQUEST',
    ],
    ['HTTP/2.0', ['GET /health/live HTTP/2.0', HOST], '', 400, 'MALFORMED_REQUEST'],
    ['CONNECT', ['CONNECT example.org:443 HTTP/1.1', 'Host: example.org:443'], '', 405, 'METHOD_NOT_ALLOWED'],
    ['a websocket', [LIVE, HOST, 'Connection: Upgrade', 'Upgrade: websocket'], '', 400, 'MALFORMED_REQUEST'],
    ['a folded header', [LIVE, HOST, 'X-A: b', ' c'], '', 400, 'MALFORMED_REQUEST'],
    ['a blank before the colon', [LIVE, HOST, 'Content-Length : 5'], 'aaaaa', 400, 'MALFORMED_REQUEST'],
  ])('with %s is refused with problem details, and the connection ends', async (_, lines, body, status, code) => {
    const hidden = `${LIVE}\r\n${HOST}\r\nConnection: close\r\n\r\n`;
    const text = await say(lines, body + hidden);
    expect(statuses(text)).toEqual([status]);
    expect(text).toMatch(/\r\nContent-Type: application\/problem\+json; charset=utf-8\r\n/);
    expect(text).toMatch(/\r\nConnection: close\r\n/);
    expect(text).toMatch(/\r\nX-Request-Id: /);
    expect(text).toMatch(/\r\nStrict-Transport-Security: max-age=\d{7,}/);
    expect(text).toMatch(/\r\nX-Content-Type-Options: nosniff\r\n/);
    expect(text).toMatch(/\r\nContent-Security-Policy: default-src 'none';frame-ancestors 'none';base-uri 'none'\r\n/);
    expect(text).toContain(`"error_code":"${code}"`);
    if (status === 405) expect(text).toMatch(/\r\nAllow: /);
  });

  it('with CONNECT behind a request that is not answered yet ends the connection, and no answer is taken for another', async () => {
    expect(
      statuses(await say([LIVE, HOST, '', 'CONNECT example.org:443 HTTP/1.1', 'Host: example.org:443'])),
    ).not.toContain(405);
  });

  it.each([
    ['100 headers', [LIVE, HOST, 'Connection: close', ...many(98)]],
    ['no Host in HTTP/1.0', ['GET /health/live HTTP/1.0']],
    ['an empty Host', [LIVE, 'Host:', 'Connection: close']],
    ['a Host that is an address', [LIVE, 'Host: [::1]:3000', 'Connection: close']],
    [
      'the wish for HTTP/2',
      [LIVE, HOST, 'Connection: Upgrade, HTTP2-Settings, close', 'Upgrade: h2c', 'HTTP2-Settings: AAA'],
    ],
  ])('with %s is answered', async (_, lines) => {
    expect(statuses(await say(lines))).toEqual([200]);
  });
});
