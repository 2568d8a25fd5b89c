import { Database } from '../../src/database/database.service.js';
import { createDataSource } from '../../src/database/connection/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { behind } from '../support/behind.js';
import { asAdmin, emptyDatabase, testServer, through, urlOf } from '../support/harness.js';
import { HOSTILE_SETTINGS, hostileDefaults } from '../support/hostile-settings.js';
import { hasPooler, type Pooler, startPooler } from '../support/pooler.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { testConfig } from '../support/test-config.js';

const server = testServer();
// A developer's machine may have no pgbouncer; CI must.
const ways = hasPooler || process.env.CI !== undefined ? ['directly', 'through a pooler'] : ['directly'];

describe.each(ways)('defaults of the role that are not ours (E6), %s', (way) => {
  let ordinary: TestApp;
  let app: TestApp;
  let pooler: Pooler | undefined;

  beforeAll(async () => {
    ordinary = await startTestApp();
    if (way !== 'directly') pooler = await startPooler(server.adminUrl, [server.application], 2);
    // Connections that are made from now on have them: those of the first instance are there already.
    await ordinary.api.newUser();
    const admin = urlOf(server, credentialsOf(server.adminUrl), ordinary.database);
    await asAdmin(admin, (client) => client.query(hostileDefaults(server.application.user, ordinary.database)));
    const env: Record<string, string> =
      pooler === undefined ? {} : { DATABASE_URL: through(pooler.host, ordinary.appUrl) };
    app = await startTestApp({ beside: ordinary, env });
  });
  afterAll(async () => {
    await app.close();
    await pooler?.stop();
    await ordinary.close();
  });

  it('are there, and none of them reaches a transaction', async () => {
    const names = Object.keys(HOSTILE_SETTINGS);
    const read = `SELECT name, pg_catalog.current_setting(name) AS value FROM pg_catalog.unnest($1::pg_catalog.text[]) AS name`;
    const raw = await asAdmin(app.appUrl, (client) => client.query<{ name: string; value: string }>(read, [names]));
    const defaults = Object.fromEntries(raw.rows.map(({ name, value }) => [name, value]));
    expect(defaults).toMatchObject({
      DateStyle: 'German, DMY',
      standard_conforming_strings: 'off',
      row_security: 'off',
    });

    const ours = (rows: { name: string; value: string }[]) =>
      Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    const written = ours(await app.nest.get(Database).asNobody((tx) => tx.query(read, [names])));
    expect(written).toMatchObject({
      DateStyle: 'ISO, MDY',
      TimeZone: 'UTC',
      search_path: 'public, pg_temp',
      'app.scope': '',
    });
    // Those say how a transaction begins where nobody says it: what it is stands in transaction_*.
    for (const name of names.filter((name) => !name.startsWith('default_') && name !== 'client_encoding'))
      expect([name, written[name]]).not.toEqual([name, defaults[name]]);
    const kind = `SELECT current_setting('transaction_isolation') AS isolation, current_setting('transaction_read_only') AS read_only`;
    expect(await app.nest.get(Database).asNobody((tx) => tx.query(kind))).toEqual([
      { isolation: 'read committed', read_only: 'off' },
    ]);
    const [[reading]] = await app.nest
      .get(Database)
      .readAsOwner<[{ isolation: string }[]]>('00000000-0000-4000-8000-000000000000', [{ sql: kind, parameters: [] }]);
    expect(reading?.isolation).toBe('read committed');
  });

  it('make no difference to what two instances answer', async () => {
    const ada = await app.api.newUser('ada');
    const task = {
      title: `back\\slash 'quote' naïve 日本`,
      description: '\\x41\\n',
      priority: 'high',
      tags: ['NULL', 'a"b', 'x'],
    };
    const due = [{ due_date: '2031-02-03' }, { due_at: '1901-12-13T20:45:52.123Z' }, {}];
    for (const date of due) await app.api.post('/api/v1/me/tasks', ada, { ...task, ...date }).expect(201);
    const list = (of: TestApp, query: string) => of.api.get(`/api/v1/me/tasks?${query}`, ada).expect(200);
    for (const query of [
      '',
      'tag=NULL',
      'q=naïve',
      'due_after=1900-01-01T00:00:00Z&sort=due',
      'completed=false&sort=-priority',
    ])
      expect((await list(app, query)).body).toEqual((await list(ordinary, query)).body);
    const [one] = (await list(app, 'sort=title')).body.items;
    const changed = await app.api
      .patch(`/api/v1/me/tasks/${one.id}`, ada, { completed: true, description: null })
      .expect(200);
    expect((await ordinary.api.get(`/api/v1/me/tasks/${one.id}`, ada).expect(200)).body).toEqual(changed.body);
    const exported = async (of: TestApp) => {
      const { exported_at: _, ...rest } = (await of.api.get('/api/v1/users/me/export', ada).expect(200)).body;
      return rest as object;
    };
    expect(await exported(app)).toEqual(await exported(ordinary));
  });

  it('give nobody the scope that they name', async () => {
    const seen = await app.nest.get(Database).asNobody((tx) => tx.query('SELECT id FROM users'));
    expect(seen).toEqual([]);
    expect((await behind(app, 'SELECT id FROM users')).length).toBeGreaterThan(0);
  });
});

describe.each(ways)('migrations, %s', (way) => {
  it('run under any defaults of their role, and beside extensions that the platform put elsewhere', async () => {
    const database = await emptyDatabase();
    const name = new URL(database.env.DATABASE_URL ?? '').pathname.slice(1);
    const admin = urlOf(server, credentialsOf(server.adminUrl), name);
    await asAdmin(admin, async (client) => {
      await client.query('CREATE SCHEMA extensions');
      await client.query('CREATE EXTENSION pg_trgm SCHEMA extensions');
      await client.query('GRANT USAGE ON SCHEMA extensions TO PUBLIC');
      await client.query(hostileDefaults(server.owner.user, name));
    });
    const pooler = way === 'directly' ? undefined : await startPooler(server.adminUrl, [server.owner], 1);
    const ownerUrl = database.env.MIGRATION_DATABASE_URL ?? '';
    const pooled = pooler === undefined ? ownerUrl : through(pooler.host, ownerUrl);
    try {
      const config = testConfig({ ...database.env, MIGRATION_DATABASE_URL: pooled });
      await migrate(config);
      const [table] = (
        await asAdmin(admin, (client) => client.query(`SELECT 'public.tasks'::regclass::oid::int AS oid`))
      ).rows;
      expect(table).toEqual({ oid: expect.any(Number) as number });
      // The command line's data source as well, which connects directly.
      const dataSource = await createDataSource(testConfig(database.env), 'owner').initialize();
      expect(await dataSource.query('SELECT name FROM schema_migrations LIMIT 1')).toHaveLength(1);
      await dataSource.destroy();
    } finally {
      await pooler?.stop();
      await database.drop();
    }
  });
});

function credentialsOf(url: string) {
  const { username, password } = new URL(url);
  return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}
