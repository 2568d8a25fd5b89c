import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { CursorsService } from '../../src/tasks/list/cursors.service.js';
import type { TestUser } from '../support/api-client.js';
import { useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import type { TestApp } from '../support/test-app.js';

const TASKS = '/api/v1/me/tasks';
const WRITERS = 10;
const WRITES = 15;

describe('updated_at', () => {
  const { here, there } = useTwoInstances({ env: { API_RATE_LIMIT: '1000000' } });
  const ada = useUserPerTest(here, 'ada');

  const create = async (app: TestApp, user: TestUser, title: string) =>
    (await app.api.post(TASKS, user, { title }).expect(201)).body as TaskResponse;
  const updatedAfter = async (time: string, limit: number) => {
    const query = `updated_after=${time}&sort=updated_at&limit=${limit}`;
    return ((await here.api.get(`${TASKS}?${query}`, ada).expect(200)).body as TaskListResponse).items;
  };
  const timesOf = (tasks: TaskResponse[]) => tasks.map(({ updated_at }) => updated_at);

  it('is missed by nobody who polls with the last one they saw, while ten write through two instances', async () => {
    let running = WRITERS;
    const writers = Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        const app = writer % 2 === 0 ? here : there;
        for (let i = 0; i < WRITES; i++) {
          const { id } = await create(app, ada, `${writer} ${i}`);
          if (i % 3 === 0) await app.api.patch(`${TASKS}/${id}`, ada, { completed: true }).expect(200);
          if (i % 5 === 0) await batch(app, 8);
        }
        running--;
      }),
    );
    const seen = new Map<string, number>();
    let last = '2020-01-01T00:00:00Z';
    for (let done = false, items: TaskResponse[] = []; !done || items.length > 0;) {
      done = running === 0;
      items = await updatedAfter(last, 5);
      for (const { id, version } of items) seen.set(id, version);
      last = items.at(-1)?.updated_at ?? last;
    }
    await writers;
    const { items } = (await here.api.get(`${TASKS}?limit=1000`, ada).expect(200)).body as TaskListResponse;
    expect(items).toHaveLength(WRITERS * (WRITES + 3 * 8));
    expect(items.filter(({ id, version }) => seen.get(id) !== version)).toEqual([]);
  });

  const batch = async (app: TestApp, count: number) => {
    const operations = Array.from({ length: count }, (_, i) => ({ op: 'create', data: { title: `batch ${i}` } }));
    return (await app.api.post(`${TASKS}/batch`, ada, { operations }).expect(200)).body as { results: TaskResponse[] };
  };

  it('rises with each write, within a batch too, and when the clock goes back', async () => {
    const { results } = await batch(here, 20);
    here.clock.advance({ minutes: -10 });
    const task = await create(there, ada, 'later');
    const changed = (await here.api.patch(`${TASKS}/${task.id}`, ada, { title: 'much later' }).expect(200))
      .body as TaskResponse;
    await here.api.delete(`${TASKS}/${task.id}`, ada).expect(204);
    const restored = (await there.api.post(`${TASKS}/${task.id}/restore`, ada).expect(200)).body as TaskResponse;
    here.clock.advance({ minutes: 10 });
    const times = timesOf([...results, task, changed, restored]);
    expect([...new Set(times)].sort()).toEqual(times);
    expect([task.created_at, changed.created_at]).toEqual([task.updated_at, task.created_at]);
  });

  it('is not ahead of the clock, unless more is written than one task a millisecond', async () => {
    const before = Date.now();
    for (let i = 0; i < 3; i++) await batch(here, 100);
    const [newest] = await updatedAfter('2020-01-01T00:00:00Z', 1000).then((items) => items.slice(-1));
    expect(Date.parse(newest!.updated_at)).toBeLessThanOrEqual(Math.max(Date.now(), before + 300));
  });

  it('orders lists forth and back, with every filter, by pages and whole', async () => {
    await batch(here, 9);
    const first = await create(here, ada, 'first');
    await here.api.patch(`${TASKS}/${first.id}`, ada, { priority: 'high' }).expect(200);
    const all = await updatedAfter('2020-01-01T00:00:00Z', 1000);
    expect(all).toHaveLength(10);
    for (const [sort, expected] of [
      ['updated_at', timesOf(all)],
      ['-updated_at', timesOf(all).reverse()],
      ['-updated_at,title', timesOf(all).reverse()],
    ] as const) {
      const found: TaskResponse[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const path = `${TASKS}?sort=${sort}&limit=3${cursor && `&cursor=${cursor}`}`;
        const page = (await here.api.get(path, ada).expect(200)).body as TaskListResponse;
        found.push(...page.items);
        cursor = page.next_cursor;
      }
      expect(timesOf(found)).toEqual(expected);
    }
    for (const task of all)
      expect(timesOf(await updatedAfter(task.updated_at, 1000))).toEqual(timesOf(all).slice(all.indexOf(task) + 1));
  });

  it('takes no cursor of a release that ordered by the time itself', async () => {
    const list = JSON.stringify([ada.id, 'updated_at', ...Array<undefined>(7), false]);
    const position = ['2026-12-01T00:00:00.000Z', '01a1fd5b-f6cc-77cc-9f75-62489816259f'];
    const cursor = here.nest.get(CursorsService, { strict: false }).issue({ position, before: false }, list);
    const { body } = await here.api.get(`${TASKS}?sort=updated_at&cursor=${cursor}`, ada).expect(400);
    expect(body).toMatchObject({ error_code: 'INVALID_CURSOR' });
  });
});
