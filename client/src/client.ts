import createOperations from 'openapi-fetch';
import { SignedOut, TaskwardError } from './errors.js';
import { ReadCache } from './etags.js';
import { KEYED } from './keyed.js';
import { type Locks, processLocks } from './locks.js';
import type { Operations } from './operations.js';
import { type Sleep, sendWithRetries, sleep } from './retry.js';
import type { components } from './schema.js';
import { newKey, Session } from './session.js';
import { browserTokens, memoryTokens, type TokenStorage } from './token-storage.js';

type Schemas = components['schemas'];

export interface ClientOptions {
  /** Of the server, without /api/v1. Empty where a page has the API's own origin. */
  baseUrl?: string;
  /** Tokens in cookies that scripts cannot read (AUTH_COOKIES=true): the page must be of the same site as the API. */
  cookies?: boolean;
  /** By default memory, and with cookies `browserTokens()`, which then holds no token. */
  storage?: TokenStorage;
  fetch?: (request: Request) => Promise<Response>;
  locks?: Locks;
  sleep?: Sleep;
}

/** What the offline part needs of a client. */
export interface TaskwardClient {
  /**
   * `fetch` for this session; `path` is below /api/v1, such as `/me/tasks/changes?limit=1000`. Adds the token, or the cookies,
   * refreshes it once for all tabs when it has expired, and repeats the request. Any other answer is returned as it is.
   *
   * @throws SignedOut when there is no session any more, TypeError as `fetch` when there is no network.
   */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** The id of the user who is logged in. From the storage: works without a network. */
  userId(): Promise<string | undefined>;
  /**
   * Calls back when the session is over or another user logs in: in this tab, in another, or ended by the server.
   *
   * @returns how to unsubscribe.
   */
  onSessionChange(listener: (userId: string | undefined) => void): () => void;
}

export interface Client extends TaskwardClient, Operations {
  /** Makes the account, and logs in. */
  register(account: Schemas['Registration']): Promise<Schemas['User']>;
  login(credentials: Schemas['Credentials']): Promise<Schemas['User']>;
  /** The session is over here even if this throws because the server could not be told. */
  logout(): Promise<void>;
}

export function createClient(options: ClientOptions = {}): Client {
  const { baseUrl = '', cookies = false, sleep: pause = sleep } = options;
  const api = `${baseUrl.replace(/\/$/, '')}/api/v1`;
  const send = options.fetch ?? ((request) => globalThis.fetch(request));
  const storage = options.storage ?? (cookies && globalThis.indexedDB ? browserTokens() : memoryTokens());
  const locks = options.locks ?? globalThis.navigator?.locks ?? processLocks;
  const session = new Session({ api, storage, cookies, fetch: send, locks });
  const cache = new ReadCache();
  session.onChange(() => cache.clear());

  async function operate(request: Request, userId: string | undefined): Promise<Response> {
    // Each attempt is that user's, or none: another may log in meanwhile.
    const response = await (userId === undefined
      ? sendWithRetries(request, send, pause)
      : cache.read(userId, request, (read) => sendWithRetries(read, (one) => session.send(one, userId), pause)));
    if (response.ok) return response;
    const error = await TaskwardError.of(response);
    throw error.errorCode === 'NOT_YOUR_RESOURCE' ? new SignedOut() : error;
  }

  const operations = createOperations<Record<string, never>>({
    baseUrl: api,
    credentials: cookies ? 'include' : 'omit',
    querySerializer: serializeQuery,
  }) as unknown as { request(method: string, path: string, options: object): Promise<{ data: unknown }> };

  interface GivenOptions {
    headers?: Record<string, string>;
    ifMatch?: number;
    params?: { query?: object };
  }
  const call =
    (method: string) =>
    async (path: string, { ifMatch, headers, ...rest }: GivenOptions = {}) => {
      const own = {
        ...(KEYED.has(`${method} ${path}`) && { 'Idempotency-Key': newKey() }),
        ...(ifMatch !== undefined && { 'If-Match': `"${ifMatch}"` }),
      };
      const userId = await session.userId();
      // The cookies may be another's by now: the server refuses a path that is not theirs.
      const ownPath = path.replace(/^\/me\//, `/${userId ?? 'me'}/`);
      const { data } = await operations.request(method, ownPath, {
        ...rest,
        headers: { ...own, ...headers },
        fetch: (request: Request) => operate(request, userId),
      });
      return data;
    };

  async function* pages(path: string, given: GivenOptions = {}): AsyncGenerator {
    interface Page {
      items: unknown[];
      has_more: boolean;
      next_cursor?: string;
      skip?: number;
    }
    for (let next: object | undefined = {}; next !== undefined;) {
      const query: object = { ...given.params?.query, ...next };
      const page = (await call('GET')(path, { ...given, params: { ...given.params, query } })) as Page;
      yield* page.items;
      const onward = page.next_cursor
        ? { cursor: page.next_cursor, skip: undefined }
        : { skip: (page.skip ?? 0) + page.items.length };
      next = page.has_more ? onward : undefined;
    }
  }

  const client = {
    request: async (path: string, init?: RequestInit) => session.send(session.newRequest(path, init)),
    userId: () => session.userId(),
    onSessionChange: (listener: (userId: string | undefined) => void) => session.onChange(listener),
    login: (credentials: Schemas['Credentials']) => session.login(credentials),
    logout: () => session.logout(),
    GET: call('GET'),
    POST: call('POST'),
    PUT: call('PUT'),
    PATCH: call('PATCH'),
    DELETE: call('DELETE'),
    pages,
    async register(account: Schemas['Registration']) {
      await client.POST('/auth/register', { body: account } as GivenOptions);
      return session.login({ username: account.username, password: account.password });
    },
  };
  return client as unknown as Client;
}

/** As the document has it: `sort` and `include` are comma lists, other lists repeat their name. */
function serializeQuery(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query) as [string, string | string[] | undefined][]) {
    const values = Array.isArray(value) && !['sort', 'include'].includes(name) ? value : [value];
    for (const one of values) if (one !== undefined) search.append(name, String(one));
  }
  return search.toString();
}
