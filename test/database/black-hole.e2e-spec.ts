/** @no-pooler has a proxy of its own, to the server */
import { setTimeout as sleep } from 'node:timers/promises';
import { useDatabase, useTestApp } from '../support/fixtures.js';
import { testServer } from '../support/harness.js';
import { type Proxy, startProxy } from '../support/proxy.js';
import { useResource } from '../support/resource.js';

/** Long enough for what the process does by itself every second to be lost in it. */
const HOLE_MS = 1_500;
/** Beyond the five seconds after which no token is trusted. */
const WATCH_MS = 7_000;

describe('a network that swallows everything for a moment', () => {
  const database = useDatabase('empty');
  let proxy: Proxy;
  useResource(async () => {
    proxy = await startProxy(Number(new URL(testServer().adminUrl).port));
    return () => proxy.close();
  });
  const through = (url = '') => url.replace(/:\d+\//, `:${proxy.port}/`);
  const app = useTestApp(() => ({
    env: {
      DATABASE_URL: through(database.env.DATABASE_URL),
      MIGRATION_DATABASE_URL: through(database.env.MIGRATION_DATABASE_URL),
      DATABASE_POOL_SIZE: '10',
      DATABASE_CONNECT_TIMEOUT_MS: '1000',
    },
  }));

  it('is not noticed by those who come after it: the ended sessions are read on another connection', async () => {
    const ada = await app.api.newUser('ada');
    const list = async () => (await app.api.get('/api/v1/me/tasks', ada)).status;
    await Promise.all(Array.from({ length: 20 }, list));

    proxy.swallow = true;
    await sleep(HOLE_MS);
    proxy.swallow = false;
    const statuses = new Set<number>();
    const end = performance.now() + WATCH_MS;
    while (performance.now() < end) {
      statuses.add(await list());
      await sleep(100);
    }
    expect([...statuses]).toEqual([200]);

    // Closed from outside, so that the end of the app does not wait for what the hole has swallowed.
    proxy.close();
  }, 60_000);
});
