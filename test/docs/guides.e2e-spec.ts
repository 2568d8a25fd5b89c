/** @no-pooler pages in a browser */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { useBrowser, withBrowser } from '../support/browser.js';
import { useTestApp, useUser } from '../support/fixtures.js';
import { codeBlocks, loadModule } from './code-blocks.js';

interface Init {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}
type Send = (path: string, init?: Init) => Promise<Response>;
interface Task {
  id: string;
  title: string;
  version: number;
  completed: boolean;
  parent_id: string | null;
  position: string;
}

const [cookies = '', tokens = '', conflicts = '', today = ''] = codeBlocks('docs/web.md', 'js');
const [create = '', deliver = ''] = codeBlocks('docs/mobile.md', 'js');
const [tree = '', placed = ''] = codeBlocks('docs/lists.md', 'js');

describe('the code of the guides', () => {
  const app = useTestApp({ env: { AUTH_COOKIES: 'true' } });
  const ada = useUser(app, 'ada');
  let request: Send;
  let login: { access_token: string; refresh_token: string };

  beforeEach(async () => {
    const credentials = { username: ada.username, password: ada.password };
    login = (await app.api.post('/api/v1/auth/login', undefined, credentials)).body as typeof login;
    request = await tokenClient(login);
  });

  async function tokenClient(pair: object, keep?: (pair: object) => void): Promise<Send> {
    const { createTokenClient } = (await loadModule(tokens)) as {
      createTokenClient: (api: string, pair: object, keep?: (pair: object) => void) => Send;
    };
    return createTokenClient(`${app.url}/api/v1`, pair, keep);
  }
  const json = async (response: Response) => (await response.json()) as Task & { error_code: string; total: number };
  const newTask = async (title: string) => json(await request('/me/tasks', { method: 'POST', body: { title } }));

  it('tokens.js refreshes once for all requests that wait, and goes on', async () => {
    const kept: object[] = [];
    const send = await tokenClient({ ...login, access_token: 'expired' }, (pair) => kept.push(pair));
    const answers = await Promise.all([send('/users/me'), send('/me/tasks'), send('/users/me')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(kept).toHaveLength(1);
    const ended = await tokenClient({ access_token: 'expired', refresh_token: 'none' });
    await expect(ended('/users/me')).rejects.toThrow('Log in again');
  });

  it('conflicts.js loses no change of another', async () => {
    const { changeTask } = (await loadModule(conflicts)) as {
      changeTask: (send: Send, task: Task, change: (task: Task) => object | null) => Promise<Task>;
    };
    const seen = await newTask('Read');
    await request(`/me/tasks/${seen.id}`, { method: 'PATCH', body: { title: 'Read on' } });
    const changed = await changeTask(request, seen, ({ title }) => ({ title: `${title}!` }));
    expect(changed.title).toBe('Read on!');
  });

  it('today.js shows what its table says, in Los Angeles on 24 November', async () => {
    const { loadToday } = (await loadModule(today)) as {
      loadToday: (send: Send, timeZone: string, now: Date) => Promise<Record<'overdue' | 'today', Task[]>>;
    };
    const rows = readFileSync('docs/web.md', 'utf8').matchAll(
      /^\| `(due_\w+)` (\S+) \|[^|]*\| (\w+)[^|]*\| (\w+) \|$/gm,
    );
    const table = [...rows].map(([, field, due, overdue, onDay]) => ({ field: field!, due: due!, overdue, onDay }));
    expect(table).toHaveLength(6);
    for (const { field, due } of table.toReversed()) {
      const body = { title: due, tags: ['today'], [field]: due };
      expect((await request('/me/tasks', { method: 'POST', body })).status).toBe(201);
    }
    const now = '2026-11-24T09:30:00-08:00';
    app.clock.stopAt(now);
    const screen = await loadToday(request, 'America/Los_Angeles', new Date(now));
    app.clock.goOn();
    const titlesOf = (tasks: Task[]) => tasks.map(({ title }) => title);
    const overdue = table.filter((row) => row.overdue === 'yes');
    expect(titlesOf(screen.overdue)).toEqual(overdue.map(({ due }) => due));
    const later = table.filter((row) => row.onDay === 'yes' && !overdue.includes(row));
    expect(titlesOf(screen.today)).toEqual(later.map(({ due }) => due));
    const { items } = (await (await request('/me/tasks?tag=today&sort=due&tz=America/Los_Angeles')).json()) as {
      items: Task[];
    };
    expect(titlesOf(items)).toEqual(table.map(({ due }) => due));
  });

  it('create.js creates once, however often it is called', async () => {
    const { createTask } = (await loadModule(create)) as {
      createTask: (send: Send, id: string, task: object) => Promise<Task>;
    };
    const id = randomUUID();
    const first = await createTask(request, id, { title: 'From the train' });
    expect(await createTask(request, id, { title: 'From the train' })).toEqual(first);
  });

  it('deliver.js goes on until the server has decided, and doubles nothing', async () => {
    const { deliver: send } = (await loadModule(deliver)) as {
      deliver: (send: Send, path: string, init: Init, sleep: (ms: number) => Promise<void>) => Promise<Response>;
    };
    const waited: number[] = [];
    const faults = [
      // The answer is lost, but the write was done.
      async (...args: Parameters<Send>) => (await request(...args), Promise.reject(new Error('the network is away'))),
      () => Promise.resolve(new Response('', { status: 503, headers: { 'Retry-After': '7' } })),
    ];
    const init = { method: 'POST', body: { title: 'Once' }, headers: { 'Idempotency-Key': randomUUID() } };
    const response = await send(
      (...args) => (faults.shift() ?? request)(...args),
      '/me/tasks',
      init,
      (ms) => Promise.resolve(void waited.push(ms)),
    );
    expect(response.status).toBe(201);
    expect(response.headers.get('Idempotency-Replayed')).toBe('true');
    expect(waited).toHaveLength(2);
    expect(waited[1]).toBeGreaterThanOrEqual(7000);
    expect((await json(await request('/me/tasks?q=Once'))).total).toBe(1);
  });

  it('place.js puts a task between two others, and tree.js has them in that order', async () => {
    const { placeBetween } = (await loadModule(
      placed.replace(
        `'fractional-indexing'`,
        `'${pathToFileURL('node_modules/fractional-indexing/src/index.js').href}'`,
      ),
    )) as { placeBetween: (parent: string | null, previous?: Task, next?: Task) => object };
    const { treeOf } = (await loadModule(tree)) as { treeOf: (tasks: Task[]) => Map<string | null, Task[]> };
    const list = await newTask('A list');
    const make = async (title: string, where: object) =>
      json(await request('/me/tasks', { method: 'POST', body: { title, ...where } }));
    const first = await make('first', placeBetween(list.id));
    const last = await make('last', { parent_id: list.id });
    await make('between', placeBetween(list.id, first, last));
    await make('before all', placeBetween(list.id, undefined, first));
    const { items } = (await (await request('/me/tasks?limit=1000')).json()) as { items: Task[] };
    const titles = treeOf(items)
      .get(list.id)
      ?.map(({ title }) => title);
    expect(titles).toEqual(['before all', 'first', 'between', 'last']);
  });

  it('a second DELETE is a 404, as the guide says', async () => {
    const { id } = await newTask('Away');
    const statuses = [];
    for (let i = 0; i < 2; i++) statuses.push((await request(`/me/tasks/${id}`, { method: 'DELETE' })).status);
    expect(statuses).toEqual([204, 404]);
  });
});

withBrowser('the code of the guides, in a real browser', () => {
  const app = useTestApp({ env: { AUTH_COOKIES: 'true' } });
  const ada = useUser(app, 'ada');
  const origin = () => app.url.replace('127.0.0.1', 'localhost');
  const tab = useBrowser(origin);

  it('cookies.js logs in, writes, refreshes, and goes on after a reload', async () => {
    const { page } = tab;
    const client = `${cookies.replace('export ', '')}; const client = createCookieClient('${origin()}/api/v1');`;
    const run = (code: string) => page.evaluate<unknown>(`(async () => { ${client} ${code} })()`);
    const write = "client.request('/me/tasks', { method: 'POST', body: { title: 'In a browser' } })";
    await page.goto(`${origin()}/docs`);
    const statuses = await run(`
      const entered = await client.login('${ada.username}', '${ada.password}');
      return [entered.status, (await ${write}).status];`);
    expect(statuses).toEqual([200, 201]);

    await page.reload();
    expect(await run(`return (await ${write}).status`)).toBe(201);
    await page.context().clearCookies({ name: '__Host-access' });
    expect(await run(`return (await ${write}).status`)).toBe(201);

    await page.evaluate('localStorage.clear()');
    expect(await run(`return (await ${write}).status`)).toBe(403);
    expect(await run(`await client.request('/users/me'); return (await ${write}).status`)).toBe(201);

    await page.evaluate('localStorage.clear()');
    await page.context().clearCookies({ name: '__Host-access' });
    expect(await run(`return (await ${write}).status`)).toBe(201);
  }, 60_000);
});
