/** @no-pooler the owner and the role connect directly */
import type pg from 'pg';
import type { AppConfig } from '../../src/config/app-config.js';
import { newId } from '../../src/common/uuid.js';
import { createDataSource } from '../../src/database/connection/data-source.js';
import { distribute } from '../../src/database/distribution/distribute.js';
import { DISTRIBUTED_TABLES } from '../../src/database/distribution/placement.js';
import { migrate } from '../../src/database/migrate.js';
import { hotStatements } from '../../src/tasks/hot-statements.js';
import { FAKE_CITUS, fakePlans } from '../support/fake-citus.js';
import { asAdmin, emptyDatabase, type TestDatabase, testServer } from '../support/harness.js';

import { PER_TEST, useResource } from '../support/resource.js';
import { testConfig } from '../support/test-config.js';

const USER = newId();

/** With functions of the same names as those of Citus, which no registry ships; on a cluster: TEST_CITUS_URL. */
describe('npm run distribute', () => {
  let database: TestDatabase;
  let config: AppConfig;
  let taskCount = 1;

  useResource(async () => {
    database = await emptyDatabase();
    config = testConfig({ ...database.env, DATABASE_LOCK_TIMEOUT_MS: '4321' });
    await migrate(config);
    taskCount = 1;
    const dataSource = await createDataSource(config, 'owner').initialize();
    const { master } = dataSource.driver as unknown as { master: { Client: { prototype: pg.Client } } };
    const restore = fakePlans(master.Client.prototype, () => taskCount);
    await dataSource.destroy();
    return async () => {
      restore();
      await database.drop();
    };
  }, PER_TEST);

  const asSuperuser = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => {
    const url = new URL(testServer().adminUrl);
    url.pathname = `/${database.name}`;
    return asAdmin(url.href, async (client) => [await client.query<Row>(sql)].flat().at(-1)!.rows);
  };
  const run = () => distribute(config, hotStatements(USER), USER);
  const calls = async () =>
    (await asSuperuser<{ call: string }>('SELECT call FROM citus_calls ORDER BY n')).map(({ call }) => call);

  it('says that there is no Citus', async () => {
    await expect(run()).rejects.toThrow(/has no Citus: .* CREATE EXTENSION citus/);
  });

  it('places each table once, with the rows that are there, and forces row-level security again', async () => {
    await asSuperuser(FAKE_CITUS);
    await run();
    const placed = [
      'reference users',
      ...DISTRIBUTED_TABLES.map((table, i) => `hash ${table} user_id ${i === 0 ? 'default' : 'sessions'}`),
    ];
    expect(await calls()).toEqual(placed);
    await run();
    expect(await calls()).toEqual(placed);
    const unforced = await asSuperuser('SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity');
    expect(unforced).toEqual([]);
  });

  it('goes on where an earlier run ended', async () => {
    await asSuperuser(FAKE_CITUS);
    await asSuperuser(`SELECT create_reference_table('users'), create_distributed_table('sessions', 'user_id')`);
    await run();
    expect(await calls()).toHaveLength(1 + DISTRIBUTED_TABLES.length);
  });

  it('lets the workers know of scopes, and of deadlines through the role', async () => {
    await asSuperuser(FAKE_CITUS);
    await run();
    const roles = await asSuperuser<{ role: string; settings: string[] }>(
      `SELECT setrole::regrole::text AS role, setconfig AS settings FROM pg_db_role_setting AS s
       JOIN pg_database AS d ON d.oid = s.setdatabase WHERE datname = current_database()`,
    );
    const settingsOf = (role: string) => roles.find((found) => found.role === role)?.settings ?? [];
    const { owner, application } = testServer();
    expect(settingsOf(application.user)).toEqual(
      expect.arrayContaining(['citus.propagate_set_commands=local', 'lock_timeout=4321', 'TimeZone=UTC']),
    );
    expect(settingsOf(owner.user)).toContain('citus.propagate_set_commands=local');
  });

  it.each<[string, string, RegExp]>([
    [
      'row-level security',
      'ALTER TABLE tasks DISABLE ROW LEVEL SECURITY',
      /shard 102008 on worker:5432: tasks: .* is not enabled/,
    ],
    [
      'a policy',
      'DROP POLICY sessions_select ON sessions',
      /shard \d+ on worker:5432: sessions: the policy sessions_select is missing/,
    ],
    [
      'a permissive policy',
      'CREATE POLICY more ON mail_tokens AS RESTRICTIVE USING (true)',
      /mail_tokens: the RESTRICTIVE policy more is not one of/,
    ],
    [
      'a scope',
      `ALTER TABLE users DISABLE ROW LEVEL SECURITY;
       INSERT INTO users (id, email, username, full_name, password_hash, created_at, updated_at)
       VALUES (gen_random_uuid(), 'a', 'a', '', '', now(), now())`,
      /shard \d+ of users on worker:5432 shows rows without a scope: 1/,
    ],
    [
      'a deadline',
      `CREATE OR REPLACE FUNCTION run_command_on_all_nodes(command text) RETURNS TABLE (nodeid int, success boolean, result text)
       LANGUAGE sql AS $$ SELECT 7, true, '0' $$`,
      /node 7 has another lock_timeout .*: 0/,
    ],
  ])('finds that %s is missing on a shard', async (_, ddl, sentence) => {
    await asSuperuser(FAKE_CITUS);
    await run();
    await asSuperuser(ddl);
    await expect(run()).rejects.toThrow(sentence);
  });

  it('finds statements that go to many shards', async () => {
    await asSuperuser(FAKE_CITUS);
    taskCount = 32;
    await expect(run()).rejects.toThrow(/does not go to one shard: SELECT .*Task Count: 32/s);
  });
});
