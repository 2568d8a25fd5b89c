import type { TestUser } from '../support/api-client.js';
import { testServer, through } from '../support/harness.js';
import { hasPooler, type Pooler, startPooler } from '../support/pooler.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const REQUESTS = 10_000;

// A developer's machine may have no pgbouncer; CI must.
const withPgbouncer = !hasPooler && process.env.CI === undefined ? describe.skip : describe;

withPgbouncer('pgbouncer in transaction mode, with one connection to the server', () => {
  let pooler: Pooler;
  let direct: TestApp;
  let app: TestApp;

  beforeAll(async () => {
    direct = await startTestApp();
    pooler = await startPooler(direct.appUrl, [testServer().application], 1);
    app = await startTestApp({ beside: direct, env: { DATABASE_URL: through(pooler.host, direct.appUrl), DATABASE_POOL_SIZE: '8' } });
  });
  afterAll(async () => {
    await app.close();
    await pooler.stop();
    await direct.close();
  });

  it('shows neither of two users a row of the other, over ten thousand requests', async () => {
    const users = [await app.api.newUser('one'), await app.api.newUser('two')];
    for (const user of users) for (let i = 0; i < 3; i++) await app.api.post('/api/v1/me/tasks', user, { title: user.username }).expect(201);
    let asked = 0;
    const ask = async (user: TestUser) => {
      while (asked < REQUESTS) {
        asked++;
        const response = await fetch(`${app.url}/api/v1/me/tasks`, { headers: { authorization: `Bearer ${user.token}` } });
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
