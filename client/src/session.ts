import { SignedOut, TaskwardError } from './errors.js';
import { callEach } from './listeners.js';
import type { Locks } from './locks.js';
import type { components } from './schema.js';
import type { TokenStorage } from './token-storage.js';

type Schemas = components['schemas'];
/** Milliseconds. */
const PATIENCE = 20_000;

type Listener = (userId: string | undefined) => void;

/** What the storage holds. Of a session that has ended the refresh token alone, which tells that the device is known. */
interface Kept {
  userId?: string;
  /** New with each pair of tokens. */
  mark?: string;
  access?: string;
  refresh?: string;
  csrf?: string;
}

export interface SessionOptions {
  /** The URL of /api/v1. */
  api: string;
  storage: TokenStorage;
  cookies: boolean;
  fetch: (request: Request) => Promise<Response>;
  locks: Locks;
}

/** Tokens, or cookies with their CSRF token, shared by all tabs. The storage is the truth; each request reads it anew. */
export class Session {
  private readonly key: string;
  private readonly listeners = new Set<Listener>();
  private readonly tabs?: BroadcastChannel;
  /** Null until the storage was read once. */
  private seen: string | undefined | null = null;

  constructor(private readonly options: SessionOptions) {
    this.key = `taskward ${options.api}`;
    const look = () => void this.load().catch(() => {});
    if (globalThis.BroadcastChannel) {
      this.tabs = new BroadcastChannel(this.key);
      this.tabs.onmessage = look;
      // Node's would keep the process alive.
      (this.tabs as { unref?: () => void }).unref?.();
    }
    look();
  }

  async userId(): Promise<string | undefined> {
    return (await this.load()).userId;
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async login(credentials: Schemas['Credentials']): Promise<Schemas['User']> {
    const { cookies, locks } = this.options;
    return locks.request(this.key, async () => {
      const { refresh } = await this.load();
      const body = cookies ? credentials : { refresh_token: refresh, ...credentials };
      const tokens = await this.post(cookies ? '/auth/cookie-session' : '/auth/login', body);
      if (!tokens.ok) throw await TaskwardError.of(tokens);
      const kept = keptOf((await tokens.json()) as Answer);
      // With cookies the next request is this user's already, so it is nobody's until we know whose.
      await this.save(kept);
      const signal = AbortSignal.timeout(PATIENCE);
      const me = await this.authorized(this.newRequest('/users/me', { signal }), kept);
      if (!me.ok) throw await TaskwardError.of(me);
      const user = (await me.json()) as Schemas['User'];
      await this.save({ ...kept, userId: user.id });
      return user;
    });
  }

  /** Ends the session here, whatever the server says. */
  async logout(): Promise<void> {
    const userId = await this.userId();
    const signal = AbortSignal.timeout(PATIENCE);
    let hasEnded = true;
    try {
      const response = await this.send(this.newRequest('/auth/logout', { method: 'POST', signal }));
      if (!response.ok && response.status !== 401) throw await TaskwardError.of(response);
    } catch (error) {
      hasEnded = error instanceof SignedOut;
      if (!hasEnded) throw error;
    } finally {
      await this.options.locks.request(this.key, () => this.end(userId, hasEnded));
    }
  }

  /** Sends it as this user, by default as whoever is logged in, with tokens that are valid. */
  async send(request: Request, userId?: string): Promise<Response> {
    const used = await this.load();
    if (used.userId === undefined || used.userId !== (userId ?? used.userId)) throw new SignedOut();
    const response = await this.authorized(request.clone(), used);
    if (response.status !== 401) return response;
    const next = await this.refresh(used);
    return next instanceof Response ? next : this.authorized(request, next);
  }

  newRequest(path: string, init?: RequestInit): Request {
    const credentials = this.options.cookies ? 'include' : 'omit';
    return new Request(this.options.api + path, { ...init, credentials });
  }

  /** One tab does it, and the others find what it got. An answer is one that says nothing about the session. */
  private refresh(used: Kept): Promise<Kept | Response> {
    const { cookies, locks } = this.options;
    return locks.request(this.key, async () => {
      const now = await this.load();
      if (now.userId !== used.userId) throw new SignedOut();
      if (now.mark !== used.mark) return now;
      const response = cookies
        ? await this.post('/auth/cookie-session/refresh', undefined, now.csrf)
        : await this.post('/auth/refresh', { refresh_token: now.refresh });
      if (response.status === 401) {
        await this.end(now.userId);
        throw new SignedOut();
      }
      if (!response.ok) return response;
      const next = { ...keptOf((await response.json()) as Answer), userId: now.userId };
      await this.save(next);
      return next;
    });
  }

  private async post(path: string, body?: object, csrf?: string): Promise<Response> {
    const headers = { ...(body && { 'Content-Type': 'application/json' }), ...(csrf && { 'X-CSRF-Token': csrf }) };
    // All tabs wait for it.
    const signal = AbortSignal.timeout(PATIENCE);
    const init = { method: 'POST', headers, signal, body: body && JSON.stringify(body) };
    return this.options.fetch(this.newRequest(path, init)).catch((cause: unknown) => {
      throw new TypeError('The server did not answer.', { cause });
    });
  }

  private authorized(request: Request, { access, csrf }: Kept): Promise<Response> {
    if (access !== undefined) request.headers.set('Authorization', `Bearer ${access}`);
    if (csrf !== undefined && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrf);
    return this.options.fetch(request);
  }

  /** Of this user: another may have logged in meanwhile. A refresh token stays only where it opens nothing any more. */
  private async end(ofUser: string | undefined, hasEnded = true): Promise<void> {
    const { userId, refresh } = await this.load();
    if (userId === ofUser) await this.save(hasEnded ? { refresh } : {});
  }

  private async load(): Promise<Kept> {
    const kept = JSON.parse((await this.options.storage.get(this.key)) ?? '{}') as Kept;
    this.tell(kept.userId);
    return kept;
  }

  private async save(kept: Kept): Promise<void> {
    const { storage } = this.options;
    await (Object.values(kept).some(Boolean) ? storage.set(this.key, JSON.stringify(kept)) : storage.remove(this.key));
    if (this.tell(kept.userId)) this.tabs?.postMessage(null);
  }

  private tell(userId: string | undefined): boolean {
    const before = this.seen;
    this.seen = userId;
    if (before === null || before === userId) return before !== userId;
    callEach(this.listeners, userId);
    return true;
  }
}

type Answer = Partial<Schemas['TokenPair'] & Schemas['CookieSession']>;

function keptOf({ access_token, refresh_token, csrf_token }: Answer): Kept {
  return { mark: newKey(), access: access_token, refresh: refresh_token, csrf: csrf_token };
}

/** 32 hexadecimal digits. Unlike `randomUUID` it works in pages over plain http, too. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
