/** @no-pooler what a page says */
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../support/eventually.js';
import { useTestApp, useUserPerTest } from '../support/fixtures.js';
import { codeBlocks, loadModule } from './code-blocks.js';

type Send = (path: string, init?: object) => Promise<Response>;
interface Task {
  id: string;
  title: string;
  version: number;
}
interface Store {
  tasks: Map<string, Task>;
  cursor(): string | undefined;
  apply(items: Task[], cursor: string, isComplete: boolean): void;
}

const [trace = ''] = codeBlocks('docs/sync.md', 'trace');
const [pullCode = '', storeCode = '', listenCode = ''] = codeBlocks('docs/sync.md', 'js');
const [, tokens = ''] = codeBlocks('docs/web.md', 'js');

describe('docs/sync.md', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app, 'ada');
  let request: Send;
  let pull: (request: Send, store: Store, wait?: number) => Promise<void>;
  let newStore: () => Store;

  beforeEach(async () => {
    const { createTokenClient } = (await loadModule(tokens)) as {
      createTokenClient: (api: string, pair: object) => Send;
    };
    request = createTokenClient(`${app.url}/api/v1`, { access_token: ada.token, refresh_token: ada.refreshToken });
    ({ pull } = (await loadModule(pullCode)) as { pull: typeof pull });
    const { Store } = (await loadModule(storeCode)) as { Store: new () => Store };
    newStore = () => new Store();
  });

  const write = (method: string, path: string, body?: object) => request(`/me/tasks${path}`, { method, body });
  const create = async (title: string) => (await (await write('POST', '', { title })).json()) as Task;
  const titlesIn = (store: Store) => [...store.tasks.values()].map(({ title }) => title).sort();

  it('shows what the server answers', async () => {
    /** What the names in capitals stand for. */
    const named = new Map<string, string>();
    const bind = (expected: unknown, actual: unknown): unknown => {
      if (Array.isArray(expected)) return expected.map((item, i) => bind(item, (actual as unknown[])[i]));
      if (typeof expected === 'object' && expected !== null)
        return Object.fromEntries(
          Object.entries(expected).map(([key, value]) => [key, bind(value, (actual as Record<string, unknown>)[key])]),
        );
      if (typeof expected !== 'string' || !/^[A-Z][A-Z0-9]+$/.test(expected)) return expected;
      if (!named.has(expected)) named.set(expected, actual as string);
      return named.get(expected);
    };
    const lines = trace.trim().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (let i = 0; i < lines.length; i += 2) {
      const [, method = '', path = '', body] = /^> (\w+) (\S+)(?: (.*))?$/.exec(lines[i]!) ?? [];
      const [, status, answer] = /^< (\d+)(?: (.*))?$/.exec(lines[i + 1]!) ?? [];
      const real = path.replace(/[A-Z][A-Z0-9]+/g, (name) => named.get(name) ?? name);
      const response = await request(real, { method, body: body && (JSON.parse(body) as object) });
      expect([lines[i], response.status]).toEqual([lines[i], Number(status)]);
      if (answer === undefined) continue;
      const actual: unknown = await response.json();
      expect(actual).toMatchObject(bind(JSON.parse(answer), actual) as object);
    }
    expect(named.size).toBe(8);
  });

  it('has a pull that brings a store up to date, and begins anew after 410', async () => {
    const store = newStore();
    const [milk, rob] = [await create('Buy milk'), await create('Call Rob')];
    await pull(request, store);
    expect(titlesIn(store)).toEqual(['Buy milk', 'Call Rob']);
    await write('DELETE', `/${milk.id}`);
    await write('PATCH', `/${rob.id}`, { title: 'Call Bob' });
    await pull(request, store);
    expect(titlesIn(store)).toEqual(['Call Bob']);

    app.clock.advance({ days: 91 });
    await write('DELETE', `/${rob.id}`);
    await create('Read');
    // As if its tombstone were gone.
    store.tasks.set('gone', { id: 'gone', title: 'long gone', version: 1 });
    await pull(request, store);
    expect(titlesIn(store)).toEqual(['Read']);
    app.clock.advance({ days: -91 });

    const waiting = pull(request, store, 25);
    await sleep(300);
    await create('Write');
    await waiting;
    expect(titlesIn(store)).toEqual(['Read', 'Write']);
  });

  it('has a listener that hears of every write, and connects again', async () => {
    const { listen } = (await loadModule(listenCode)) as {
      listen: (request: Send, onChange: (version: number) => void, signal: AbortSignal) => Promise<void>;
    };
    const store = newStore();
    const stop = new AbortController();
    let connected = 0;
    const counted: Send = (path, init) => (connected++, request(path, init));
    const heard: number[] = [];
    const listening = listen(
      counted,
      (version) => {
        heard.push(version);
        void pull(request, store);
      },
      stop.signal,
    );
    await within(2_000, () => expect(heard).toEqual([0]));
    await create('Buy milk');
    await within(2_000, () => expect(titlesIn(store)).toEqual(['Buy milk']));
    app.nest.getHttpServer().closeAllConnections();
    await within(10_000, () => expect(connected).toBe(2));
    await create('Call Rob');
    await within(2_000, () => expect(titlesIn(store)).toEqual(['Buy milk', 'Call Rob']));
    stop.abort();
    await listening;
    // After an abort, Node's fetch keeps a new connection on which it asks nothing.
    app.nest.getHttpServer().closeAllConnections();
  }, 30_000);
});
