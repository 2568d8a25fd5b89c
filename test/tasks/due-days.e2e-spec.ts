/** @hostile-role */
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { useTestApp, useTwoInstances, useUser } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';
const LOS_ANGELES = 'America/Los_Angeles';
const KIRITIMATI = 'Pacific/Kiritimati';

describe('the day of a user', () => {
  const app = useTestApp();

  /** Tokens are verified by the machine's own clock: log in before time is stopped. */
  const userIn = async (time_zone: string | null) => {
    app.clock.goOn();
    const user = await app.api.newUser();
    await app.api.patch('/api/v1/users/me', user, { time_zone }).expect(200);
    return user;
  };
  /** Tasks whose title is when they are due; they are created last first, so that no order comes about by itself. */
  const fill = async (user: TestUser, dues: string[]) => {
    for (const due of dues.toReversed())
      await app.api
        .post(TASKS, user, { title: due, ...(due.length === 10 ? { due_date: due } : { due_at: due }) })
        .expect(201);
    await app.api.post(TASKS, user, { title: 'undated' }).expect(201);
  };
  const list = async (user: TestUser, query: object) => {
    const path = `${TASKS}?${new URLSearchParams({ ...query }).toString()}`;
    return app.api.get(path, user).expect(200);
  };
  const titles = async (user: TestUser, query: object) => {
    const { items, total } = (await list(user, { sort: 'due', ...query })).body as TaskListResponse;
    expect(total).toBe(items.length);
    return items.map(({ title }) => title);
  };

  /** In the order of their deadlines where each is meant. */
  const EXAMPLES = [
    {
      timeZone: LOS_ANGELES,
      now: '2026-11-24T09:30:00-08:00',
      past: ['2026-11-23T00:00:00-08:00', '2026-11-23T23:59:59.999-08:00', '2026-11-23'],
      today: [
        '2026-11-24T00:00:00-08:00',
        '2026-11-24T09:30:00-08:00',
        '2026-11-24T09:31:00-08:00',
        '2026-11-24T23:59:59.999-08:00',
        '2026-11-24',
      ],
      later: ['2026-11-25T00:00:00-08:00', '2026-11-25T16:00:00-08:00', '2026-11-25'],
    },
    {
      timeZone: KIRITIMATI,
      now: '2026-11-24T09:30:00+14:00',
      past: ['2026-11-23T00:00:00+14:00', '2026-11-23T23:59:59.999+14:00', '2026-11-23'],
      today: [
        '2026-11-24T00:00:00+14:00',
        '2026-11-24T09:30:00+14:00',
        '2026-11-24T09:31:00+14:00',
        '2026-11-24T23:59:59.999+14:00',
        '2026-11-24',
      ],
      later: ['2026-11-25T00:00:00+14:00', '2026-11-25T16:00:00+14:00', '2026-11-25'],
    },
  ];

  it.each(EXAMPLES)('begins and ends where the user is: $timeZone', async ({ timeZone, now, past, today, later }) => {
    const all = [...past, ...today, ...later];
    const there = await userIn(timeZone);
    const elsewhere = await userIn(null);
    app.clock.stopAt(now);
    await fill(there, all);
    await fill(elsewhere, all);
    for (const [user, tz] of [
      [there, {}],
      [elsewhere, { tz: timeZone }],
    ] as const) {
      const dues = (query: object) => titles(user, { ...tz, ...query });
      expect(await dues({})).toEqual([...all, 'undated']);
      expect(await dues({ sort: '-due' })).toEqual([...all.toReversed(), 'undated']);
      expect(await dues({ due: 'any' })).toEqual(all);
      expect(await dues({ due: 'none' })).toEqual(['undated']);
      expect(await dues({ due_on: '2026-11-24' })).toEqual(today);
      expect(await dues({ due_from: '2026-11-24' })).toEqual([...today, ...later]);
      expect(await dues({ due_until: '2026-11-24' })).toEqual([...past, ...today]);
      expect(await dues({ due_from: '2026-11-23', due_until: '2026-11-24' })).toEqual([...past, ...today]);
      expect(await dues({ due: 'overdue' })).toEqual([...past, ...today.slice(0, 2)]);
      expect(await dues({ due: 'overdue', due_from: '2026-11-24' })).toEqual(today.slice(0, 2));
      expect((await dues({ due_on: '2026-11-24', sort: 'title' })).sort()).toEqual(today.toSorted());
    }
    const inUtc = await titles(there, { due_on: '2026-11-24', tz: 'UTC' });
    expect(inUtc).not.toEqual(today);
    expect(inUtc).toEqual(await titles(elsewhere, { due_on: '2026-11-24' }));
  });

  it.each([
    ['a day of 23 hours', LOS_ANGELES, '2026-03-08', ['2026-03-08T08:00:00Z', '2026-03-09T06:59:59.999Z']],
    ['a day of 25 hours', LOS_ANGELES, '2026-11-01', ['2026-11-01T07:00:00Z', '2026-11-02T07:59:59.999Z']],
    ['a day without midnight', 'America/Havana', '2026-03-08', ['2026-03-08T05:00:00Z', '2026-03-09T03:59:59.999Z']],
    ['a day with two midnights', 'America/Havana', '2026-11-01', ['2026-11-01T04:00:00Z', '2026-11-02T04:59:59.999Z']],
    ['a day that ends twice', 'Africa/Cairo', '2026-10-29', ['2026-10-28T21:00:00Z', '2026-10-29T21:59:59.999Z']],
    ['a day of 23.5 hours', 'Australia/Lord_Howe', '2026-10-04', ['2026-10-03T13:30:00Z', '2026-10-04T12:59:59.999Z']],
    ['the first on earth', KIRITIMATI, '2026-11-24', ['2026-11-23T10:00:00Z', '2026-11-24T09:59:59.999Z']],
    ['the last on earth', 'Etc/GMT+12', '2026-11-24', ['2026-11-24T12:00:00Z', '2026-11-25T11:59:59.999Z']],
  ])('takes in all of %s: %s', async (_, tz, day, [first = '', last = '']) => {
    const user = await userIn(null);
    const [before, after] = [Date.parse(first) - 1, Date.parse(last) + 1].map((at) => new Date(at).toISOString());
    await fill(user, [before!, first, last, day, after!]);
    expect(await titles(user, { tz })).toEqual([before, first, last, day, after, 'undated']);
    expect(await titles(user, { tz, due_on: day })).toEqual([first, last, day]);
    expect(await titles(user, { tz, due_from: day })).toEqual([first, last, day, after]);
    expect(await titles(user, { tz, due_until: day })).toEqual([before, first, last, day]);
    app.clock.stopAt(last);
    expect(await titles(user, { tz, due: 'overdue' })).not.toContain(day);
    app.clock.stopAt(after!);
    expect(await titles(user, { tz, due: 'overdue' })).toContain(day);
  });

  it('is missing where a zone skipped it: Samoa had no 30 December 2011', async () => {
    const user = await userIn('Pacific/Apia');
    const all = ['2011-12-30T09:59:59.999Z', '2011-12-29', '2011-12-30', '2011-12-30T10:00:00Z', '2011-12-31'];
    await fill(user, all);
    expect(await titles(user, {})).toEqual([...all, 'undated']);
    expect(await titles(user, { sort: '-due' })).toEqual([...all.toReversed(), 'undated']);
    expect(await titles(user, { due_on: '2011-12-29' })).toEqual(all.slice(0, 2));
    expect(await titles(user, { due_on: '2011-12-30' })).toEqual(['2011-12-30']);
    expect(await titles(user, { due_on: '2011-12-31' })).toEqual(all.slice(3));
    app.clock.stopAt('2011-12-30T09:59:59.998Z');
    expect(await titles(user, { due: 'overdue' })).toEqual([]);
    app.clock.stopAt('2011-12-30T10:00:00Z');
    expect(await titles(user, { due: 'overdue' })).toEqual(all.slice(0, 4));
    app.clock.stopAt('2011-12-31T10:00:00Z');
    expect(await titles(user, { due: 'overdue' })).toEqual(all);
  });

  it.each([KIRITIMATI, LOS_ANGELES])('may be the first and the last that there is: %s', async (tz) => {
    const user = await userIn(null);
    const all = ['0001-01-01T00:00:00Z', '0001-01-01', '9999-12-31T00:00:00Z', '9999-12-31'];
    await fill(user, all);
    const sorted = await titles(user, { tz });
    expect(new Set(sorted)).toEqual(new Set([...all, 'undated']));
    expect((await titles(user, { tz, sort: '-due' })).slice(0, 4)).toEqual(sorted.slice(0, 4).toReversed());
    expect(await titles(user, { tz, due_from: '0001-01-01', due_until: '9999-12-31' })).toContain('9999-12-31');
    expect(await titles(user, { tz, due: 'overdue' })).toEqual(sorted.slice(0, 2));
    const { next_cursor: cursor } = (await list(user, { tz, sort: 'due', limit: 3 })).body as TaskListResponse;
    const { items } = (await list(user, { tz, sort: 'due', cursor })).body as TaskListResponse;
    expect(items.map(({ title }) => title)).toEqual(sorted.slice(3));
  });

  it('makes tasks overdue as it ends, and the answer that a client has is good until then', async () => {
    const user = await userIn(LOS_ANGELES);
    await fill(user, ['2026-11-23', '2026-11-24T10:00:00-08:00', '2026-11-24']);
    await app.api.post(TASKS, user, { title: 'done', completed: true, due_date: '2026-11-01' }).expect(201);
    const path = `${TASKS}?due=overdue&sort=due`;
    let etag = '"none"';
    const poll = async (now: string, status: number) => {
      app.clock.stopAt(now);
      const response = await app.api.get(path, user).set('If-None-Match', etag).expect(status);
      etag = String(response.headers.etag);
      return (response.body as Partial<TaskListResponse>).items?.map(({ title }) => title);
    };
    expect(await poll('2026-11-23T23:59:00-08:00', 200)).toEqual([]);
    await poll('2026-11-23T23:59:59.999-08:00', 304);
    expect(await poll('2026-11-24T00:00:00-08:00', 200)).toEqual(['2026-11-23']);
    await poll('2026-11-24T09:59:59.999-08:00', 304);
    expect(await poll('2026-11-24T10:00:00-08:00', 200)).toEqual(['2026-11-23', '2026-11-24T10:00:00-08:00']);
    await poll('2026-11-24T23:59:59.999-08:00', 304);
    expect(await poll('2026-11-25T00:00:00-08:00', 200)).toHaveLength(3);
    await poll('2026-12-24T00:00:00-08:00', 304);
  });

  it('follows the profile, and no answer from before is good then', async () => {
    const user = await userIn(null);
    const seen = '2026-11-24T02:00:00Z';
    await fill(user, [seen]);
    const poll = async (query: string, etag: string, status: number) => {
      const { headers } = await app.api.get(`${TASKS}?${query}`, user).set('If-None-Match', etag).expect(status);
      return String(headers.etag);
    };
    const queries = ['due_on=2026-11-24', 'sort=due', 'due=overdue'];
    const independent = ['due_on=2026-11-24&tz=UTC', 'sort=-due&tz=Asia/Tokyo', 'due=any', 'due=none', 'sort=title'];
    const tags = new Map<string, string>();
    for (const query of [...queries, ...independent]) tags.set(query, await poll(query, '"none"', 200));
    for (const [query, etag] of tags) await poll(query, etag, 304);
    await app.api.patch('/api/v1/users/me', user, { time_zone: LOS_ANGELES }).expect(200);
    for (const query of queries) await poll(query, tags.get(query)!, 200);
    for (const query of independent) await poll(query, tags.get(query)!, 304);
    expect(await titles(user, { due_on: '2026-11-24' })).toEqual([]);
    expect(await titles(user, { due_on: '2026-11-23' })).toEqual([seen]);
  });

  const ORDERS = ['due', '-due', 'due,-title', 'priority,due', '-completed,-due,title', 'title,due'];

  it.each(ORDERS)('is the same on every page of sort=%s, though the profile changes on the way', async (sort) => {
    const user = await userIn(LOS_ANGELES);
    const hours = Array.from({ length: 20 }, (_, n) => new Date(Date.parse('2026-11-23T20:00Z') + n * 10_800_000));
    const dues = ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-24', '2026-11-25'];
    const operations = [
      ...hours.map((at) => ({ due_at: at.toISOString() })),
      ...dues.map((due_date) => ({ due_date })),
      {},
      {},
    ].map((due, n) => ({
      op: 'create',
      data: { title: `t${n % 4}`, completed: n % 3 === 0, priority: n % 2 ? 'low' : 'high', ...due },
    }));
    await app.api.post(`${TASKS}/batch`, user, { operations }).expect(200);
    const whole = ((await list(user, { sort })).body as TaskListResponse).items;
    expect(whole).toHaveLength(operations.length);

    for (const skip of [1, 7, 26, 27]) {
      const { items, has_more, total } = (await list(user, { sort, skip, limit: 3 })).body as TaskListResponse;
      expect([items, has_more, total]).toEqual([whole.slice(skip, skip + 3), skip + 3 < whole.length, whole.length]);
    }
    const forth: TaskListResponse['items'] = [];
    let cursor: string | null = null;
    let links: string;
    do {
      const { body, headers } = await list(user, { sort, limit: 4, ...(cursor !== null && { cursor }) });
      const page = body as TaskListResponse;
      forth.push(...page.items);
      cursor = page.next_cursor;
      links = String(headers.link);
      await app.api.patch('/api/v1/users/me', user, { time_zone: KIRITIMATI }).expect(200);
    } while (cursor !== null);
    expect(forth).toEqual(whole);

    const back: TaskListResponse['items'] = [];
    for (let previous = prevOf(links); previous !== undefined;) {
      const { body, headers } = await app.api.get(previous, user).expect(200);
      back.unshift(...(body as TaskListResponse).items);
      previous = prevOf(String(headers.link));
    }
    expect(back).toEqual(whole.slice(0, back.length));
    expect(back).toHaveLength(24);
    expect(((await list(user, { sort })).body as TaskListResponse).items).not.toEqual(whole);
  });
  const prevOf = (links: string) => /<([^>]*)>; rel="prev"/.exec(links)?.[1];

  it.each([
    ['due_on=2026-11-24&due_from=2026-11-23', '/due_from'],
    ['due_on=2026-11-24&due_until=2026-11-25', '/due_until'],
    ['due_from=2026-11-25&due_until=2026-11-24', '/due_until'],
    ['due=none&due_on=2026-11-24', '/due_on'],
    ['due=none&due_from=2026-11-24', '/due_from'],
    ['due=none&due_before=2026-11-24', '/due_before'],
    ['due=none&due_after=2026-11-24T00:00:00Z', '/due_after'],
    ['due=overdue&completed=true', '/completed'],
  ])('refuses %s, and names %s', async (query, pointer) => {
    const user = await app.api.newUser();
    const { body } = await app.api.get(`${TASKS}?${query}`, user).expect(422);
    expect(body).toMatchObject({ errors: [{ pointer, code: 'CONFLICTING_FIELDS' }] });
  });
});

describe('the day of a user of two instances', () => {
  const { here, there } = useTwoInstances();
  const ada = useUser(here, 'ada');

  it('is known to the one when the profile changes at the other', async () => {
    await here.api.post(TASKS, ada, { title: 'tonight', due_at: '2026-11-24T02:00:00Z' }).expect(201);
    for (const [time_zone, day] of [
      [LOS_ANGELES, 23],
      [KIRITIMATI, 24],
      [LOS_ANGELES, 23],
      [null, 24],
    ] as const) {
      await there.api.patch('/api/v1/users/me', ada, { time_zone }).expect(200);
      const { body } = await here.api.get(`${TASKS}?due_on=2026-11-${day}`, ada).expect(200);
      expect(body).toMatchObject({ total: 1 });
    }
  });
});
