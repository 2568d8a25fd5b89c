/** @no-pooler has a pooler of its own */
import { Database } from '../../src/database/database.service.js';
import type { TestUser } from '../support/api-client.js';
import { usePooler, useTestApp } from '../support/fixtures.js';
import { through } from '../support/harness.js';
import { hasPooler } from '../support/pooler.js';
import type { TestApp } from '../support/test-app.js';

const REQUESTS = 10_000;

// A developer's machine may have no pgbouncer; CI must.
const withPgbouncer = !hasPooler && process.env.CI === undefined ? describe.skip : describe;

withPgbouncer('pgbouncer in transaction mode, with one connection to the server', () => {
  const direct = useTestApp({ env: { DATABASE_POOL_SIZE: '1' } });
  const pooler = usePooler(() => ({ serverUrl: direct.appUrl, poolSize: 1 }));
  const app = useTestApp(() => ({
    beside: direct,
    env: { DATABASE_URL: through(pooler.host, direct.appUrl), DATABASE_POOL_SIZE: '8' },
  }));

  it('has no statement prepared on it, whereas a connection without it in between has', async () => {
    const user = await app.api.newUser();
    const preparedBy = async ({ api, nest }: TestApp) => {
      for (const path of ['me/tasks', 'me/tasks?sort=updated_at']) await api.get(`/api/v1/${path}`, user).expect(200);
      await api.post('/api/v1/me/tasks', user, { title: 'one' }).expect(201);
      const [rows] = await nest
        .get(Database)
        .readAsOwner<[{ statement: string }[]]>(user.id, [
          { sql: 'SELECT statement FROM pg_prepared_statements', parameters: [] },
        ]);
      return rows.map(({ statement }) => statement);
    };
    expect(await preparedBy(app)).toEqual([]);
    const statements = await preparedBy(direct);
    for (const text of ['FROM task_sequences', 'ORDER BY created_at', 'ORDER BY version', 'INSERT INTO tasks']) {
      expect(statements).toContainEqual(expect.stringContaining(text));
    }
  });

  it('shows neither of two users a row of the other, over ten thousand requests', async () => {
    const users = [await app.api.newUser('one'), await app.api.newUser('two')];
    for (const user of users)
      for (let i = 0; i < 3; i++) await app.api.post('/api/v1/me/tasks', user, { title: user.username }).expect(201);
    let asked = 0;
    const ask = async (user: TestUser) => {
      while (asked < REQUESTS) {
        asked++;
        const response = await fetch(`${app.url}/api/v1/me/tasks`, {
          headers: { authorization: `Bearer ${user.token}` },
        });
        const { items } = (await response.json()) as { items: { user_id: string; title: string }[] };
        if (items.length !== 3 || items.some((task) => task.user_id !== user.id || task.title !== user.username)) {
          throw new Error(`${user.id} got ${JSON.stringify(items)}`);
        }
      }
    };
    await Promise.all([...users, ...users, ...users, ...users].map(ask));
    expect(asked).toBeGreaterThanOrEqual(REQUESTS);
  }, 120_000);
});
