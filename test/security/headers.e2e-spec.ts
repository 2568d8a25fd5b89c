/** @no-pooler answers from before the first statement */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { useTestApp, useUser } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

describe('the headers of every answer', () => {
  const app = useTestApp();

  it.each(['/health', '/api/v1/me/tasks', '/api/v1/nothing', '/docs', '/openapi.json'])(
    'of %s are those of the OWASP sheet',
    async (path) => {
      const { headers } = await fetch(app.url + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
      expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    },
  );

  it('keep what belongs to a user out of every cache, and let nothing run in it', async () => {
    const ada = await app.api.newUser('ada');
    const task = await app.api.post('/api/me/tasks', ada, { title: 'x' }).expect(201);
    const cached = ['/api/v1/me/tasks', `/api/me/tasks/${task.body.id as string}`, '/api/v1/users/me'];
    for (const path of [...cached, '/api/v1/auth/sessions']) {
      const { headers } = await app.api.get(path, ada).expect(200);
      expect(headers['cache-control']).toBe(cached.includes(path) ? 'private, no-cache' : 'no-store');
      expect(headers.vary).toBe('Authorization, Cookie, Origin');
      expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
    }
    for (const path of ['/api/v1/me/tasks', '/api/v1/me/tasks/x', '/api/v1/nothing'])
      expect((await app.api.get(path)).headers['cache-control']).toBe('no-store');
  });

  it('let a client keep what has an ETag, and ask whether it is still so', async () => {
    const ada = await app.api.newUser('ada');
    const task = await app.api.post('/api/me/tasks', ada, { title: 'x' }).expect(201);
    for (const path of ['/api/v1/me/tasks', `/api/me/tasks/${task.body.id as string}`, '/api/v1/users/me']) {
      const { headers } = await app.api.get(path, ada).expect(200);
      const again = await app.api.get(path, ada).set('If-None-Match', headers.etag!).expect(304);
      expect(again.text).toBe('');
      expect(again.headers).toMatchObject({ etag: headers.etag, 'cache-control': 'private, no-cache' });
    }
    const { headers } = await app.api.get('/api/v1/users/me', ada).expect(200);
    await app.api.patch('/api/v1/users/me', ada, { full_name: 'Another' }).expect(200);
    await app.api.get('/api/v1/users/me', ada).set('If-None-Match', headers.etag!).expect(200);
  });
});

describe('the documentation', () => {
  const PATHS = ['/docs', '/docs/', '/docs/swagger-ui-init.js', '/redoc', '/redoc/redoc.js', '/openapi.json'];

  it('has pages in which no plug-in and no other base can be put', async () => {
    await using app = await startTestApp();
    for (const path of ['/docs', '/docs/index.html', '/redoc']) {
      const policy = (await fetch(app.url + path)).headers.get('content-security-policy');
      expect(policy?.split('; ')).toEqual(expect.arrayContaining(["object-src 'none'", "base-uri 'none'"]));
    }
    for (const path of PATHS) expect((await fetch(app.url + path)).status).toBe(200);
  });

  it('is not there with DOCS=off', async () => {
    await using app = await startTestApp({ env: { DOCS: 'off' } });
    for (const path of PATHS) {
      const response = await fetch(app.url + path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error_code: 'ROUTE_NOT_FOUND' });
    }
    expect((await fetch(`${app.url}/health`)).status).toBe(200);
  });
});

describe('large input', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');
  const long = 'ä '.repeat(40_000);
  const many = <T>(length: number, value: (i: number) => T) => Array.from({ length }, (_, i) => value(i));
  const fields = (length: number) => Object.fromEntries(many(length, (i) => [`field${i}`, i]));

  it.each<[string, string, object]>([
    ['a long title', '/api/v1/me/tasks', { title: long }],
    ['many tags', '/api/v1/me/tasks', { title: 'x', tags: many(20_000, (i) => `t${i}`) }],
    ['many fields', '/api/v1/me/tasks', fields(10_000)],
    ['many operations', '/api/v1/me/tasks/batch', { operations: many(5_000, () => ({ op: 'create', data: {} })) }],
    ['many fields of a login', '/api/v1/auth/login', { title: 'x', ...fields(20_000) }],
    ['many lists in a login', '/api/v1/auth/login', { title: many(50_000, () => []) }],
    ['a long password', '/api/v1/auth/login', { username: long, password: long }],
    ['a long address', '/api/v1/auth/register', { email: `${'a'.repeat(100_000)}@example.org`, username: 'x' }],
  ])('does not stall the loop for 50 ms: %s', async (_, path, body) => {
    // Once beforehand: what is measured is the work, not its compilation.
    await app.api.post(path, ada, body).expect(path.startsWith('/api/v1/auth/') ? 413 : 422);
    const stalls: number[] = [];
    for (let i = 0; i < 10 && !stalls.some((ms) => ms < 50); i++)
      stalls.push(await stallOf(path, JSON.stringify(body)));
    expect(Math.min(...stalls)).toBeLessThan(50);
  });

  /**
   * For how many milliseconds the loop stood still at most, while one request was answered. No longer than this process
   * worked: the rest of the time another one had the processor.
   */
  const stallOf = async (path: string, body: string): Promise<number> => {
    const headers = { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' };
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const before = process.cpuUsage();
    delay.enable();
    const response = await fetch(app.url + path, { method: 'POST', headers, body });
    delay.disable();
    const { user, system } = process.cpuUsage(before);
    expect((await response.text()).length).toBeLessThan(30_000);
    return Math.min(delay.max / 1e6, (user + system) / 1e3);
  };

  it('in a header is refused', async () => {
    const headers = { authorization: `Bearer ${'x'.repeat(100_000)}` };
    expect((await fetch(`${app.url}/api/v1/users/me`, { headers })).status).toBe(431);
  });
});
