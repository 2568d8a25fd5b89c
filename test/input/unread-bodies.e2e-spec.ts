/** @no-pooler rules; its statements are of kinds that others send through one */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { TestUser } from '../support/api-client.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';
const DEEP = '['.repeat(250_000);
const PATIENCE_MS = 10_000;

interface Answer {
  /** The status of each answer on the connection, the interim ones too. */
  statuses: number[];
  text: string;
  closed: boolean;
}

describe('a body that is not wanted (C7, C8)', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  /** Writes the parts one after the other, the next when there is an answer to the last; ends when `until` holds or the server closes. */
  const exchange = (parts: string[], until: (answer: Answer) => boolean = ({ closed }) => closed) =>
    new Promise<Answer>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname);
      const answer: Answer = { statuses: [], text: '', closed: false };
      const patience = setTimeout(() => reject(new Error(`No end of: ${answer.text}`)), PATIENCE_MS);
      const look = () => {
        answer.statuses = [...answer.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
        if (!until(answer)) return;
        clearTimeout(patience);
        socket.destroy();
        resolve(answer);
      };
      const [first = '', ...rest] = parts;
      socket.write(first);
      socket.on('data', (data) => {
        answer.text += data.toString();
        const next = rest.shift();
        if (next !== undefined) socket.write(next);
        look();
      });
      socket.on('error', reject);
      socket.on('end', () => {
        answer.closed = true;
        look();
      });
    });
  const head = (path: string, headers: Record<string, string | number>, method = 'POST') =>
    [
      `${method} ${path} HTTP/1.1`,
      'Host: localhost',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '\r\n',
    ].join('\r\n');
  const JSON_TYPE = { 'Content-Type': 'application/json' };
  const bearer = (user: TestUser) => ({ Authorization: `Bearer ${user.token}` });

  it.each<[string, () => string, number]>([
    ['without a token', () => head(TASKS, { ...JSON_TYPE, 'Content-Length': 250_000 }), 401],
    [
      'with a wrong token',
      () => head(TASKS, { ...JSON_TYPE, Authorization: 'Bearer x', 'Content-Length': 250_000 }),
      401,
    ],
    [
      'for another user',
      () => head(`/api/v1/${randomUUID()}/tasks`, { ...JSON_TYPE, ...bearer(ada), 'Content-Length': 250_000 }),
      403,
    ],
    [
      'for superusers',
      () => head(`/api/v1/users/${ada.id}/unlock`, { ...JSON_TYPE, ...bearer(ada), 'Content-Length': 250_000 }),
      403,
    ],
    [
      'for an account of another',
      () => head(`/api/v1/users/${randomUUID()}`, { ...JSON_TYPE, ...bearer(ada), 'Content-Length': 250_000 }, 'PATCH'),
      404,
    ],
    ['in chunks', () => head(TASKS, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }), 401],
    ['nowhere', () => head('/api/v1/nothing', { ...JSON_TYPE, 'Content-Length': 250_000 }), 404],
    ['with a wrong verb', () => head(TASKS, { ...JSON_TYPE, 'Content-Length': 250_000 }, 'PUT'), 405],
    [
      'larger than a public route takes',
      () => head('/api/v1/auth/login', { ...JSON_TYPE, 'Content-Length': 16_385 }),
      413,
    ],
    [
      'larger than any route takes',
      () => head(TASKS, { ...JSON_TYPE, ...bearer(ada), 'Content-Length': 262_145 }),
      413,
    ],
    [
      'of another type',
      () => head(TASKS, { 'Content-Type': 'text/plain', ...bearer(ada), 'Content-Length': 250_000 }),
      415,
    ],
    [
      'compressed',
      () => head(TASKS, { ...JSON_TYPE, ...bearer(ada), 'Content-Encoding': 'gzip', 'Content-Length': 250_000 }),
      415,
    ],
  ])('%s is refused before any of it is sent, and the connection ends', async (_, request, status) => {
    const { statuses, text } = await exchange([request()]);
    expect(statuses).toEqual([status]);
    expect(text).toMatch(/\r\nConnection: close\r\n/i);
    expect(text).toContain('application/problem+json');
  });

  it('is refused in the middle too, when it proves to be too large', async () => {
    const chunk = (size: number) => `${size.toString(16)}\r\n${' '.repeat(size)}\r\n`;
    const begin = head('/api/v1/auth/login', { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' });
    const { statuses } = await exchange([begin + chunk(10_000) + chunk(10_000)]);
    expect(statuses).toEqual([413]);
  });

  it('lets a client that sends first and reads later have its answer', async () => {
    for (let i = 0; i < 20; i++) {
      const response = await fetch(app.url + TASKS, { method: 'POST', headers: JSON_TYPE, body: DEEP });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error_code: 'UNAUTHENTICATED' });
    }
    const body = ' '.repeat(900_000);
    const { statuses } = await exchange([head(TASKS, { ...JSON_TYPE, 'Content-Length': body.length }) + body]);
    expect(statuses).toEqual([401]);
  });

  it('does not outlive its refusal by more than a moment', async () => {
    const begun = performance.now();
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    socket.write(head(TASKS, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }));
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const sending = setInterval(() => socket.write(chunk), 10);
    await closed;
    clearInterval(sending);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('hides no request behind it', async () => {
    const hidden = `${head(TASKS, { ...JSON_TYPE, ...bearer(ada), 'Content-Length': 18 })}{"title":"hidden"}`;
    const { statuses } = await exchange([
      head(TASKS, { ...JSON_TYPE, 'Content-Length': hidden.length + 100_000 }) + hidden + ' '.repeat(100_000) + hidden,
    ]);
    expect(statuses).toEqual([401]);
    const { body } = await app.api.get(`${TASKS}?q=hidden`, ada).expect(200);
    expect(body).toMatchObject({ total: 0 });
  });

  it('leaves the connection of a small one open', async () => {
    const small = `${head(TASKS, { ...JSON_TYPE, 'Content-Length': 13 })}{"title":"x"}`;
    const { statuses, text } = await exchange([small, small], (answer) => answer.statuses.length === 2);
    expect(statuses).toEqual([401, 401]);
    expect(text).not.toMatch(/Connection: close/i);
  });

  it.each<[string, () => Record<string, string>, string, number[]]>([
    ['is asked for when it is wanted', () => bearer(ada), TASKS, [100, 201]],
    ['is not asked for without a token', () => ({}), TASKS, [401]],
    ['is not asked for where nothing is', () => bearer(ada), '/api/v1/nothing', [404]],
    ['is not asked for in another way', () => ({ ...bearer(ada), Expect: 'more' }), TASKS, [417]],
  ])('%s', async (_, headers, path, expected) => {
    const { statuses } = await exchange(
      [
        head(path, { ...JSON_TYPE, Expect: '100-continue', ...headers(), 'Content-Length': 13 }),
        expected[0] === 100 ? '{"title":"x"}' : '',
      ],
      (answer) => answer.closed || answer.statuses.length === expected.length,
    );
    expect(statuses).toEqual(expected);
  });

  it.each<[string, () => Record<string, string>, string]>([
    ['anonymous', () => ({}), TASKS],
    ['to log in', () => ({}), '/api/v1/auth/login'],
    ['to refresh', () => ({}), '/api/v1/auth/refresh'],
    ['with a key', () => ({ ...bearer(ada), 'Idempotency-Key': 'deep' }), TASKS],
    ['as a batch', () => ({ ...bearer(ada), 'Idempotency-Key': 'deep' }), `${TASKS}/batch`],
    ['as a merge patch', () => ({ ...bearer(ada), 'Content-Type': 'application/merge-patch+json' }), TASKS],
    ['with a cookie', () => ({ Cookie: '__Secure-refresh=x; __Host-access=x' }), '/api/v1/auth/refresh'],
    ['with conditions', () => ({ ...bearer(ada), 'If-None-Match': '*', 'If-Match': '"1"' }), TASKS],
  ])('that nests is 4xx: %s', async (_, headers, path) => {
    for (const depth of [9, 33, 4_120, 8_000]) {
      for (const body of [
        '['.repeat(depth),
        `${'['.repeat(depth)}${']'.repeat(depth)}`,
        `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
        `{"title":"x","a":${'['.repeat(depth)}${']'.repeat(depth)}}`,
        `{"operations":[{"op":"create","data":${'{"title":'.repeat(depth)}1${'}'.repeat(depth)}}]}`,
      ]) {
        const { status } = await fetch(app.url + path, {
          method: 'POST',
          headers: { ...JSON_TYPE, ...headers() },
          body,
        });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }
    }
  });

  it('that nests in a form or a token is 4xx', async () => {
    const form = `username${'[a]'.repeat(4_000)}=x&password=x`;
    const type = 'application/x-www-form-urlencoded';
    const login = await fetch(`${app.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: form,
    });
    expect(login.status).toBe(422);
    const part = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth)).toString('base64url');
    for (const token of [`${part(4_000)}.e30.x`, `e30.${part(4_000)}.x`]) {
      const response = await fetch(app.url + TASKS, { headers: { authorization: `Bearer ${token}` } });
      expect(response.status).toBe(401);
    }
  });

  it('is not inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    const response = await fetch(app.url + TASKS, {
      method: 'POST',
      headers: { ...JSON_TYPE, ...bearer(ada), 'content-encoding': 'gzip' },
      body: bomb,
    });
    expect(response.status).toBe(415);
  });
});
