/** @no-pooler what PostgreSQL plans */
import { readFileSync } from 'node:fs';
import { Database } from '../../src/database/database.service.js';
import { behind } from '../support/behind.js';
import { useTestApp, useUser } from '../support/fixtures.js';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Plan[];
}

/**
 * Where nobody has analyzed the table yet, any index that begins with the owner looks as good as the primary key for
 * finding a task by its id, and reads all that the owner has. So no statement by id may be one that another index serves.
 */
describe('statements by id, in a table without statistics', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  beforeAll(async () => {
    await behind(app, 'ALTER TABLE tasks SET (autovacuum_enabled = false)');
    const operations = Array.from({ length: 100 }, (_, i) => ({ op: 'create', data: { title: `Task ${i}` } }));
    for (let i = 0; i < 3; i++) await app.api.post('/api/v1/me/tasks/batch', ada, { operations }).expect(200);
  });

  const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

  const BY_ID = readFileSync('docs/sql/tasks.sql', 'utf8')
    .split(/;\n\n?/)
    .filter((sql) => /FROM tasks|UPDATE tasks/.test(sql) && /\bid = (\$|ANY)/.test(sql) && !sql.includes('RECURSIVE'));

  it('are some', () => expect(BY_ID.length).toBeGreaterThan(3));

  it.each(BY_ID)('go by the primary key alone: %s', async (sql) => {
    const rows = await app.nest
      .get(Database)
      .asOwner(ada.id, (tx) =>
        tx.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`),
      );
    const read = nodesOf(rows[0]!['QUERY PLAN'][0].Plan).filter((node) => node['Relation Name'] === 'tasks');
    // What was deleted together is found by when it was deleted.
    const wanted = sql.includes('deleted_at = $2') ? ['ix_tasks_trash', 'pk_tasks'] : ['pk_tasks'];
    expect([...new Set(read.map((node) => node['Index Name']))].sort()).toEqual(wanted);
  });
});
