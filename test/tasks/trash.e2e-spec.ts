import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { LOCK_KEYS } from '../../src/database/lock-keys.js';
import { RetentionService } from '../../src/jobs/retention.service.js';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { useTestAppPerTest, useUserPerTest } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';

describe('the trash', () => {
  const app = useTestAppPerTest();
  const ada = useUserPerTest(app, 'ada');
  const bob = useUserPerTest(app, 'bob');

  const create = async (user: TestUser, title = 'secret plans') =>
    (
      await app.api
        .post(TASKS, user, { title, description: 'of mine', tags: ['t'], due_date: '2026-12-24', priority: 'high' })
        .expect(201)
    ).body as TaskResponse;
  const remove = (user: TestUser, { id }: { id: string }) => app.api.delete(`${TASKS}/${id}`, user).expect(204);
  const trash = async (user: TestUser) =>
    (await app.api.get(`${TASKS}?deleted=true`, user).expect(200)).body as TaskListResponse;
  const purge = () => app.nest.get(RetentionService).run();

  async function rows<Row extends object>(sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: app.adminUrl });
    await client.connect();
    const result = await client.query<Row>(sql);
    await client.end();
    return result.rows;
  }

  it('takes a task and gives it back', async () => {
    const task = await create(ada);
    await remove(ada, task);
    const { items, total } = await trash(ada);
    expect({ total, id: items[0]?.id, version: items[0]?.version }).toEqual({ total: 1, id: task.id, version: 2 });
    expect(items[0]?.deleted_at).not.toBeNull();
    expect((await app.api.get(TASKS, ada).expect(200)).body).toMatchObject({ items: [], total: 0 });
    await app.api.patch(`${TASKS}/${task.id}`, ada, { title: 'x' }).expect(404);
    await app.api.put(`${TASKS}/${task.id}`, ada, { title: 'x' }).expect(404);

    const restored = await app.api.post(`${TASKS}/${task.id}/restore`, ada).expect(200);
    expect(restored.body).toEqual({ ...task, version: 3, updated_at: (restored.body as TaskResponse).updated_at });
    expect(restored.headers.etag).toBe('"3"');
    expect((await trash(ada)).total).toBe(0);
    expect((await app.api.get(TASKS, ada).expect(200)).body).toMatchObject({ total: 1 });
    await app.api.post(`${TASKS}/${task.id}/restore`, ada).expect(200, restored.body);
  });

  it('tells nothing of what is not there', async () => {
    const theirs = await create(bob);
    await remove(bob, theirs);
    const [unknown, foreign] = await Promise.all(
      [randomUUID(), theirs.id].map((id) =>
        app.api.post(`${TASKS}/${id}/restore`, ada).set('X-Request-Id', 'same').expect(404),
      ),
    );
    const bytes = (text = '') => text.replace(/"(instance|timestamp)":"[^"]*"/g, '');
    expect(bytes(foreign?.text)).toBe(bytes(unknown?.text));
    expect((await trash(bob)).total).toBe(1);
    expect((await trash(ada)).total).toBe(0);
  });

  it('lets go of a task after 30 days, whether the purge has run or not, and its list says so', async () => {
    const task = await create(ada);
    await remove(ada, task);
    const path = `${TASKS}?deleted=true`;
    const { headers } = await app.api.get(path, ada).expect(200);
    const poll = () => app.api.get(path, ada).set('If-None-Match', headers.etag ?? '');
    app.clock.advance({ days: 29 });
    await poll().expect(304);
    app.clock.advance({ days: 1, minutes: 1 });
    expect((await poll().expect(200)).body).toMatchObject({ items: [], total: 0 });
    await app.api.post(`${TASKS}/${task.id}/restore`, ada).expect(404);
    const again = await app.api.put(`${TASKS}/${task.id}`, ada, { title: 'x' }).set('If-None-Match', '*').expect(412);
    expect(again.body).not.toHaveProperty('current');
  });

  /** Does it in the past: the database judges what has expired by its own clock. */
  async function daysAgo(days: number, work: () => Promise<unknown>): Promise<void> {
    app.clock.advance({ days: -days });
    await work();
    app.clock.advance({ days });
  }

  it('is purged: after 30 days the content, after 120 the tombstone, of all users, and nothing else', async () => {
    const kept = await create(ada, 'kept');
    const fresh = await create(bob, 'fresh');
    const gone: TaskResponse[] = [];
    for (const [user, days] of [
      [ada, 31],
      [bob, 31],
      [ada, 121],
      [bob, 29],
    ] as const) {
      const task = await create(user);
      await daysAgo(days, () => remove(user, task));
      gone.push(task);
    }
    await remove(bob, fresh);
    expect(await purge()).toMatchObject({ trash: 3, tasks: 1, idempotency_keys: 0 });
    expect(await purge()).toMatchObject({ trash: 0, tasks: 0, idempotency_keys: 0 });

    const left = await rows<{ id: string; title: string; blank: boolean }>(
      `SELECT id, title, purged_at IS NOT NULL AND description IS NULL AND tags = '{}' AND due_date IS NULL AND due IS NULL AND search_text = '' AS blank FROM tasks`,
    );
    const of = (id?: string) => left.find((row) => row.id === id);
    expect(left).toHaveLength(5);
    expect(of(gone[0]?.id)).toMatchObject({ title: '', blank: true });
    expect(of(gone[1]?.id)).toMatchObject({ title: '', blank: true });
    expect(of(gone[2]?.id)).toBeUndefined();
    expect(of(gone[3]?.id)).toMatchObject({ title: 'secret plans', blank: false });
    expect(of(kept.id)).toMatchObject({ title: 'kept' });
    expect(of(fresh.id)).toMatchObject({ title: 'fresh' });
    expect((await trash(bob)).total).toBe(2);
    await app.api.post(`${TASKS}/${gone[0]?.id}/restore`, ada).expect(404);
    await app.api.put(`${TASKS}/${gone[0]?.id}`, ada, { title: 'x' }).set('If-None-Match', '*').expect(412);
    await app.api.put(`${TASKS}/${gone[2]?.id}`, ada, { title: 'x' }).set('If-None-Match', '*').expect(201);
  });

  it('is purged of idempotency keys after 24 hours', async () => {
    const use = (key: string) => app.api.post(TASKS, ada, { title: key }).set('Idempotency-Key', key).expect(201);
    await daysAgo(2, () => use('old'));
    await use('new');
    expect(await purge()).toMatchObject({ idempotency_keys: 1 });
    expect(await rows('SELECT key FROM idempotency_keys')).toEqual([{ key: 'new' }]);
  });

  it('is purged by one instance at a time', async () => {
    const task = await create(ada);
    await daysAgo(31, () => remove(ada, task));
    const client = new pg.Client({ connectionString: app.appUrl });
    await client.connect();
    try {
      // Another instance, in the middle of it.
      await client.query('BEGIN');
      await client.query(`SELECT pg_advisory_xact_lock(${LOCK_KEYS.retention}, hashtext('trash'))`);
      expect(await purge()).toMatchObject({ trash: 0 });
      await client.query('COMMIT');
      expect(await purge()).toMatchObject({ trash: 1 });
    } finally {
      await client.end();
    }
  });

  it('shows the purge what has expired and no more, and lets it do no more with that', async () => {
    const live = await create(ada);
    const recent = await create(bob);
    await remove(bob, recent);
    const old = await create(bob);
    await daysAgo(31, () => remove(bob, old));
    const client = new pg.Client({ connectionString: app.appUrl });
    await client.connect();
    const attempt = async (sql: string) => {
      await client.query(`BEGIN; SET LOCAL app.scope = 'purge'`);
      try {
        return (await client.query<{ id: string }>(sql)).rows.map(({ id }) => id);
      } catch (error) {
        return (error as { code: string }).code;
      } finally {
        await client.query('ROLLBACK');
      }
    };
    try {
      expect(await attempt('SELECT id FROM tasks')).toEqual([old.id]);
      expect(await attempt('DELETE FROM tasks RETURNING id')).toEqual([]);
      expect(await attempt(`UPDATE tasks SET title = 'read by the purge' RETURNING id`)).toBe('42501');
      expect(await attempt(`UPDATE tasks SET deleted_at = NULL RETURNING id`)).toBe('42501');
      expect(await attempt(`INSERT INTO tasks SELECT * FROM tasks RETURNING id`)).toBe('42501');
      for (const table of ['users', 'sessions', 'task_sequences'])
        expect(
          await attempt(`SELECT user_id AS id FROM ${table}`.replace('user_id AS id FROM users', 'id FROM users')),
        ).toEqual([]);
    } finally {
      await client.end();
    }
    await app.api.get(`${TASKS}/${live.id}`, ada).expect(200);
  });
});
