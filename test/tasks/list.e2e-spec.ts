/** @hostile-role */
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';

describe('the list', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');
  const bob = useUser(app, 'bob');

  beforeAll(async () => {
    const tasks = [
      { title: 'Café crème', priority: 'high', tags: ['home', 'shop'], due_date: '2026-12-24' },
      {
        title: 'Straße fegen',
        description: 'ØRSTED 100% sure',
        priority: 'low',
        tags: ['home'],
        due_at: '2026-12-23T23:59:59.999Z',
      },
      { title: 'under_score', completed: true, priority: 'none', tags: ['work'] },
      { title: 'back\\slash', priority: 'high', due_at: '2026-12-24T00:00:00.001Z' },
      { title: '牛乳を買う', description: 'ﬁnd it', priority: 'medium' },
    ];
    for (const task of tasks) await app.api.post(TASKS, ada, task).expect(201);
    await app.api.post(TASKS, bob, { title: 'Café of Bob', tags: ['home'] }).expect(201);
  });

  const list = async (query: string | Record<string, string | string[]>, user = ada, status = 200) => {
    const pairs =
      typeof query === 'string'
        ? []
        : Object.entries(query).flatMap(([k, v]) => [v].flat().map((x): [string, string] => [k, x]));
    const text = typeof query === 'string' ? query : new URLSearchParams(pairs).toString();
    const response = await app.api.get(`${TASKS}?${text}`, user).expect(status);
    return response.body as TaskListResponse;
  };
  const titles = async (query: Record<string, string | string[]>) =>
    (await list({ sort: 'created_at', ...query })).items.map(({ title }) => title.split(/[ _\\]/)[0]);

  it.each([
    ['cafe', ['Café']],
    ['CAFÉ', ['Café']],
    ['cafe\u0301', ['Café']],
    ['fé cr', ['Café']],
    ['strasse', ['Straße']],
    ['STRAßE', ['Straße']],
    ['ørsted', ['Straße']],
    ['orsted', ['Straße']],
    ['100%', ['Straße']],
    ['%', ['Straße']],
    ['_', ['under']],
    ['r_s', ['under']],
    ['k\\s', ['back']],
    ['\\', ['back']],
    ['を買', ['牛乳を買う']],
    ['find', ['牛乳を買う']],
    ['e', ['Café', 'Straße', 'under']],
    ["'; DROP TABLE tasks; --", []],
    ['crème\u001fanything', []],
    ['fegen\nØrsted', []],
  ])('finds %j', async (q, found) => {
    expect(await titles({ q })).toEqual(found);
    expect((await list({ q })).total).toBe(found.length);
  });

  it('filters, each filter for itself and together', async () => {
    expect(await titles({ completed: 'true' })).toEqual(['under']);
    expect(await titles({ priority: 'high' })).toEqual(['Café', 'back']);
    expect(await titles({ priority: ['low', 'medium'] })).toEqual(['Straße', '牛乳を買う']);
    expect(await titles({ tag: 'home' })).toEqual(['Café', 'Straße']);
    expect(await titles({ tag: ['home', 'shop'] })).toEqual(['Café']);
    expect(await titles({ tag: ['HOME', 'Shop'], tag_mode: 'all' })).toEqual(['Café']);
    expect(await titles({ tag: ['shop', 'work'] })).toEqual([]);
    expect(await titles({ tag: ['shop', 'work'], tag_mode: 'any' })).toEqual(['Café', 'under']);
    expect(await titles({ tag: ['shop', 'work'], tag_mode: 'none' })).toEqual(['Straße', 'back', '牛乳を買う']);
    expect(await titles({ tag_mode: 'none' })).toHaveLength(5);
    expect((await list({ tag: ['shop', 'work'], tag_mode: 'none', limit: '1' })).total).toBe(3);
    expect(await titles({ tag: 'hom' })).toEqual([]);
    expect(await titles({ due_before: '2026-12-24' })).toEqual(['Straße']);
    expect(await titles({ due_after: '2026-12-24' })).toEqual(['back']);
    expect(await titles({ due_after: '2026-12-24T00:59:59.999+01:00' })).toEqual(['Café', 'back']);
    expect(await titles({ due_after: '2000-01-01', sort: '-due' })).toEqual(['Café', 'back', 'Straße']);
    expect(await titles({ due_before: '2100-01-01', sort: '-due' })).toEqual(['Café', 'back', 'Straße']);
    expect(await titles({ priority: 'high', tag: 'home', completed: 'false', q: 'caf' })).toEqual(['Café']);
    expect(await titles({ updated_after: '2100-01-01T00:00:00Z' })).toEqual([]);
  });

  it('puts undated tasks last in both directions', async () => {
    expect(await titles({ sort: 'due' })).toEqual(['Straße', 'back', 'Café', 'under', '牛乳を買う']);
    expect(await titles({ sort: '-due' })).toEqual(['Café', 'back', 'Straße', '牛乳を買う', 'under']);
  });

  it('sorts by several keys', async () => {
    expect(await titles({ sort: '-priority,due' })).toEqual(['back', 'Café', '牛乳を買う', 'Straße', 'under']);
    expect(await titles({ sort: 'completed,-priority,-created_at' })).toEqual([
      'back',
      'Café',
      '牛乳を買う',
      'Straße',
      'under',
    ]);
  });

  const ORDERS = ['created_at', '-due', 'due', '-priority,due', 'completed,-priority', 'title', '-updated_at,title'];

  it.each(ORDERS)('walks sort=%s forth and back by its links', async (sort) => {
    const all = (await list({ sort })).items;
    const pages: TaskListResponse[] = [];
    let path: string | undefined = `${TASKS}?sort=${sort}&limit=2`;
    let last = path;
    for (; path !== undefined; path = relOf('next')) {
      last = path;
      pages.push(await follow(path));
    }
    expect(pages.flatMap(({ items }) => items)).toEqual(all);
    expect(pages.map(({ has_more }) => has_more)).toEqual([true, true, false]);
    expect(pages.map(({ total }) => total)).toEqual([5, null, null]);
    expect(pages.at(-1)?.next_cursor).toBeNull();

    const back: TaskListResponse[] = [];
    for (path = last; path !== undefined; path = relOf('prev')) back.unshift(await follow(path));
    expect(back.flatMap(({ items }) => items)).toEqual(all);
    expect(back.map(({ has_more }) => has_more)).toEqual([true, true, false]);
  });

  let links = '';
  async function follow(path: string): Promise<TaskListResponse> {
    const response = await app.api.get(path, ada).expect(200);
    links = response.headers.link ?? '';
    return response.body as TaskListResponse;
  }
  const relOf = (rel: string) => new RegExp(`<([^>]*)>; rel="${rel}"`).exec(links)?.[1];

  it('links by skip where the request was by skip', async () => {
    await follow('/api/me/tasks?skip=3&limit=2&tag=home&tag=x');
    expect(relOf('first')).toBe('/api/me/tasks?limit=2&tag=home&tag=x');
    await follow(`${TASKS}?skip=3&limit=2`);
    expect(relOf('prev')).toBe(`${TASKS}?limit=2&skip=1`);
    expect(relOf('next')).toBeUndefined();
  });

  it('counts where it is wanted', async () => {
    expect((await list('include_total=false')).total).toBeNull();
    const { next_cursor: cursor } = await list('limit=1');
    expect((await list({ limit: '1', cursor: cursor ?? '', include_total: 'true' })).total).toBe(5);
    expect((await list({ tag: 'home', limit: '1' })).total).toBe(2);
    expect((await list({ tag: 'home', skip: '5' })).total).toBe(2);
  });

  it('takes a cursor back only for the list that it was given out for', async () => {
    const { next_cursor } = await list({ limit: '1', tag: 'home', sort: 'title' });
    const cursor = next_cursor ?? '';
    await list({ limit: '7', tag: 'home', sort: 'title', cursor });
    const refused: [Record<string, string | string[]>, TestUser?][] = [
      [{ tag: 'home', sort: '-title', cursor }],
      [{ tag: 'work', sort: 'title', cursor }],
      [{ tag: 'home', tag_mode: 'any', sort: 'title', cursor }],
      [{ sort: 'title', cursor }],
      [{ tag: 'home', sort: 'title', q: 'x', cursor }],
      [{ tag: 'home', sort: 'title', deleted: 'true', cursor }],
      [{ tag: 'home', sort: 'title', cursor }, bob],
      [{ tag: 'home', sort: 'title', cursor: '' }],
      [{ tag: 'home', sort: 'title', cursor: 'x' }],
      [{ tag: 'home', sort: 'title', cursor: `${cursor}=` }],
      [
        {
          tag: 'home',
          sort: 'title',
          cursor: `A${cursor.slice(1)}` === cursor ? `B${cursor.slice(1)}` : `A${cursor.slice(1)}`,
        },
      ],
      [{ tag: 'home', sort: 'title', cursor: cursor.slice(0, -4) + 'AAAA' }],
      [{ tag: 'home', sort: 'title', cursor: '\u{1f9e6}'.repeat(1000) }],
    ];
    for (const [query, user = ada] of refused)
      expect(await list(query, user, 400)).toMatchObject({ error_code: 'INVALID_CURSOR' });
    await list({ tag: 'home', sort: 'title', cursor, skip: '1' }, ada, 422);
    await list({ tag: 'home', sort: 'title', cursor: [cursor, cursor] }, ada, 422);
  });

  it.each([
    'limit=-1',
    'limit=0',
    'limit=1001',
    'limit=1e9',
    'limit=NaN',
    'limit=',
    'limit=1.5',
    'limit=1&limit=2',
    'skip=-1',
    'skip=10001',
    'skip=0x10',
    'sort=',
    'sort=id',
    'sort=title,title',
    'sort=-title,title',
    'sort=title;DROP',
    'sort=user_id',
    'sort=title&sort=due',
    'sort=__proto__',
    'sort=constructor',
    'completed=1',
    'completed=',
    'deleted=yes',
    'priority=urgent',
    'priority=3',
    'tag=',
    `tag=${'x'.repeat(51)}`,
    `tag=${Array.from({ length: 21 }, (_, i) => i).join()}`,
    'tag_mode=some',
    'tag_mode=ALL',
    'tag_mode=',
    'tag_mode=any&tag_mode=all',
    'q=',
    `q=${'x'.repeat(201)}`,
    'q=%00',
    'q=a&q=b',
    'due_before=tomorrow',
    'due_before=2026-02-30',
    'due_after=2026-13-01T00:00:00Z',
    'updated_after=2026-01-01',
    'include_total=maybe',
    'due=soon',
    'due=',
    'due_on=today',
    'due_on=2026-02-30',
    'due_from=2026-11-24T00:00:00Z',
    'due_until=',
    'tz=',
    'tz=Mars/Olympus',
    'tz=america/los_angeles',
    'tz=%2B05:00',
    'tz=Z',
    'tz=PST',
    'tz=GMT%2B5',
    'tz=2026-11-24T00:00Z[Europe/Paris]',
    'tz=UTC&tz=UTC',
    'nonsense=1',
    'tag[]=x',
    '__proto__=x',
  ])('refuses %s', async (query) => {
    await list(query, ada, 422);
  });

  it.each(['q=%FF', 'q=%ED%A0%80', 'q=%C3', 'tag=%FF', '%FF=x', 'cursor=%80'])(
    'refuses %s, which is not in UTF-8, and searches for nothing else in its place',
    async (query) => {
      expect(await list(query, ada, 400)).toMatchObject({ error_code: 'MALFORMED_REQUEST' });
    },
  );

  it('never takes the page of one user for that of another, though the URL and the number of their writes are the same', async () => {
    const twins = [await app.api.newUser('castor'), await app.api.newUser('pollux')] as const;
    for (const twin of twins) await app.api.post(TASKS, twin, { title: `of ${twin.username}` }).expect(201);
    const { headers } = await app.api.get(TASKS, twins[0]).expect(200);
    await app.api
      .get(TASKS, twins[0])
      .set('If-None-Match', headers.etag ?? '')
      .expect(304);
    const { body } = await app.api
      .get(TASKS, twins[1])
      .set('If-None-Match', headers.etag ?? '')
      .expect(200);
    expect(body).toMatchObject({ items: [{ title: `of ${twins[1].username}` }] });
  });

  it('costs a 304 until the next write of its owner', async () => {
    const path = `${TASKS}?tag=home&limit=1`;
    const first = await app.api.get(path, ada).expect(200);
    const etag = first.headers.etag ?? '';
    expect(
      (
        await app.api
          .get(path, ada)
          .set('If-None-Match', `W/"x", ${etag.replace(/"$/, '-gzip"')}`)
          .expect(304)
      ).headers.etag,
    ).toBe(etag);
    await app.api.get(`${TASKS}?tag=home&limit=2`, ada).set('If-None-Match', etag).expect(200);
    await app.api.post(TASKS, bob, { title: 'not hers' }).expect(201);
    await app.api.get(path, ada).set('If-None-Match', etag).expect(304);
    const { body } = await app.api.post(TASKS, ada, { title: 'hers' }).expect(201);
    await app.api.get(path, ada).set('If-None-Match', etag).expect(200);
    await app.api.delete(`${TASKS}/${(body as { id: string }).id}`, ada).expect(204);
  });

  it('is empty, and cheap to poll, for someone new', async () => {
    const eve = await app.api.newUser('eve');
    const { body, headers } = await app.api.get(TASKS, eve).expect(200);
    expect(body).toEqual({ items: [], total: 0, skip: 0, limit: 100, has_more: false, next_cursor: null });
    await app.api
      .get(TASKS, eve)
      .set('If-None-Match', headers.etag ?? '')
      .expect(304);
  });
});
