import { setMaxListeners } from 'node:events';
import { memoryStorage, type Offline, openOffline, type TaskStorage } from '../../client/src/offline/index.js';
import type { TaskwardClient } from '../../client/src/client.js';
import type { TestUser } from '../support/api-client.js';

/** What becomes of the next request: it never arrives, its answer never does, or it is refused before it is looked at. */
export type Fault = 'dropped' | 'lost' | 503;

/** Long waits are real, so that requests have their time; pauses before a retry are not. */
export const sleepLittle = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms > 10_000 ? ms : 1);
    const end = () => [clearTimeout(timer), done()];
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });

const never = new Promise<never>(() => {});

/** A device of a user, with what it has stored. It may die at any moment, and be started again. */
export class TestDevice {
  readonly faults: Fault[] = [];
  /** After so many steps from one request or stored change to the next, it dies. */
  fuse = Infinity;
  offline!: Offline;
  private life = new AbortController();

  constructor(
    private readonly url: string,
    private readonly user: TestUser,
    private readonly storage: TaskStorage = memoryStorage(),
  ) {}

  get isDead(): boolean {
    return this.life.signal.aborted;
  }

  /** @returns whether `work` was done before the device died. */
  async survives(work: (offline: Offline) => Promise<unknown>): Promise<boolean> {
    const { signal } = this.life;
    const death = new Promise<boolean>((done) => signal.addEventListener('abort', () => done(false)));
    return Promise.race([work(this.offline).then(() => true), death]);
  }

  async start(online = true): Promise<void> {
    this.life = new AbortController();
    const life = this.life.signal;
    setMaxListeners(0, life);
    this.fuse = Infinity;
    this.offline = await openOffline({
      client: this.client(life),
      storage: this.mortal(life),
      sleep: (ms, signal) => sleepLittle(ms, AbortSignal.any([signal, life])),
      online,
    });
  }

  /** Nothing of it goes on: what it has stored is all there is, and what it sent may still arrive. */
  die(): void {
    this.life.abort();
  }

  private burn(life: AbortSignal): void {
    if (!life.aborted && life === this.life.signal && --this.fuse <= 0) this.die();
  }

  private client(life: AbortSignal): TaskwardClient {
    const { id, token } = this.user;
    return {
      userId: () => Promise.resolve(id),
      onSessionChange: () => () => {},
      request: async (path, init) => {
        this.burn(life);
        const isStream = path.endsWith('/events');
        const fault = isStream ? undefined : this.faults.shift();
        if (life.aborted) return never;
        if (fault === 'dropped') throw new TypeError('fetch failed');
        if (fault === 503) return new Response('', { status: 503, headers: { 'Retry-After': '1' } });
        const end = new AbortController();
        const headers = { ...(init?.headers as object), Authorization: `Bearer ${token}` };
        // What was asked ends with the device; what was sent arrives.
        if (init?.method !== 'POST') life.addEventListener('abort', () => end.abort());
        const stop = () => !life.aborted && end.abort();
        if (init?.signal?.aborted) stop();
        init?.signal?.addEventListener('abort', stop);
        const response = await fetch(`${this.url}/api/v1${path}`, { ...init, headers, signal: end.signal });
        this.burn(life);
        if (fault !== 'lost' && !life.aborted) return response;
        await response.body?.cancel();
        if (life.aborted) return never;
        throw new TypeError('fetch failed');
      },
    };
  }

  private mortal(life: AbortSignal): TaskStorage {
    return {
      ...this.storage,
      commit: async (...change) => {
        this.burn(life);
        if (life.aborted) return never;
        const isStored = await this.storage.commit(...change);
        this.burn(life);
        return life.aborted ? never : isStored;
      },
    };
  }
}
