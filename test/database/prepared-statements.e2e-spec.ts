/** @no-pooler through a pooler there are none */
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { Database } from '../../src/database/database.service.js';
import type { Transaction } from '../../src/database/transaction.js';
import { behind } from '../support/behind.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';
const CONNECTIONS = 5;

describe('statements that the connections have prepared', () => {
  const app = useTestApp({ env: { DATABASE_POOL_SIZE: String(CONNECTIONS) } });
  const ada = useUser(app, 'ada');
  let created = 0;
  // Until every connection has seen them all.
  beforeEach(() => Promise.all(Array.from({ length: 4 * CONNECTIONS }, useThem)));

  /** Uses every statement that is prepared, and expects of each what it is for. */
  async function useThem(): Promise<void> {
    const { api } = app;
    const { body } = await api.post(TASKS, ada, { title: 'one' }).expect(201);
    created++;
    const path = `${TASKS}/${(body as TaskResponse).id}`;
    await api.get(path, ada).expect(200, body as object);
    const patched = await api.patch(path, ada, { title: 'two' }).expect(200);
    expect(patched.body).toMatchObject({ title: 'two', id: (body as TaskResponse).id });
    await api.delete(path, ada).expect(204);
    await api.post(`${path}/restore`, ada).expect(200);
    for (const query of ['', '&completed=false', '&sort=title'])
      await api.get(`${TASKS}?limit=1${query}`, ada).expect(200);
    const operations = [
      { op: 'create', data: { title: 'three' } },
      { op: 'patch', id: (body as TaskResponse).id, data: { completed: true } },
    ];
    await api.post(`${TASKS}/batch`, ada, { operations }).expect(200);
    created++;
  }

  /** Takes all connections at once, so that each is met. */
  const onEachConnection = <T>(work: (tx: Transaction) => Promise<T>): Promise<T[]> => {
    let held = 0;
    const one = () =>
      app.nest.get(Database).asNobody(async (tx) => {
        held++;
        while (held < CONNECTIONS) await tx.query('SELECT');
        return work(tx);
      });
    return Promise.all(Array.from({ length: CONNECTIONS }, one));
  };

  const retype = (type: string) =>
    behind(
      app,
      `ALTER TABLE tasks ALTER COLUMN version TYPE ${type}, ALTER COLUMN updated_at TYPE timestamptz(${type === 'bigint' ? 3 : 6})`,
    );
  const total = async () => ((await app.api.get(`${TASKS}?limit=1`, ada).expect(200)).body as TaskListResponse).total;

  it('are lists planned once for everyone, and not for each request', async () => {
    const sql = `SELECT custom_plans::int, generic_plans::int FROM pg_prepared_statements WHERE statement LIKE 'SELECT concat(%FROM tasks%ORDER BY%'`;
    const plans = (
      await onEachConnection((tx) => tx.query<{ custom_plans: number; generic_plans: number }>(sql))
    ).flat();
    expect(plans.reduce((sum, { generic_plans }) => sum + generic_plans, 0)).toBeGreaterThan(CONNECTIONS);
    expect(plans.filter(({ custom_plans }) => custom_plans > 0)).toEqual([]);
  });

  it('may change their columns between two requests', async () => {
    for (const type of ['numeric', 'bigint']) {
      await retype(type);
      await useThem();
      await Promise.all(Array.from({ length: 2 * CONNECTIONS }, useThem));
    }
    expect(await total()).toBe(created);
  });

  it('may change their columns under load, and nothing is written twice', async () => {
    let changing = true;
    const load = Array.from({ length: 2 * CONNECTIONS }, async () => {
      while (changing) await useThem();
    });
    for (const type of ['numeric', 'bigint', 'numeric', 'bigint']) await retype(type);
    changing = false;
    await Promise.all(load);
    expect(await total()).toBe(created);
  });

  it('may be gone', async () => {
    await onEachConnection(async (tx) => {
      expect(await tx.query('SELECT name FROM pg_prepared_statements')).not.toEqual([]);
      await tx.query('DEALLOCATE ALL');
    });
    await useThem();
    await Promise.all(Array.from({ length: 2 * CONNECTIONS }, useThem));
    expect(await total()).toBe(created);
  });
});
