/** @distributed; @no-pooler the settings of roles reach new connections alone, and the pooler has some already */
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { newId } from '../../src/common/uuid.js';
import { Database } from '../../src/database/database.service.js';
import { distribute } from '../../src/database/distribution/distribute.js';
import { DISTRIBUTED_TABLES } from '../../src/database/distribution/placement.js';
import type { Transaction } from '../../src/database/transaction.js';
import { ScheduledJobs } from '../../src/jobs/scheduled-jobs.service.js';
import { hotStatements } from '../../src/tasks/hot-statements.js';
import { describeApi } from '../security/operations.js';
import { aimedAt, newVictim } from '../security/victim.js';
import { behind } from '../support/behind.js';
import { FAKE_CITUS, fakePlans } from '../support/fake-citus.js';
import { useConnection, useTestApp } from '../support/fixtures.js';
import { useResource } from '../support/resource.js';
import { recordStatements, type SentStatement } from '../support/sent-statements.js';
import { testConfig } from '../support/test-config.js';

const { operations } = await describeApi();

const TASKS = '/api/v1/me/tasks';

/** On the cluster of TEST_CITUS_URL; without one, with functions of the same names as those of Citus. */
describe('tables that are distributed', () => {
  const app = useTestApp();
  const role = useConnection(app, 'appUrl');
  const sent: SentStatement[] = [];

  useResource(async () => {
    const [found] = await behind<{ real: boolean; fake: boolean }>(
      app,
      `SELECT to_regproc('create_distributed_table') IS NOT NULL AS real, to_regclass('citus_calls') IS NOT NULL AS fake`,
    );
    if (found?.real && !found.fake) return () => {};
    if (!found?.fake) await behind(app, FAKE_CITUS);
    const { master } = app.nest.get(DataSource).driver as unknown as { master: { Client: { prototype: pg.Client } } };
    return fakePlans(master.Client.prototype, () => 1);
  });
  beforeAll(async () => {
    const userId = newId();
    await distribute(testConfig(app.env), hotStatements(userId), userId);
  });

  it.each(operations)('$id is served', async (operation) => {
    const caller = await newVictim(app);
    if (operation.superuser) await behind(app, 'UPDATE users SET is_superuser = true WHERE id = $1', [caller.id]);
    const path = aimedAt(caller, operation.path);
    sent.push(
      ...(await recordStatements(app, async () => {
        const { status } = await app.api.request(operation.method, path, caller).send(operation.body);
        expect(status).toBeLessThan(500);
      })),
    );
  });

  it('have each statement for a user go to one shard', async () => {
    const ofShards = new RegExp(
      `^\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\\b.*\\b(${DISTRIBUTED_TABLES.join('|')})\\b`,
      's',
    );
    const statements = new Map(
      sent
        .filter(({ text, forUser }) => forUser && ofShards.test(text))
        .map((statement) => [statement.text, statement]),
    );
    expect(statements.size).toBeGreaterThan(20);
    for (const { text, parameters } of statements.values()) {
      const explain = (tx: Transaction) => tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, parameters);
      const plan = await app.nest.get(Database).asOwner(newId(), explain);
      const counts = plan.map((line) => /Task Count: (\d+)/.exec(line['QUERY PLAN'])?.[1]).filter(Boolean);
      expect([text, new Set(counts)]).toEqual([text, new Set(['1'])]);
    }
  });

  it('show nothing to a connection without a scope', async () => {
    for (const table of ['users', 'tasks', 'sessions', 'task_sequences'])
      expect((await role.query(`SELECT FROM ${table} LIMIT 1`)).rows).toEqual([]);
  });

  it('let the jobs blank and remove what has expired, of all users', async () => {
    const users = await Promise.all(['ada', 'bob', 'eve'].map((name) => app.api.newUser(name)));
    const deleted = async (days: number, user: (typeof users)[number]) => {
      const { body } = await app.api.post(TASKS, user, { title: 'to be purged' }).expect(201);
      const { id } = body as { id: string };
      await app.api.delete(`${TASKS}/${id}`, user).expect(204);
      const sql = `UPDATE tasks SET deleted_at = now() - make_interval(days => $3) WHERE user_id = $1 AND id = $2`;
      await behind(app, sql, [user.id, id, days]);
    };
    for (const user of users) for (const days of [29, 31, 121]) await deleted(days, user);
    const jobs = app.nest.get(ScheduledJobs);
    for (const name of jobs.names) expect([name, await jobs.run(name)]).toEqual([name, 'done']);
    const ids = users.map(({ id }) => id);
    const left = await behind<{ title: string }>(
      app,
      'SELECT title FROM tasks WHERE user_id = ANY($1) ORDER BY title',
      [ids],
    );
    expect(left.map(({ title }) => title)).toEqual(['', '', '', ...Array<string>(3).fill('to be purged')]);
  });
});
