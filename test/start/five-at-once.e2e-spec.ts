/** @no-pooler programs, on databases of their own */
import pg from 'pg';
import { MIGRATIONS } from '../../src/database/migrations/index.js';
import { within } from '../support/eventually.js';
import { useDatabase, usePrograms } from '../support/fixtures.js';
import { useResource } from '../support/resource.js';
import { testSecrets } from '../support/test-config.js';

const INSTANCES = 5;

describe('five instances that start at once on an empty database', () => {
  const database = useDatabase('empty');
  const start = usePrograms();
  let owner: pg.Client;
  useResource(async () => {
    owner = new pg.Client({ connectionString: database.env.MIGRATION_DATABASE_URL });
    await owner.connect();
    return () => owner.end();
  });

  it('apply each migration once, and all serve', async () => {
    // Nobody gets past the first table until all have come that far: processes start too far apart to meet by chance.
    await owner.query('BEGIN; CREATE TABLE schema_migrations ()');
    const env = { ...database.env, ...testSecrets(), LOG_LEVEL: 'silent' };
    const programs = Array.from({ length: INSTANCES }, () => start(env));
    await within(60_000, async () => {
      // A transaction sees the same activity until it ends.
      await owner.query('SELECT pg_stat_clear_snapshot()');
      const { rowCount } = await owner.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rowCount).toBe(INSTANCES);
    });
    await owner.query('ROLLBACK');
    const urls = await Promise.all(programs.map(({ ready }) => ready));
    const post = async (url: string, body: object, token?: string) => {
      const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(response.ok).toBe(true);
      return (await response.json()) as Record<string, unknown>;
    };
    const [first] = urls;
    const account = {
      email: 'ada@example.org',
      username: 'ada',
      full_name: 'Ada',
      password: 'a quiet harbour at dawn',
    };
    await post(`${first}/api/v1/auth/register`, account);
    const { access_token } = await post(`${first}/api/v1/auth/login`, { username: 'ada', password: account.password });
    const tasks = await Promise.all(
      urls.map((url) => post(`${url}/api/v1/me/tasks`, { title: url }, access_token as string)),
    );
    expect(tasks.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5]);

    const { rows } = await owner.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY id');
    expect(rows.map(({ name }) => name)).toEqual(MIGRATIONS.map((Migration) => Migration.name));
  }, 120_000);
});
