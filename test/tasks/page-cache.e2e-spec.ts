import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useTestApp, useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import { sentStatements } from '../support/sent-statements.js';
import type { TestApp } from '../support/test-app.js';

const TASKS = '/api/v1/me/tasks';

describe('pages that have not changed', () => {
  const { here, there } = useTwoInstances();
  const without = useTestApp({ env: { PAGE_CACHE_MB: '0' } });
  const ada = useUserPerTest(here, 'ada');
  const bob = useUserPerTest(here, 'bob');

  const create = (app: TestApp, user: TestUser, task: object) => app.api.post(TASKS, user, task).expect(201);
  const list = (app: TestApp, query = '', user: TestUser = ada) => app.api.get(`${TASKS}${query}`, user).expect(200);
  const titles = async (app: TestApp, query = '', user: TestUser = ada) =>
    ((await list(app, query, user)).body as TaskListResponse).items.map(({ title }) => title);
  const readsTasks = async (app: TestApp, work: () => Promise<unknown>) =>
    (await sentStatements(app, work, { forUsers: true })).some((sql) => /FROM tasks\b/.test(sql));

  it('come from memory, the same to the byte', async () => {
    for (const title of ['one', 'two', 'three']) await create(here, ada, { title });
    const first = await list(here, '?limit=2');
    let second = first;
    expect(await readsTasks(here, async () => (second = await list(here, '?limit=2')))).toBe(false);
    const { date: _, ratelimit: _2, 'x-request-id': _3, ...headers } = first.headers as Record<string, string>;
    expect(second.headers).toMatchObject(headers);
    expect(second.text).toBe(first.text);
    expect(await readsTasks(here, () => list(here, '?limit=1'))).toBe(true);
    // The links are those of the path that was asked.
    const byId = await here.api.get(`/api/v1/${ada.id}/tasks?limit=2`, ada).expect(200);
    expect(byId.headers.link).toContain(`/api/v1/${ada.id}/tasks?limit=2`);
    expect(byId.text).toBe(first.text);
  });

  it('are read again after a write on this instance, on another, and past both', async () => {
    const { body } = await create(here, ada, { title: 'one' });
    expect([await titles(here), await titles(there)]).toEqual([['one'], ['one']]);
    await create(here, ada, { title: 'two' });
    expect([await titles(here), await titles(there)]).toEqual([
      ['two', 'one'],
      ['two', 'one'],
    ]);
    await there.api.patch(`${TASKS}/${(body as { id: string }).id}`, ada, { title: 'uno' }).expect(200);
    expect([await titles(here), await titles(there)]).toEqual([
      ['two', 'uno'],
      ['two', 'uno'],
    ]);
    await behind(here, `UPDATE tasks SET title = 'due', version = 9 WHERE title = 'two' AND user_id = '${ada.id}'`);
    await behind(here, `UPDATE task_sequences SET last_version = 9 WHERE user_id = '${ada.id}'`);
    expect(await titles(here)).toEqual(['due', 'uno']);
  });

  it('are never those of another, at the same version and for the same query', async () => {
    await create(here, ada, { title: "Ada's" });
    await create(here, bob, { title: "Bob's" });
    for (let n = 0; n < 2; n++) {
      expect(await titles(here, '', ada)).toEqual(["Ada's"]);
      expect(await titles(here, '', bob)).toEqual(["Bob's"]);
    }
    await here.api.get(`/api/v1/${ada.id}/tasks`, bob).expect(403);
  });

  it('end where time alone changes them', async () => {
    const { body } = await create(here, ada, { title: 'one' });
    await here.api.delete(`${TASKS}/${(body as { id: string }).id}`, ada).expect(204);
    const trash = () => here.api.get(`${TASKS}?deleted=true`, ada).expect(200);
    for (let n = 0; n < 2; n++) expect(((await trash()).body as TaskListResponse).total).toBe(1);
    here.clock.advance({ days: 30, seconds: 1 });
    const { body: login } = await here.api.post('/api/v1/auth/login', undefined, {
      username: ada.username,
      password: ada.password,
    });
    ada.token = (login as { access_token: string }).access_token;
    expect(((await trash()).body as TaskListResponse).total).toBe(0);
  });

  it('end where the profile moves to another time zone', async () => {
    await create(here, ada, { title: 'late', due_at: '2026-06-02T02:00:00.000Z' });
    for (let n = 0; n < 2; n++) expect(await titles(here, '?due_on=2026-06-01')).toEqual([]);
    await there.api.patch('/api/v1/users/me', ada, { time_zone: 'America/New_York' }).expect(200);
    for (let n = 0; n < 2; n++) expect(await titles(here, '?due_on=2026-06-01')).toEqual(['late']);
  });

  it('are read each time where PAGE_CACHE_MB is 0', async () => {
    const eve = await without.api.newUser('eve');
    await create(without, eve, { title: 'one' });
    for (let n = 0; n < 2; n++) expect(await readsTasks(without, () => list(without, '', eve))).toBe(true);
  });
});
