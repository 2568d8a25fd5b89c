/** @hostile-role */
import pg from 'pg';
import { Database } from '../../src/database/database.service.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const TOTAL_MS = 1_200;
/** For a machine that has other things to do. */
const SLACK_MS = 1_000;

describe('the deadline of a transaction', () => {
  const app = useTestApp({
    env: {
      DATABASE_POOL_SIZE: '2',
      DATABASE_CONNECT_TIMEOUT_MS: '1000',
      DATABASE_LOCK_TIMEOUT_MS: '900',
      DATABASE_STATEMENT_TIMEOUT_MS: '1000',
      DATABASE_TRANSACTION_TIMEOUT_MS: String(TOTAL_MS),
    },
  });
  const ada = useUser(app, 'ada');

  beforeAll(async () => {
    await create().expect(201);
  });

  const create = () => app.api.post('/api/v1/me/tasks', ada, { title: 'another' });

  it('ends one whose statements are each in time, on the server too', async () => {
    const begun = performance.now();
    const endless = app.nest.get(Database).asOwner(ada.id, async (tx) => {
      for (;;) await tx.query('SELECT pg_sleep(0.2) AS endless');
    });
    await expect(endless).rejects.toMatchObject({ definition: { code: 'SERVICE_UNAVAILABLE' } });
    expect(performance.now() - begun).toBeLessThan(TOTAL_MS + SLACK_MS);
    await create().expect(201);
    const left = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND query LIKE '%AS endless'`;
    await within(2_000, async () => expect(await behind(app, left)).toEqual([]));
  });

  it('holds for the wait for a connection and the wait for a lock together', async () => {
    const holder = new pg.Client({ connectionString: app.adminUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM task_sequences WHERE user_id = $1 FOR UPDATE', [ada.id]);
    const times = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const begun = performance.now();
        const { headers } = await create().expect(503);
        expect(headers['retry-after']).toBe('2');
        return performance.now() - begun;
      }),
    );
    expect(Math.max(...times)).toBeLessThan(TOTAL_MS + SLACK_MS);
    await holder.end();
    await create().expect(201);
  });

  it('is not awaited where no connection comes free', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const holders = Array.from({ length: 2 }, () => app.nest.get(Database).asNobody(() => held));
    const begun = performance.now();
    const { headers } = await create().expect(503);
    expect(headers['retry-after']).toBe('2');
    expect(performance.now() - begun).toBeLessThan(TOTAL_MS + SLACK_MS);
    await app.api.get('/health/live').expect(200);
    release();
    await Promise.allSettled(holders);
    await create().expect(201);
  });
});

describe('the deadlines of statements and locks', () => {
  const MS = 300;
  const app = useTestApp({
    env: { DATABASE_STATEMENT_TIMEOUT_MS: String(3 * MS), DATABASE_LOCK_TIMEOUT_MS: String(MS) },
  });

  // Long before the driver would give up by itself, two seconds later: it is the server that ends them.
  it.each([
    ['a statement', '57014', 'SELECT pg_sleep(20)'],
    ['the wait for a lock', '55P03', 'SELECT pg_advisory_xact_lock(42)'],
  ])('the server ends %s', async (_what, code, sql) => {
    const holder = new pg.Client({ connectionString: app.adminUrl });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(42)');
    await expect(app.nest.get(Database).asNobody((tx) => tx.query(sql))).rejects.toMatchObject({ cause: { code } });
    await holder.end();
  });
});
