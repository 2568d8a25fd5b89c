/**
 * @no-pooler the owner connects directly
 * @hostile-role
 */
import PgBoss10 from 'pg-boss-10';
import type { AppConfig } from '../../src/config/app-config.js';
import { createDataSource } from '../../src/database/connection/data-source.js';
import { TaskFields1790000902000 } from '../../src/database/migrations/1790000902000-task-fields.js';
import { MIGRATIONS } from '../../src/database/migrations/index.js';
import { migrate } from '../../src/database/migrate.js';
import { ENTITIES } from '../../src/entities.js';
import { asAdmin, emptyDatabase, testServer } from '../support/harness.js';
import { testConfig } from '../support/test-config.js';
import { uuidOf } from '../support/bulk-tasks.js';
import { codeBlocks } from '../docs/code-blocks.js';

/** Indexes of jobs, which look for what is due whosever it is. */
const ACROSS_USERS = new Set([
  'ix_session_revocations_revoked_at',
  'ix_task_sequences_changed',
  'ix_tasks_trashed',
  'ix_tasks_tombstones',
  'ix_idempotency_keys_created',
  'ix_sessions_ended',
  'ix_mail_tokens_expires',
  'ix_email_restorations_expires',
  'ix_login_attempts_forgotten',
  'ix_password_proofs_failed',
  'pk_audit_events',
  'ix_audit_events_occurred',
]);

/** Leaves out the table in which TypeORM keeps its own account. */
const ours = (name: string) => !name.includes('migrations') && !name.startsWith('PK_');

describe('migrations', () => {
  let empty: { config: AppConfig; drop: () => Promise<void> };

  beforeEach(async () => {
    const { env, drop } = await emptyDatabase();
    empty = { config: testConfig(env), drop };
  });
  afterEach(() => empty.drop());

  const schema = async () => {
    const dataSource = await createDataSource(empty.config, 'owner').initialize();
    const rows: unknown = await dataSource.query(`
      SELECT 'column' AS kind, table_name || '.' || column_name AS name, data_type || ' ' || coalesce(column_default, '') || is_nullable AS definition
        FROM information_schema.columns WHERE table_schema = 'public'
      UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT 'policy', tablename || '.' || policyname, qual || coalesce(with_check, '') FROM pg_policies WHERE schemaname = 'public'
      UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang IN (SELECT oid FROM pg_language WHERE lanname IN ('sql', 'plpgsql'))
      ORDER BY 1, 2`);
    await dataSource.destroy();
    return rows as { kind: string; name: string; definition: string }[];
  };

  it('go up, down and up again, and leave the same schema', async () => {
    await migrate(empty.config);
    const first = await schema();
    const dataSource = await createDataSource(empty.config, 'owner').initialize();
    for (const _ of MIGRATIONS) await dataSource.undoLastMigration({ transaction: 'each' });
    await dataSource.destroy();
    expect((await schema()).map(({ name }) => name).filter(ours)).toEqual([]);
    await migrate(empty.config);
    expect(await schema()).toEqual(first);
  });

  it('move the failed logins out of the accounts, and back', async () => {
    await migrate(empty.config);
    const dataSource = await createDataSource(empty.config, 'owner').initialize();
    const ask = <Row>(sql: string) => dataSource.query<Row[]>(sql);
    const undo = async () => {
      for (const _ of MIGRATIONS) {
        if ((await ask<{ t: string | null }>(`SELECT to_regclass('login_attempts') AS t`))[0]!.t === null) return;
        await dataSource.undoLastMigration({ transaction: 'each' });
      }
    };
    await undo();
    await ask('ALTER TABLE users NO FORCE ROW LEVEL SECURITY');
    await ask(`
      INSERT INTO users (id, email, username, full_name, password_hash, created_at, updated_at, failed_login_count, locked_until)
      SELECT gen_random_uuid(), name, name, '', '', now(), now(), failures, CASE WHEN failures = 5 THEN now() + interval '1 day' END
      FROM (VALUES ('none', 0), ('some', 2), ('locked', 5)) AS t (name, failures)`);
    await ask('ALTER TABLE users FORCE ROW LEVEL SECURITY');
    await migrate(empty.config);
    for (const table of ['users', 'login_attempts']) await ask(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    const moved = await ask(`
      SELECT username, source, failed_count, round(extract(epoch FROM locked_until - failed_at))::int AS seconds
      FROM login_attempts JOIN users ON users.id = user_id ORDER BY username`);
    for (const table of ['users', 'login_attempts']) await ask(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    expect(moved).toEqual([
      { username: 'locked', source: 'unknown', failed_count: 5, seconds: 3_600 },
      { username: 'some', source: 'unknown', failed_count: 2, seconds: null },
    ]);
    await undo();
    await ask('ALTER TABLE users NO FORCE ROW LEVEL SECURITY');
    expect(
      await ask('SELECT username, failed_login_count AS n, locked_until > now() AS locked FROM users ORDER BY 2'),
    ).toEqual([
      { username: 'none', n: 0, locked: null },
      { username: 'some', n: 2, locked: null },
      { username: 'locked', n: 5, locked: true },
    ]);
    await dataSource.destroy();
  });

  it('make room for longer texts and for extra without writing the table anew', async () => {
    await migrate(empty.config);
    const dataSource = await createDataSource(empty.config, 'owner').initialize();
    const file = async () =>
      (await dataSource.query<{ file: string }[]>(`SELECT pg_relation_filenode('tasks') AS file`))[0]!.file;
    const later = MIGRATIONS.length - MIGRATIONS.indexOf(TaskFields1790000902000);
    for (let i = 0; i < later; i++) await dataSource.undoLastMigration({ transaction: 'each' });
    const before = await file();
    await migrate(empty.config);
    expect(await file()).toBe(before);
    await dataSource.destroy();
  });

  it('have the stored forms of text made anew after an upgrade, and not on an empty database', async () => {
    await migrate(empty.config);
    const dataSource = await createDataSource(empty.config, 'owner').initialize();
    const done = async () =>
      (
        await dataSource.query<{ done: boolean }[]>(
          `SELECT done_at IS NOT NULL AS done FROM rebuilds WHERE name = 'text_forms'`,
        )
      )[0]!.done;
    expect(await done()).toBe(true);
    await dataSource.query(`DELETE FROM schema_migrations WHERE name LIKE 'TextFormsAnew%'`);
    await migrate(empty.config);
    expect(await done()).toBe(false);
    await dataSource.destroy();
  });

  it('agree with the entities', async () => {
    await migrate(empty.config);
    const dataSource = await createDataSource(empty.config, 'owner', ENTITIES).initialize();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    // TypeORM names foreign keys of its own accord only where an entity declares a relation; none does.
    expect(
      upQueries
        .map(({ query }) => query)
        .filter((query) => !query.includes('CONSTRAINT "fk_') && !query.includes('CONSTRAINT "ck_')),
    ).toEqual([]);
  });

  it('name every constraint by its kind, and have the owner first in every key and index of an owned table', async () => {
    await migrate(empty.config);
    const rows = (await schema()).filter(({ name }) => ours(name));
    const owned = new Set(rows.filter(({ name }) => name.endsWith('.user_id')).map(({ name }) => name.split('.')[0]));
    for (const { kind, name, definition } of rows) {
      if (kind === 'constraint' && !name.endsWith('_not_null')) expect(name).toMatch(/^(pk|uq|fk|ck)_/);
      if (kind === 'index') expect(name).toMatch(/^(pk|uq|ix)_/);
      const table = / ON public\.(\w+)/.exec(definition)?.[1];
      if (kind === 'index' && owned.has(table) && !ACROSS_USERS.has(name)) expect(definition).toMatch(/\(user_id[,)]/);
    }
    expect(owned.size).toBeGreaterThanOrEqual(3);
  });

  it('run once each, however many instances start at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => migrate(empty.config)));
    const dataSource = await createDataSource(empty.config, 'owner').initialize();
    const [row] = await dataSource.query<{ n: number }[]>('SELECT count(*)::int AS n FROM schema_migrations');
    await dataSource.destroy();
    expect(row?.n).toBe(MIGRATIONS.length);
  });

  // The release with pg-boss 10 never ran as a role whose transactions are read-only by default.
  const asOrdinaryRole = process.env.TEST_HOSTILE_ROLE === undefined ? it : it.skip;
  asOrdinaryRole('take over the jobs that wait in the queue of pg-boss 10, once', async () => {
    await migrate(empty.config);
    const former = new PgBoss10({ connectionString: empty.config.MIGRATION_DATABASE_URL, schedule: false });
    await former.start();
    await former.createQueue('mail');
    await former.send('mail', { to: 'done' });
    const [done] = await former.fetch('mail');
    await former.complete('mail', done!.id);
    await former.send('mail', { to: 'waiting' });
    await former.send('mail', { to: 'later' }, { startAfter: 60 });
    await former.stop({ graceful: false });

    for (const _ of [1, 2]) await migrate(empty.config);
    const dataSource = await createDataSource(empty.config, 'owner').initialize();
    const jobs = await dataSource.query<{ data: object }[]>('SELECT data FROM jobs.job');
    await dataSource.destroy();
    expect(jobs.map(({ data }) => data)).toEqual(expect.arrayContaining([{ to: 'waiting' }, { to: 'later' }]));
    expect(jobs).toHaveLength(2);
  });

  it('look at the rows of a foreign key that was added without that, after they have ended', async () => {
    await migrate(empty.config);
    const adminUrl = Object.assign(new URL(testServer().adminUrl), {
      pathname: new URL(empty.config.MIGRATION_DATABASE_URL!).pathname,
    }).href;
    const validated = (sql: string) =>
      asAdmin(adminUrl, async (client) => (await client.query<{ convalidated: boolean }>(sql)).rows);
    const ofParents = `pg_constraint WHERE conname = 'fk_tasks_parent'`;
    expect(await validated(`SELECT convalidated FROM ${ofParents}`)).toEqual([{ convalidated: true }]);
    await validated(`UPDATE ${ofParents.replace(' WHERE', ' SET convalidated = false WHERE')}`);
    await migrate(empty.config);
    expect(await validated(`SELECT convalidated FROM ${ofParents}`)).toEqual([{ convalidated: true }]);
  });

  it('build an index again that an instance left half-built, without a lock on writers', async () => {
    await migrate(empty.config);
    const name = new URL(empty.config.MIGRATION_DATABASE_URL!).pathname;
    const adminUrl = Object.assign(new URL(testServer().adminUrl), { pathname: name }).href;
    const valid = () =>
      asAdmin(adminUrl, async (client) => {
        const { rows } = await client.query<{ valid: boolean }>(
          `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'ix_tasks_due_day'::regclass`,
        );
        return rows[0]?.valid;
      });
    expect(await valid()).toBe(true);
    await asAdmin(adminUrl, (client) =>
      client.query(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_tasks_due_day'::regclass`),
    );
    expect(await valid()).toBe(false);
    await Promise.all([1, 2, 3].map(() => migrate(empty.config)));
    expect(await valid()).toBe(true);
  });

  it('say what to do about two tasks with one version, and go on when it is done', async () => {
    await migrate(empty.config);
    const name = new URL(empty.config.MIGRATION_DATABASE_URL!).pathname;
    const adminUrl = Object.assign(new URL(testServer().adminUrl), { pathname: name }).href;
    const ask = <Row>(sql: string) => asAdmin(adminUrl, async (client) => (await client.query(sql)).rows as Row[]);
    await ask(`
      DROP INDEX uq_tasks_version;
      INSERT INTO users (id, email, username, full_name, password_hash, created_at, updated_at)
      SELECT ${uuidOf('n')}, n, n, '', '', now(), now() FROM generate_series(1, 2) AS n;
      INSERT INTO task_sequences (user_id, last_version, task_count) SELECT id, 3, 4 FROM users;
      INSERT INTO tasks (user_id, id, title, search_text, version, created_at, updated_at)
      SELECT users.id, ${uuidOf('n')}, n, '', CASE WHEN users.username = '1' THEN n ELSE 1 + n % 2 END, now(), now()
      FROM users, generate_series(1, 4) AS n`);
    await expect(migrate(empty.config)).rejects.toThrow(/Two tasks of one user have the same version/);
    const [mending = ''] = codeBlocks('ops/RUNBOOK.md', 'sql').filter((sql) => sql.startsWith('WITH later'));
    await ask(mending);
    await migrate(empty.config);
    const versions = `array_agg(version::int ORDER BY tasks.id) AS versions, min(last_version)::int AS last`;
    expect(
      await ask(`SELECT ${versions} FROM tasks JOIN task_sequences USING (user_id) GROUP BY user_id ORDER BY user_id`),
    ).toEqual([
      { versions: [1, 2, 3, 4], last: 3 },
      { versions: [2, 1, 5, 4], last: 5 },
    ]);
  });
});
