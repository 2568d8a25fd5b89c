import 'fake-indexeddb/auto';
import type { TaskwardClient } from '../../client/src/client.js';
import { draftOf } from '../../client/src/offline/fields.js';
import {
  type Conflict,
  idbStorage,
  memoryStorage,
  type Offline,
  type OfflineOptions,
  openOffline,
  type Operation,
} from '../../client/src/offline/index.js';
import { within } from '../support/eventually.js';

const AT = '2026-12-01T09:30:00.000Z';

type Answer = Response | undefined;

const json = (status: number, body: object, headers = {}) => new Response(JSON.stringify(body), { status, headers });
const problem = (status: number, error_code: string, headers = {}) =>
  json(status, { status, error_code, detail: 'No' }, headers);

/** Takes what it gets, unless `refuse` has an answer. It has no stream. */
class Scripted implements TaskwardClient {
  batches: { operations: Operation[]; key: string }[] = [];
  requests = 0;
  user: string | undefined = 'ada';
  version = 0;
  refuse: (operations: Operation[]) => Answer = () => undefined;
  changes: (path: string) => Answer = () => undefined;
  private listeners = new Set<(id: string | undefined) => void>();

  userId() {
    return Promise.resolve(this.user);
  }

  onSessionChange(listener: (id: string | undefined) => void) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  logIn(user: string | undefined) {
    this.user = user;
    for (const listener of this.listeners) listener(user);
  }

  request(path: string, init?: RequestInit): Promise<Response> {
    this.requests++;
    if (path.endsWith('/events')) return Promise.resolve(problem(503, 'TOO_MANY_STREAMS'));
    if (!path.endsWith('/batch')) return this.poll(path, init);
    const { operations } = JSON.parse(init?.body as string) as { operations: Operation[] };
    this.batches.push({ operations, key: (init?.headers as Record<string, string>)['Idempotency-Key']! });
    const answer = this.refuse(operations);
    if (answer !== undefined) return Promise.resolve(answer);
    const results = operations.map(({ id, data }) => ({
      status: 201,
      task: { ...draftOf('ada', id, data ?? {}, AT), version: ++this.version },
    }));
    return Promise.resolve(json(207, { version: this.version, results }));
  }

  private poll(path: string, init?: RequestInit): Promise<Response> {
    const page = { items: [], version: this.version, next_cursor: 'c', has_more: false };
    const answer = () => this.changes(path) ?? json(200, page, { 'Preference-Applied': 'wait=25' });
    if (!JSON.stringify(init?.headers).includes('wait')) return Promise.resolve(answer());
    const { signal } = init!;
    return new Promise((_, reject) => {
      const abort = () => reject(new Error('Aborted'));
      if (signal!.aborted) abort();
      else signal!.addEventListener('abort', abort);
    });
  }
}

describe('what is exchanged with the server', () => {
  const opened: Offline[] = [];
  const pauses: number[] = [];
  const sleep = (ms: number, signal: AbortSignal) => {
    if (ms >= 60_000) return new Promise<void>((done) => signal.addEventListener('abort', () => done()));
    pauses.push(ms);
    return new Promise<void>((done) => setTimeout(done, 1));
  };
  const open = async (client: Scripted, options: Partial<OfflineOptions> = {}) => {
    const offline = await openOffline({ client, storage: memoryStorage(), sleep, random: () => 0, ...options });
    opened.push(offline);
    return offline;
  };
  const titles = (operations: Operation[]) => operations.map(({ data }) => data?.title).join();
  const createAll = async (offline: Offline, ...names: string[]) => {
    for (const title of names) await offline.create({ title });
  };

  beforeEach(() => void (pauses.length = 0));
  afterEach(async () => {
    for (const offline of opened.splice(0)) await offline.close();
  });

  it.each<[string, () => Response]>([
    ['too large for a proxy', () => new Response('<html>', { status: 413 })],
    ['no batch for the server', () => problem(422, 'VALIDATION_FAILED')],
    ['what the server fails on', () => problem(500, 'INTERNAL_ERROR')],
  ])('goes on without an operation that is %s', async (_, answer) => {
    const client = new Scripted();
    const conflicts: Conflict[] = [];
    client.refuse = (operations) => (titles(operations).includes('poison') ? answer() : undefined);
    const offline = await open(client, { online: false, onConflict: (conflict) => conflicts.push(conflict) });
    await createAll(offline, 'a', 'b', 'poison', 'c', 'd');
    offline.setOnline(true);
    await within(5_000, () => expect(offline.unsent()).toBe(0));
    expect(offline.conflicts()).toMatchObject([{ operation: { data: { title: 'poison' } } }]);
    await within(1_000, () => expect(conflicts).toEqual(offline.conflicts()));
    expect(offline.tasks().map(({ title }) => title)).toEqual(['a', 'b', 'c', 'd']);
    const byKey = new Map(client.batches.map(({ key, operations }) => [key, titles(operations)]));
    expect(client.batches.every(({ key, operations }) => byKey.get(key) === titles(operations))).toBe(true);

    client.refuse = () => undefined;
    await offline.resolve(offline.conflicts()[0]!, 'mine');
    await within(5_000, () => expect(offline.tasks().map(({ title }) => title)).toContain('poison'));
    await within(5_000, () => expect([offline.unsent(), offline.conflicts()]).toEqual([0, []]));
  });

  it.each<[string, () => Response | undefined]>([
    ['503', () => problem(503, 'OVERLOADED', { 'Retry-After': '7' })],
    ['429', () => problem(429, 'RATE_LIMITED', { 'Retry-After': '7' })],
    [
      'the page of a hotel',
      () => new Response('<html>Log in to the Wi-Fi', { status: 200, headers: { 'Retry-After': '7' } }),
    ],
    ['too few results', () => json(207, { version: 1, results: [] }, { 'Retry-After': '7' })],
  ])('is sent again as it was, not before it is time, after %s', async (_, answer) => {
    const client = new Scripted();
    let left = 3;
    client.refuse = () => (left-- > 0 ? answer() : undefined);
    const offline = await open(client, { online: false });
    await createAll(offline, 'a', 'b');
    offline.setOnline(true);
    await within(5_000, () => expect(offline.status()).toBe('live'));
    expect(offline.unsent()).toBe(0);
    expect(client.batches).toHaveLength(4);
    expect(new Set(client.batches.map((batch) => JSON.stringify(batch))).size).toBe(1);
    expect(pauses.slice(0, 3)).toEqual([7_250, 7_500, 8_000]);
  });

  it('keeps the queue and what is shown while everything is read again', async () => {
    const client = new Scripted();
    const offline = await open(client);
    await within(2_000, () => expect(offline.status()).toBe('live'));
    await createAll(offline, 'a');
    await within(2_000, () => expect(offline.unsent()).toBe(0));
    const seen: number[] = [];
    offline.subscribe(() => seen.push(offline.tasks().length));
    const items = [{ ...draftOf('ada', 'z', { title: 'z' }, AT), version: 1_000_000 }];
    client.changes = (path) => {
      if (path.includes('cursor=c')) return problem(410, 'SYNC_EXPIRED');
      const isFirst = !path.includes('cursor');
      return json(200, { items: isFirst ? items : [], version: 1_000_001, next_cursor: 'n', has_more: isFirst });
    };
    client.refuse = () => problem(503, 'OVERLOADED');
    await createAll(offline, 'b');
    await within(2_000, () => expect(offline.tasks().map(({ title }) => title)).toEqual(['b', 'z']));
    expect(offline.unsent()).toBe(1);
    expect(Math.min(...seen)).toBeGreaterThan(0);
  });

  it('goes on when a subscriber throws', async () => {
    const thrown: unknown[] = [];
    const { queueMicrotask } = globalThis;
    globalThis.queueMicrotask = (task) =>
      queueMicrotask(() => {
        try {
          task();
        } catch (error) {
          thrown.push(error);
        }
      });
    try {
      const client = new Scripted();
      const offline = await open(client);
      const heard: number[] = [];
      offline.subscribe(() => {
        throw new Error('No rendering');
      });
      offline.subscribe(() => heard.push(offline.unsent()));
      await createAll(offline, 'a');
      await within(2_000, () => expect([offline.unsent(), offline.status()]).toEqual([0, 'live']));
      client.logIn(undefined);
      client.logIn('ada');
      await createAll(offline, 'b');
      await within(2_000, () => expect([offline.unsent(), offline.status()]).toEqual([0, 'live']));
      expect(thrown).toContainEqual(new Error('No rendering'));
      expect(heard).toContain(0);
    } finally {
      globalThis.queueMicrotask = queueMicrotask;
    }
  });

  it('begins anew once, and then waits as long as the server says', async () => {
    const client = new Scripted();
    const until = new Date(Date.parse(AT) + 30_000).toUTCString();
    const { now } = Date;
    Date.now = () => Date.parse(AT);
    try {
      let asked = 0;
      client.changes = (path) => {
        if (++asked > 20) return problem(503, 'OVERLOADED');
        if (asked > 1 && path.includes('cursor')) return problem(410, 'SYNC_EXPIRED', { 'Retry-After': until });
        return json(200, { items: [draftOf('ada', 'z', {}, AT)], version: 1, next_cursor: 'c', has_more: asked > 1 });
      };
      const offline = await open(client);
      await within(2_000, () => expect(asked).toBeGreaterThan(0));
      await createAll(offline, 'a');
      await within(2_000, () => expect(pauses).toContain(30_250));
    } finally {
      Date.now = now;
    }
  });

  it('is nothing under another user, and goes on when the first is back', async () => {
    const client = new Scripted();
    const offline = await open(client, { online: false });
    await createAll(offline, 'a');
    client.user = 'bob';
    offline.setOnline(true);
    await within(2_000, () => expect(offline.status()).toBe('signed-out'));
    client.logIn('bob');
    await createAll(offline, 'b');
    await new Promise((done) => setTimeout(done, 50));
    expect(client.requests).toBe(0);
    client.logIn('ada');
    await within(2_000, () => expect(offline.unsent()).toBe(0));
    expect(client.batches.map(({ operations }) => titles(operations))).toEqual(['a', 'b']);
  });

  it('stops with the session, and sends the same again if its answer did not count', async () => {
    const client = new Scripted();
    let answer!: () => void;
    const held = new Promise<void>((done) => (answer = done));
    const request = client.request.bind(client);
    client.request = async (path, init) => {
      const response = await request(path, init);
      if (path.endsWith('/batch')) await held;
      return response;
    };
    const offline = await open(client);
    await createAll(offline, 'a');
    await within(2_000, () => expect(client.batches).toHaveLength(1));
    client.logIn(undefined);
    const { requests } = client;
    answer();
    await new Promise((done) => setTimeout(done, 50));
    expect(client.requests).toBe(requests);
    expect(offline.status()).toBe('signed-out');
    client.logIn('ada');
    await within(2_000, () => expect(offline.unsent()).toBe(0));
    expect(client.batches.every((batch) => batch.key === client.batches[0]!.key)).toBe(true);
  });
});

describe('tabs', () => {
  const held = new Map<string, Promise<void>>();
  const locks = {
    request: async (name: string, _: object, work: () => Promise<void>) => {
      const turn = (held.get(name) ?? Promise.resolve()).then(work);
      held.set(
        name,
        turn.catch(() => {}),
      );
      return turn;
    },
  };

  it('leave the sending to one of them, and another takes over', async () => {
    Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
    const clients = [new Scripted(), new Scripted()];
    const [one, two] = [
      await openOffline({ client: clients[0]!, storage: idbStorage('led') }),
      await openOffline({ client: clients[1]!, storage: idbStorage('led') }),
    ];
    await two.create({ title: 'a' });
    await within(2_000, () => expect([one.unsent(), two.unsent(), two.status()]).toEqual([0, 0, 'live']));
    expect(clients.map(({ batches }) => batches.length)).toEqual([1, 0]);
    two.setOnline(false);
    await within(2_000, () => expect(one.status()).toBe('offline'));
    two.setOnline(true);
    await one.close();
    await two.create({ title: 'b' });
    await within(2_000, () => expect(two.unsent()).toBe(0));
    expect(clients[1]!.batches).toHaveLength(1);
    await two.close();
  });
});
