import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Removed, RetentionService } from '../../src/jobs/retention.service.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useConnection, usePrograms, useTestApp, useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import { testServer } from '../support/harness.js';
import type { TestApp } from '../support/test-app.js';

const run = (app: TestApp) => app.nest.get(RetentionService).run();

const putKeys = (app: TestApp, userId: string, keys: number) =>
  behind(
    app,
    `INSERT INTO idempotency_keys (user_id, key, request_hash, status, created_at)
     SELECT $1, n, '', 201, now() - interval '25 hours' FROM generate_series(1, $2::int) AS n`,
    [userId, keys],
  );

const putSessions = (app: TestApp, userId: string, sessions: number) =>
  behind(
    app,
    `INSERT INTO sessions (user_id, id, created_at, last_used_at, expires_at)
     SELECT $1, gen_random_uuid(), now(), now(), now() - interval '90 days' FROM generate_series(1, $2::int)`,
    [userId, sessions],
  );

describe('the retention on two instances', () => {
  const { here, there } = useTwoInstances();
  const ada = useUserPerTest(here);

  it('removes each row once, and all of them, when both are at it', async () => {
    await putKeys(here, ada.id, 2_200);
    await putSessions(here, ada.id, 1_700);
    const both = await Promise.all([run(here), run(there)]);
    const sum = (table: string) => both.reduce((total, removed) => total + removed[table]!, 0);
    expect([sum('idempotency_keys'), sum('sessions')]).toEqual([2_200, 1_700]);
  });
});

describe('the retention', () => {
  // Longer than a test may take.
  const app = useTestApp({ env: { DATABASE_LOCK_TIMEOUT_MS: '60000', DATABASE_STATEMENT_TIMEOUT_MS: '60000' } });
  const ada = useUserPerTest(app);
  const user = useConnection(app, 'ownerUrl');
  const asAda = (sql: string) => user.query(`BEGIN; SET LOCAL app.user_id = '${ada.id}'; ${sql}`);

  it('gives way to a user who holds one of the rows, and comes back for them', async () => {
    await putKeys(app, ada.id, 3);
    await putSessions(app, ada.id, 3);
    await asAda(`SELECT FROM idempotency_keys WHERE key = '2' FOR UPDATE`);
    expect(await run(app)).toMatchObject({ idempotency_keys: 0, sessions: 3 });
    await user.query('ROLLBACK');
    expect(await run(app)).toMatchObject({ idempotency_keys: 3 });
  });

  it('goes on with the other tables where one fails, and fails in the end', async () => {
    await putKeys(app, ada.id, 1);
    await putSessions(app, ada.id, 1);
    await behind(app, 'ALTER TABLE idempotency_keys RENAME TO elsewhere');
    await expect(run(app)).rejects.toThrow('idempotency_keys');
    await behind(app, 'ALTER TABLE elsewhere RENAME TO idempotency_keys');
    expect(await run(app)).toMatchObject({ idempotency_keys: 1, sessions: 0 });
  });
});

describe('the retention of a process that is killed', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app);
  const startOne = usePrograms();
  const left = async () => (await behind<{ n: number }>(app, 'SELECT count(*)::int AS n FROM idempotency_keys'))[0]!.n;

  it('has removed whole batches, and another process removes the rest', async () => {
    const KEYS = 10_300;
    await putKeys(app, ada.id, KEYS);
    await behind(
      app,
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.1); RETURN NULL; END $$;
       CREATE TRIGGER slow BEFORE DELETE ON idempotency_keys EXECUTE FUNCTION slow()`,
    );
    const file = (name: string) => JSON.stringify(pathToFileURL(resolve(testServer().program, name)).href);
    const script = `
      const { runCommand } = await import(${file('run-command.js')});
      const { RetentionService } = await import(${file('jobs/retention.service.js')});
      await runCommand(async (app) => { await app.get(RetentionService).run(); return 0; });`;
    const { child, ended } = startOne({ NODE_ENV: 'test', ...app.env }, ['--input-type=module', '-e', script]);
    await within(30_000, async () => expect(await left()).toBeLessThan(KEYS - 1_000));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await behind(app, 'DROP TRIGGER slow ON idempotency_keys');
    const rest = await left();
    expect(rest).toBeGreaterThan(0);
    expect((KEYS - rest) % 500).toBe(0);
    const removed: Removed = await run(app);
    expect(removed).toMatchObject({ idempotency_keys: rest });
    expect(await left()).toBe(0);
  }, 60_000);
});
