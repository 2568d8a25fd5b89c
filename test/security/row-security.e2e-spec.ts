import pg from 'pg';
import { expectedPolicies } from '../../src/database/checks/row-policies.js';
import { rowSecurityFaults } from '../../src/database/checks/row-security.js';
import { behind } from '../support/behind.js';
import { useConnection, useTestApp } from '../support/fixtures.js';

/** Ways to weaken the third wall, and what must be said of each. */
const SABOTAGE: [sql: string, faults: string[]][] = [
  [
    'ALTER TABLE tasks DISABLE ROW LEVEL SECURITY',
    ['tasks: row-level security is not enabled; ALTER TABLE tasks ENABLE'],
  ],
  [
    'ALTER TABLE users NO FORCE ROW LEVEL SECURITY',
    ['users: row-level security is not forced on the owner; ALTER TABLE'],
  ],
  ['DROP POLICY sessions_update ON sessions', ['sessions: the policy sessions_update is missing; CREATE POLICY']],
  [
    'ALTER POLICY mail_tokens_select ON mail_tokens USING (true)',
    ['mail_tokens: the policy mail_tokens_select has another'],
  ],
  [
    'ALTER POLICY audit_events_insert ON audit_events WITH CHECK (true)',
    ['audit_events: the policy audit_events_insert has'],
  ],
  ['ALTER POLICY tasks_delete ON tasks TO pg_monitor', ['tasks: the policy tasks_delete is for some roles only;']],
  [
    'CREATE POLICY aid ON tasks USING (true)',
    ['tasks: the policy aid is not one of Taskward; DROP POLICY "aid" ON tasks'],
  ],
  [
    'CREATE POLICY less ON tasks AS RESTRICTIVE FOR SELECT USING (true)',
    ['tasks: the RESTRICTIVE policy less is not one of Taskward;'],
  ],
  [
    'DROP POLICY tasks_insert ON tasks; CREATE POLICY tasks_insert ON tasks AS RESTRICTIVE USING (true)',
    ['tasks: the policy tasks_insert is RESTRICTIVE and is for ALL and has another condition;'],
  ],
  [
    'CREATE TABLE notes (user_id uuid NOT NULL, note text)',
    [
      'notes: row-level security is not enabled;',
      'notes: row-level security is not forced',
      ...['select', 'insert', 'update', 'delete'].map((command) => `notes: the policy notes_${command} is missing;`),
    ],
  ],
  ['ALTER TABLE mail_tokens RENAME TO letters', ['mail_tokens: there is no such table;']],
];

describe('the look at row-level security', () => {
  const app = useTestApp();
  const client = useConnection(app);
  const faults = () => rowSecurityFaults(async (sql, values) => (await client.query<object>(sql, values)).rows);

  it('finds nothing amiss in what the migrations made, also as the role of the application', async () => {
    expect(await faults()).toEqual([]);
    const asApplication = new pg.Client({ connectionString: app.appUrl });
    await asApplication.connect();
    expect(
      await rowSecurityFaults(async (sql, values) => (await asApplication.query<object>(sql, values)).rows),
    ).toEqual([]);
    await asApplication.end();
  });

  it.each(SABOTAGE)('says what is wrong after %s, and how to mend it', async (sql, expected) => {
    await client.query('BEGIN');
    try {
      await client.query(sql);
      const found = await faults();
      for (const sentence of expected) expect(found).toContainEqual(expect.stringContaining(sentence));
      if (sql.includes('RENAME')) return;
      expect(found).toHaveLength(expected.length);
      for (const sentence of found) await client.query(sentence.slice(sentence.indexOf('; ') + 2));
      expect(await faults()).toEqual([]);
    } finally {
      await client.query('ROLLBACK');
    }
  });

  it('covers each table that has an owner with permissive policies, each for one command and every role (B7)', async () => {
    const policies = await behind<{ policyname: string; cmd: string; permissive: string; roles: string }>(
      app,
      `SELECT policyname, cmd, permissive, roles::text FROM pg_policies WHERE schemaname = 'public'`,
    );
    const tables = await behind<{ name: string }>(
      app,
      `SELECT DISTINCT table_name AS name FROM information_schema.columns AS c
         JOIN information_schema.tables USING (table_schema, table_name)
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND (column_name = 'user_id' OR table_name = 'users')`,
    );
    for (const { policyname, cmd, permissive, roles } of policies) {
      expect([policyname, permissive, roles]).toEqual([policyname, 'PERMISSIVE', '{public}']);
      expect([policyname, cmd]).not.toEqual([policyname, 'ALL']);
    }
    expect(policies.map(({ policyname, cmd }) => [policyname, cmd]).sort()).toEqual(
      tables.flatMap(({ name }) => expectedPolicies(name).map((policy) => [policy.name, policy.command])).sort(),
    );
  });

  it('has nothing that cascades to other users: only the owner’s own account takes rows with it (B8)', async () => {
    const cascades = await behind<{ name: string; target: string; columns: string[]; referred: string[] }>(
      app,
      `SELECT conname AS name, confrelid::regclass::text AS target,
         array(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (n, i) JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY i) AS columns,
         array(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k (n, i) JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY i) AS referred
       FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
         AND (confdeltype NOT IN ('a', 'r') OR confupdtype NOT IN ('a', 'r'))`,
    );
    expect(cascades.length).toBeGreaterThan(0);
    for (const { name, target, columns, referred } of cascades) {
      // A row takes along only rows with the same owner.
      expect([name, columns[0]]).toEqual([name, 'user_id']);
      expect([name, referred[0]]).toEqual([name, target === 'users' ? 'id' : 'user_id']);
    }
  });
});
