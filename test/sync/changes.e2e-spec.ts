/** @hostile-role */
import pg from 'pg';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { SYNC_DAYS, TOMBSTONE_DAYS } from '../../src/database/retention.js';
import { RetentionService } from '../../src/jobs/retention.service.js';
import type { ChangesResponse } from '../../src/tasks/sync/dto/changes-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useTestApp, useUserPerTest } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';
import { testSecrets } from '../support/test-config.js';
import { CHANGES, TaskReplica, truthOf } from './replica.js';

const TASKS = '/api/v1/me/tasks';

describe('the changes of a user', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app, 'ada');

  const create = async (title: string, as = ada) =>
    (await app.api.post(TASKS, as, { title }).expect(201)).body as TaskResponse;
  const changes = async (query = '', as: TestUser = ada) =>
    (await app.api.get(`${CHANGES}?${query}`, as).expect(200)).body as ChangesResponse;
  const refused = async (cursor: string, status: 400 | 410, as: TestUser = ada) => {
    const { body } = await app.api.get(`${CHANGES}?cursor=${cursor}`, as).expect(status);
    return (body as { error_code: string }).error_code;
  };

  it('are everything at first, then what was written since, each task once, as it is now', async () => {
    const [milk, bread] = [await create('milk'), await create('bread')];
    const first = await changes();
    expect(first).toMatchObject({ items: [milk, bread], version: 2, has_more: false });
    const renamed = (await app.api.patch(`${TASKS}/${milk.id}`, ada, { title: 'oat milk' }).expect(200)).body;
    await app.api.patch(`${TASKS}/${bread.id}`, ada, { completed: true }).expect(200);
    await app.api.delete(`${TASKS}/${bread.id}`, ada).expect(204);
    const second = await changes(`cursor=${first.next_cursor}`);
    const [gone] = second.items.slice(1);
    expect(second.items).toEqual([renamed, { id: bread.id, version: 5, deleted_at: gone?.deleted_at }]);
    expect(gone?.deleted_at).not.toBeNull();
    expect(second).toMatchObject({ version: 5, has_more: false });
    expect(await changes(`cursor=${second.next_cursor}`)).toMatchObject({ items: [], version: 5, has_more: false });
    expect((await changes()).items).toEqual(second.items);
    const restored = (await app.api.post(`${TASKS}/${bread.id}/restore`, ada).expect(200)).body;
    expect((await changes(`cursor=${second.next_cursor}`)).items).toEqual([restored]);
  });

  it('are of their user alone, and may be stored nowhere', async () => {
    await create('mine');
    const bob = await app.api.newUser('bob');
    const { headers, body } = await app.api.get(CHANGES, bob).expect(200);
    expect(body).toMatchObject({ items: [], version: 0, has_more: false });
    expect(headers['cache-control']).toBe('no-store');
    await app.api.get(`/api/v1/${ada.id}/tasks/changes`, bob).expect(403);
    await app.api.get(CHANGES).expect(401);
    await app.api.delete(CHANGES, ada).expect(405);
    await app.api.request('head', CHANGES, ada).expect(200);
  });

  it('come in pages that lose nothing that is written between them, and say where they end', async () => {
    const tasks = await Promise.all(Array.from({ length: 7 }, (_, i) => create(`${i}`)));
    const first = await changes('limit=3');
    expect([first.items.length, first.version, first.has_more]).toEqual([3, 7, true]);
    const late = tasks.find(({ version }) => version === 2)!;
    await app.api.patch(`${TASKS}/${late.id}`, ada, { title: 'again' }).expect(200);
    const second = await changes(`limit=3&cursor=${first.next_cursor}`);
    expect([second.items.map(({ version }) => version), second.has_more]).toEqual([[4, 5, 6], true]);
    const third = await changes(`limit=3&cursor=${second.next_cursor}`);
    expect([third.items.map(({ version }) => version), third.has_more]).toEqual([[7, 8], false]);
    expect(third.items[1]).toMatchObject({ id: late.id, title: 'again' });
    for (const limit of ['0', '1001', 'x']) await app.api.get(`${CHANGES}?limit=${limit}`, ada).expect(422);
  });

  it('hand out no position past a write that ends while they are read', async () => {
    await create('before');
    await using ofTasks = await lockOn('tasks');
    const replica = new TaskReplica(ada);
    let isDone = false;
    const pulling = replica.pullAll(app).then(() => (isDone = true));
    await within(5_000, async () => expect(await ofTasks.waiting()).toBe(1));
    // The reader is at the tasks. If it has not read the number before them, it will wait for that one.
    await using ofNumbers = await lockOn('task_sequences', 'NOWAIT').catch(() => lockOn('rebuilds'));
    await ofTasks.release();
    await within(5_000, async () => expect(isDone || (await ofNumbers.waiting()) > 0).toBe(true));
    await ofNumbers.query('UPDATE task_sequences SET last_version = 2, task_count = 2 WHERE user_id = $1', [ada.id]);
    await ofNumbers.query(
      `INSERT INTO tasks (user_id, id, title, search_text, version, created_at, updated_at)
       VALUES ($1, gen_random_uuid(), 'meanwhile', '', 2, now(), now())`,
      [ada.id],
    );
    await ofNumbers.release();
    await pulling;
    await replica.pullAll(app);
    expect(replica.live.map(({ title }) => title)).toEqual(['before', 'meanwhile']);
  });

  it('keep what was deleted until its tombstone is removed, and nobody with a good cursor misses one', async () => {
    const task = await create('old');
    const replica = new TaskReplica(ada);
    await replica.pullAll(app);
    app.clock.advance({ days: -100 });
    await app.api.delete(`${TASKS}/${task.id}`, ada).expect(204);
    app.clock.advance({ days: 100 });
    expect(await app.nest.get(RetentionService).run()).toMatchObject({ trash: 1, tasks: 0 });
    const { text } = await app.api.get(CHANGES, ada).expect(200);
    expect(text).toContain(`"items":[{"id":"${task.id}","version":2,"deleted_at":"`);
    await replica.pullAll(app);
    expect([replica.live, replica.deleted.length]).toEqual([[], 1]);
  });

  it('begin without a cursor however much is gone: with every version below removed tombstones', async () => {
    app.clock.advance({ days: -130 });
    for (const title of ['a', 'b', 'c', 'd']) {
      const { id } = await create(title);
      await app.api.delete(`${TASKS}/${id}`, ada).expect(204);
    }
    app.clock.advance({ days: 130 });
    for (let i = 0; i < 2; i++) await app.nest.get(RetentionService).run();
    const empty = await changes('limit=1');
    expect(empty).toMatchObject({ items: [], version: 8, has_more: false });
    expect(await changes(`limit=1&cursor=${empty.next_cursor}`)).toMatchObject({ items: [], version: 8 });
    await create('e');
    expect((await changes(`limit=1&cursor=${empty.next_cursor}`)).items).toHaveLength(1);
  });

  it('read no task for who knows all', async () => {
    await create('a');
    const { next_cursor } = await changes();
    await using _ = await lockOn('tasks');
    expect(await changes(`cursor=${next_cursor}`)).toMatchObject({ items: [], version: 1 });
  });

  describe('by a cursor', () => {
    it('that is another user’s, or forged, must begin anew', async () => {
      await create('a');
      const bob = await app.api.newUser('bob');
      await create('b', bob);
      const { next_cursor } = await changes();
      expect(await refused(next_cursor, 410, bob)).toBe('SYNC_EXPIRED');
      const bytes = Buffer.from(next_cursor, 'base64url');
      for (let i = 0; i < 16; i++) {
        const forged = Buffer.from(bytes);
        forged[i]! ^= 1;
        expect(await refused(forged.toString('base64url'), 410)).toBe('SYNC_EXPIRED');
      }
      const payload = bytes.subarray(16).toString();
      const other = Buffer.concat([bytes.subarray(0, 16), Buffer.from(payload.replace(/^1 /, '0 '))]);
      expect(await refused(other.toString('base64url'), 410)).toBe('SYNC_EXPIRED');
    });

    it('that is none at all is malformed', async () => {
      for (let i = 0; i < 2; i++) await create('a');
      const list = (await app.api.get(`${TASKS}?limit=1`, ada).expect(200)).body as { next_cursor: string };
      const { next_cursor } = await changes();
      for (const cursor of ['', 'x', '!', 'AAAA', `${next_cursor}=`, next_cursor.slice(0, 20), list.next_cursor])
        expect([cursor, await refused(cursor, 400)]).toEqual([cursor, 'INVALID_CURSOR']);
    });

    it('is good for 90 days from when the client last knew everything, and each last page renews it', async () => {
      expect(TOMBSTONE_DAYS - SYNC_DAYS).toBeGreaterThanOrEqual(30);
      for (let i = 0; i < 4; i++) await create('a');
      const { next_cursor: all } = await changes();
      const { next_cursor: part } = await changes('limit=2');
      app.clock.advance({ days: 89 });
      const renewed = await changes(`cursor=${all}`);
      const { next_cursor: further, has_more } = await changes(`limit=1&cursor=${part}`);
      expect(has_more).toBe(true);
      app.clock.advance({ days: 2 });
      expect(await refused(all, 410)).toBe('SYNC_EXPIRED');
      // Pages do not renew what is not complete.
      for (const cursor of [part, further]) expect(await refused(cursor, 410)).toBe('SYNC_EXPIRED');
      await changes(`cursor=${renewed.next_cursor}`);
      app.clock.advance({ days: -91 });
    });

    it('beyond the last number, as after a backup was restored, must begin anew', async () => {
      await create('a');
      await create('b');
      const { next_cursor } = await changes();
      await behind(app, `UPDATE task_sequences SET last_version = 1 WHERE user_id = $1`, [ada.id]);
      expect(await refused(next_cursor, 410)).toBe('SYNC_EXPIRED');
    });

    it('is taken while its secret is one of the previous ones', async () => {
      await create('a');
      const { next_cursor } = await changes();
      const { REFRESH_TOKEN_SECRET: former } = app.env;
      const rotated = { ...testSecrets(), JWT_SECRET: app.env.JWT_SECRET! };
      await using next = await startTestApp({
        beside: app,
        env: { ...rotated, REFRESH_TOKEN_PREVIOUS_SECRETS: former! },
      });
      await next.api.get(`${CHANGES}?cursor=${next_cursor}`, ada).expect(200);
      await using later = await startTestApp({ beside: app, env: rotated });
      await later.api.get(`${CHANGES}?cursor=${next_cursor}`, ada).expect(410);
    });
  });

  it('are the list and the trash, to the letter', async () => {
    const replica = new TaskReplica(ada);
    const [kept, gone] = [await create('ключ “ 🗝'), await create('gone')];
    await app.api.patch(`${TASKS}/${kept.id}`, ada, { tags: ['a"b'], due_date: '2026-12-24', priority: 'low' });
    await app.api.delete(`${TASKS}/${gone.id}`, ada).expect(204);
    await replica.pullAll(app, 1);
    const truth = await truthOf(app, ada);
    expect(JSON.stringify(replica.live)).toBe(truth.live);
    expect(JSON.stringify(replica.deleted)).toBe(truth.deleted);
  });

  /** A transaction that keeps all others away from a table. @throws if another one has it, with NOWAIT. */
  async function lockOn(table: string, option = '') {
    const client = new pg.Client({ connectionString: app.adminUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE ${option}`).catch(async (error: unknown) => {
      await client.end();
      throw error;
    });
    const pid = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
    return {
      query: (sql: string, values: unknown[]) => client.query(sql, values),
      waiting: async () =>
        (await behind(app, 'SELECT FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))', [pid])).length,
      release: () => client.query('COMMIT'),
      [Symbol.asyncDispose]: () => client.end(),
    };
  }
});
