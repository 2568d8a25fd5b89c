/** @no-pooler a client, whose statements others send */
import {
  type Client,
  type ClientOptions,
  createClient,
  memoryTokens,
  type TokenStorage,
  SignedOut,
  TaskwardError,
} from '../../client/src/index.js';
import { useTestApp } from '../support/fixtures.js';

/** What a client sent, as `POST /auth/login 200`; null where the answer was lost. */
interface Sent {
  what: string;
  status: number | null;
  request: Request;
}

const PASSWORD = 'a quiet harbour at dawn';
let counter = 0;

describe('the client', () => {
  const app = useTestApp({ env: { AUTH_COOKIES: 'true', AUTH_RATE_LIMIT: '1000' } });

  /** A client that tells what it sends; `meddle` may answer before the server, or lose what it answered. */
  function startClient(options: ClientOptions = {}, meddle: (request: Request) => Promise<Response | void> = none) {
    const sent: Sent[] = [];
    const pauses: number[] = [];
    const client = createClient({
      baseUrl: app.url,
      fetch: async (request) => {
        const entry: Sent = { what: nameOf(request), status: null, request };
        sent.push(entry);
        const response = (await meddle(request)) ?? (await fetch(request));
        entry.status = response.status;
        return response;
      },
      sleep: (milliseconds) => {
        pauses.push(milliseconds);
        app.clock.advance({ seconds: Math.ceil(milliseconds / 1000) });
        return Promise.resolve();
      },
      ...options,
    });
    const wire = () => sent.splice(0).map(({ what, status }) => `${what} ${status}`);
    return { client, sent, wire, pauses };
  }
  const nameOf = ({ method, url }: Request) =>
    `${method} ${url.slice(`${app.url}/api/v1`.length).replace(/^\/[\da-f-]{36}\//, '/me/')}`;
  const none = () => Promise.resolve();

  async function register(client: Client) {
    const username = `client${++counter}`;
    const account = { email: `${username}@example.org`, username, full_name: 'Ada', password: PASSWORD };
    const { id } = await client.register(account);
    return { id, credentials: { username, password: PASSWORD } };
  }

  /** With an access token that has expired since. */
  async function registerLongAgo(client: Client, storage: TokenStorage) {
    const user = await register(client);
    const key = `taskward ${app.url}/api/v1`;
    const kept = JSON.parse((await storage.get(key))!) as object;
    await storage.set(key, JSON.stringify({ ...kept, access: 'expired' }));
    return user;
  }

  it('lives a life: registers, writes, reads, logs out', async () => {
    const { client, sent } = startClient();
    const { id } = await register(client);
    expect(await client.userId()).toBe(id);
    const task = await client.POST('/me/tasks', { body: { title: 'Buy milk', tags: ['a', 'b'] } });
    const one = { path: { id: task.id } };
    const done = await client.PATCH('/me/tasks/{id}', { params: one, body: { completed: true } });
    const query = { sort: ['-priority', 'title'] as const, tag: ['a', 'b'] };
    const list = await client.GET('/me/tasks', { params: { query: { ...query, sort: [...query.sort] } } });
    expect(list.items).toEqual([done]);
    expect(await client.DELETE('/me/tasks/{id}', { params: one, ifMatch: done.version })).toBeUndefined();
    await client.logout();
    expect(await client.userId()).toBeUndefined();
    await expect(client.request('/users/me')).rejects.toThrow(SignedOut);
    const tokens = sent.flatMap(({ request }) => request.headers.get('Authorization')?.slice('Bearer '.length) ?? []);
    expect(tokens.length).toBeGreaterThan(3);
    for (const { request } of sent) expect(tokens.some((token) => request.url.includes(token))).toBe(false);
  });

  it('refreshes once for all who share its storage', async () => {
    const storage = memoryTokens();
    const here = startClient({ storage });
    const there = startClient({ storage });
    await registerLongAgo(here.client, storage);
    here.wire();
    const answers = await Promise.all([here, here, there].map(({ client }) => client.request('/users/me')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([...here.wire(), ...there.wire()].filter((what) => what.includes('refresh'))).toEqual([
      'POST /auth/refresh 200',
    ]);
  });

  it('doubles nothing when an answer is lost', async () => {
    let lost = 0;
    const { client, sent, wire } = startClient({}, async (request) => {
      if (request.method !== 'POST' || !request.url.endsWith('/tasks') || lost++ > 0) return;
      await fetch(request);
      throw new TypeError('fetch failed');
    });
    await register(client);
    wire();
    const task = await client.POST('/me/tasks', { body: { title: 'Once' } });
    const keys = sent.map(({ request }) => request.headers.get('Idempotency-Key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(1);
    expect(wire()).toEqual(['POST /me/tasks null', 'POST /me/tasks 201']);
    expect((await client.GET('/me/tasks')).items).toEqual([task]);
  });

  it('does not send again what could happen twice', async () => {
    const { client, wire } = startClient({}, (request) =>
      request.method === 'DELETE' ? Promise.reject(new TypeError('fetch failed')) : none(),
    );
    await register(client);
    const { id } = await client.POST('/me/tasks', { body: { title: 'Away' } });
    wire();
    await expect(client.DELETE('/me/tasks/{id}', { params: { path: { id } } })).rejects.toThrow(TypeError);
    expect(wire()).toEqual([`DELETE /me/tasks/${id} null`]);
  });

  it('gives up after four attempts', async () => {
    const { client, wire, pauses } = startClient({}, ({ url }) =>
      url.includes('tags') ? Promise.reject(new TypeError('fetch failed')) : none(),
    );
    await register(client);
    wire();
    await expect(client.GET('/me/tags')).rejects.toThrow('fetch failed');
    expect(wire()).toEqual(Array(4).fill('GET /me/tags null'));
    expect(pauses.map((pause, i) => pause >= 500 * 2 ** i && pause <= 750 * 2 ** i)).toEqual([true, true, true]);
  });

  it.each([
    ['GET', 503, 'repeated'],
    ['POST', 503, 'repeated'],
    ['DELETE', 429, 'repeated'],
    ['DELETE', 503, 'refused'],
    ['GET', 500, 'refused'],
  ] as const)('a %s that was answered with %d is %s, after Retry-After', async (method, status, expected) => {
    let isRefusing = false;
    const { client, pauses } = startClient({}, (request) => {
      if (request.method !== method || !isRefusing) return none();
      isRefusing = false;
      const body = JSON.stringify({ status, error_code: 'X', detail: 'Later.' });
      return Promise.resolve(new Response(body, { status, headers: { 'Retry-After': '30' } }));
    });
    await register(client);
    const { id } = await client.POST('/me/tasks', { body: { title: 'A' } });
    isRefusing = true;
    const params = { path: { id } };
    const send = {
      GET: () => client.GET('/me/tasks/{id}', { params }),
      POST: () => client.POST('/me/tasks', { body: { title: 'B' } }),
      DELETE: () => client.DELETE('/me/tasks/{id}', { params }),
    }[method];
    const outcome = await send().then(
      () => 'repeated',
      (error: TaskwardError) => (error.retryAfter === 30 ? 'refused' : error),
    );
    expect([outcome, pauses.length]).toEqual([expected, expected === 'repeated' ? 1 : 0]);
    for (const pause of pauses) expect(30_000 <= pause && pause <= 45_000).toBe(true);
  });

  describe('with a limit of its own', () => {
    const limited = useTestApp(() => ({ beside: app, env: { API_RATE_LIMIT: '5' } }));

    it('waits as long as the limit says', async () => {
      const { client, wire, pauses } = startClient({ baseUrl: limited.url });
      await register(client);
      for (let i = 0; i < 8; i++) await client.GET('/users/me', { headers: { 'If-None-Match': '"0"' } });
      expect(wire().filter((what) => what.endsWith('429'))).toHaveLength(pauses.length);
      expect(pauses.length).toBeGreaterThan(0);
    });
  });

  it('makes a problem an error', async () => {
    const { client } = startClient();
    await register(client);
    const error = await client.POST('/me/tasks', { body: { title: '', tags: ['', 'ok'] } }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TaskwardError);
    expect(error).toMatchObject({ status: 422, errorCode: 'VALIDATION_FAILED', retryAfter: undefined });
    expect((error as TaskwardError).problem.errors?.map(({ pointer }) => pointer)).toEqual(['/title', '/tags']);
  });

  it('gives the task as it is when a write came too late', async () => {
    const { client } = startClient();
    await register(client);
    const task = await client.POST('/me/tasks', { body: { title: 'First' } });
    const rename = (title: string) =>
      client.PATCH('/me/tasks/{id}', { params: { path: { id: task.id } }, body: { title }, ifMatch: task.version });
    const renamed = await rename('Second');
    await expect(rename('Third')).rejects.toMatchObject({ status: 412, problem: { current: renamed } });
  });

  it.each(['/me/tasks', '/me/tasks/changes'] as const)('reads all pages of %s', async (path) => {
    const { client, wire } = startClient();
    await register(client);
    const titles = ['A', 'B', 'C', 'D', 'E'];
    for (const title of titles) await client.POST('/me/tasks', { body: { title } });
    wire();
    const read: (string | undefined)[] = [];
    for await (const { title } of client.pages(path, { params: { query: { limit: 2 } } })) read.push(title);
    expect(read.sort()).toEqual(titles);
    expect(wire()).toHaveLength(3);
  });

  it('asks by ETag, and gives what it has when nothing changed', async () => {
    const { client, wire } = startClient();
    await register(client);
    const first = await client.GET('/me/tasks');
    wire();
    expect(await client.GET('/me/tasks')).toEqual(first);
    expect(wire()).toEqual(['GET /me/tasks 304']);
    await client.POST('/me/tasks', { body: { title: 'New' } });
    expect((await client.GET('/me/tasks')).items).toHaveLength(1);
  });

  it('tells of a logout in another tab, and of one by the server', async () => {
    const storage = memoryTokens();
    const [here, there] = [startClient({ storage }).client, startClient({ storage }).client];
    const elsewhere = startClient().client;
    const told: unknown[] = [];
    const ada = await register(there);
    expect(await here.userId()).toBe(ada.id);
    const heard = new Promise<void>((resolve) => here.onSessionChange((user) => resolve(void told.push(user))));
    await there.logout();
    await heard;
    expect(told).toEqual([undefined]);
    await expect(here.request('/users/me')).rejects.toThrow(SignedOut);

    await there.login(ada.credentials);
    expect(await here.userId()).toBe(ada.id);
    await elsewhere.login(ada.credentials);
    await elsewhere.POST('/auth/logout-all');
    await expect(there.GET('/me/tasks')).rejects.toThrow(SignedOut);
    expect(await here.userId()).toBeUndefined();
    expect(told).toEqual([undefined, ada.id, undefined]);
  });

  it('sends nothing of one user as another', async () => {
    const storage = memoryTokens();
    let interrupt: (() => Promise<unknown>) | undefined;
    const { client, wire } = startClient({ storage }, async () => {
      const run = interrupt;
      interrupt = undefined;
      await run?.();
    });
    const other = startClient({ storage }).client;
    const bob = await register(startClient().client);
    await registerLongAgo(client, storage);
    wire();
    interrupt = () => other.login(bob.credentials);
    const batch = { method: 'POST', body: '{"operations":[]}', headers: { 'Content-Type': 'application/json' } };
    await expect(client.request('/me/tasks/batch', batch)).rejects.toThrow(SignedOut);
    expect(wire()).toEqual(['POST /me/tasks/batch 401']);
  });

  it('repeats nothing of one user as another', async () => {
    const storage = memoryTokens();
    const other = startClient({ storage }).client;
    const bob = await register(startClient().client);
    const sleep = async () => void (await other.login(bob.credentials));
    const { client, wire } = startClient({ storage, sleep }, ({ method, url }) =>
      Promise.resolve(method === 'POST' && url.endsWith('/tasks') ? new Response('', { status: 503 }) : undefined),
    );
    await register(client);
    wire();
    await expect(client.POST('/me/tasks', { body: { title: 'Of Ada' } })).rejects.toThrow(SignedOut);
    expect(wire()).toEqual(['POST /me/tasks 503']);
  });

  it('keeps the session when a refresh is answered with neither yes nor no', async () => {
    let away = true;
    const storage = memoryTokens();
    const { client } = startClient({ storage }, ({ url }) =>
      Promise.resolve(away && url.endsWith('/auth/refresh') ? new Response('', { status: 503 }) : undefined),
    );
    const { id } = await registerLongAgo(client, storage);
    expect((await client.request('/users/me')).status).toBe(503);
    expect(await client.userId()).toBe(id);
    away = false;
    expect((await client.request('/users/me')).status).toBe(200);
  });

  it('logs out without a network', async () => {
    let away = false;
    const { client } = startClient({}, () => (away ? Promise.reject(new TypeError('fetch failed')) : none()));
    await register(client);
    away = true;
    await expect(client.logout()).rejects.toThrow('fetch failed');
    expect(await client.userId()).toBeUndefined();
  });

  it('logs nobody else out who logs in meanwhile', async () => {
    const storage = memoryTokens();
    const other = startClient({ storage }).client;
    const bob = await register(startClient().client);
    const { client } = startClient({ storage }, async ({ url }) => {
      if (url.endsWith('/logout')) await other.login(bob.credentials);
    });
    await register(client);
    await client.logout();
    expect(await client.userId()).toBe(bob.id);
  });

  it('works with cookies, and keeps no token', async () => {
    const values = new Map<string, string>();
    const storage = {
      get: (key: string) => values.get(key),
      set: (key: string, value: string) => void values.set(key, value),
      remove: (key: string) => void values.delete(key),
    };
    const jar = new Map<string, string>();
    const browser: ClientOptions['fetch'] = async (request) => {
      expect(request.credentials).toBe('include');
      request.headers.set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
      const response = await fetch(request);
      for (const cookie of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
        if (value === '') jar.delete(name!);
        else jar.set(name!, value!);
      }
      return response;
    };
    const { client } = startClient({ cookies: true, storage, fetch: browser });
    await register(client);
    jar.delete('__Host-access');
    const task = await client.POST('/me/tasks', { body: { title: 'By cookie' } });
    expect((await client.GET('/me/tasks')).items).toEqual([task]);
    for (const secret of jar.values()) expect([...values.values()].join()).not.toContain(secret);
    await client.logout();
    expect(jar.has('__Host-access')).toBe(false);
  });
});
