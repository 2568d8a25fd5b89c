import { createClient, memoryTokens, SignedOut } from '../../client/src/index.js';

const API = 'https://tasks.example.org/api/v1';
const CREDENTIALS = { username: 'ada', password: 'a quiet harbour at dawn' };

const json = (status: number, body: object) => new Response(JSON.stringify(body), { status });

/** A server in whose hands the cookies are: whoever logged in last is who asks. */
function startServer() {
  const server = {
    user: '',
    sent: [] as string[],
    answer: (_request: Request): Promise<Response> | undefined => undefined,
    fetch: async (request: Request): Promise<Response> => {
      const path = request.url.slice(API.length);
      server.sent.push(`${request.method} ${path}`);
      if (request.url.endsWith('session') || path === '/auth/login') {
        server.user = ((await request.clone().json()) as typeof CREDENTIALS).username;
        return server.answer(request) ?? json(200, { access_token: 'a', refresh_token: `of ${server.user}` });
      }
      const answer = server.answer(request);
      if (answer !== undefined) return answer;
      if (path === '/users/me') return json(200, { id: server.user });
      const isOwn = path.startsWith('/me/') || path.startsWith(`/${server.user}/`) || path === '/auth/logout';
      return isOwn ? json(200, { of: server.user }) : json(403, { error_code: 'NOT_YOUR_RESOURCE', detail: 'No' });
    },
  };
  return server;
}

/** As a socket does: a request that nobody holds is collected, and its signal with it. */
const held = new Set<Request>();

describe('the client, with an answer that the server has to be made to give', () => {
  const start = (cookies = false) => {
    const server = startServer();
    const storage = memoryTokens();
    const sleep = () => Promise.resolve();
    const options = { baseUrl: 'https://tasks.example.org', storage, cookies, fetch: server.fetch, sleep };
    const kept = async () => (await storage.get(`taskward ${API}`)) ?? '';
    return { server, kept, client: createClient(options) };
  };

  it('is nobody where the cookies are those of a user who is not known yet', async () => {
    const { server, client } = start(true);
    await client.login(CREDENTIALS);
    server.answer = ({ url }) => (url.endsWith('/users/me') ? Promise.reject(new TypeError('lost')) : undefined);
    await expect(client.login({ ...CREDENTIALS, username: 'bob' })).rejects.toThrow('lost');
    server.sent.length = 0;
    expect(await client.userId()).toBeUndefined();
    await expect(client.request('/me/tasks')).rejects.toThrow(SignedOut);
    expect(server.sent).toEqual([]);
  });

  it('writes nothing of one user with the cookies of another', async () => {
    const { server, client } = start(true);
    await client.login(CREDENTIALS);
    expect(await client.GET('/me/tasks')).toEqual({ of: 'ada' });
    server.user = 'bob';
    await expect(client.POST('/me/tasks', { body: { title: 'Of Ada' } })).rejects.toThrow(SignedOut);
    expect(server.sent.at(-1)).toBe('POST /ada/tasks');
  });

  it('asks again where an answer is cut off, under the same key', async () => {
    const { server, client } = start();
    await client.login(CREDENTIALS);
    const keys: (string | null)[] = [];
    server.answer = ({ headers }) => {
      keys.push(headers.get('Idempotency-Key'));
      if (keys.length > 1) return undefined;
      const cut = new ReadableStream({
        start: (body) => {
          body.enqueue(new TextEncoder().encode('{"id":'));
          body.error(new TypeError('terminated'));
        },
      });
      return Promise.resolve(new Response(cut, { status: 201 }));
    };
    expect(await client.POST('/me/tasks', { body: { title: 'Once' } })).toEqual({ of: 'ada' });
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0]]);
  });

  it('gives up a login whose user is never told', async () => {
    const { server, client } = start();
    const { timeout } = AbortSignal;
    AbortSignal.timeout = () => timeout.call(AbortSignal, 20);
    try {
      server.answer = (request) => {
        if (!request.url.endsWith('/users/me')) return undefined;
        held.add(request);
        return new Promise((_, reject) =>
          request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)),
        );
      };
      await expect(client.login(CREDENTIALS)).rejects.toThrow(/timeout/);
      server.answer = () => undefined;
      expect(await client.login(CREDENTIALS)).toEqual({ id: 'ada' });
    } finally {
      AbortSignal.timeout = timeout;
    }
  });

  it.each([
    ['was told', true],
    ['was not told', false],
  ])('keeps the refresh token of a session that has ended if the server %s', async (_, isTold) => {
    const { server, client, kept } = start();
    await client.login(CREDENTIALS);
    server.answer = () => (isTold ? undefined : Promise.reject(new TypeError('fetch failed')));
    await client.logout().catch(() => {});
    expect(await client.userId()).toBeUndefined();
    expect(await kept()).toBe(isTold ? '{"refresh":"of ada"}' : '');
  });

  it('tells all who listen, also if one of them throws', async () => {
    const { client } = start();
    const { queueMicrotask } = globalThis;
    globalThis.queueMicrotask = () => {};
    try {
      const told: unknown[] = [];
      await client.login(CREDENTIALS);
      client.onSessionChange(() => {
        throw new Error('No rendering');
      });
      client.onSessionChange((userId) => told.push(userId));
      await client.logout();
      expect(told).toEqual([undefined]);
    } finally {
      globalThis.queueMicrotask = queueMicrotask;
    }
  });
});
