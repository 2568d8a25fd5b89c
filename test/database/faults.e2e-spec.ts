import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Database } from '../../src/database/database.service.js';
import { EmbeddedServer } from '../../src/database/embedded/embedded-server.js';
import { within } from '../support/eventually.js';
import { useTestApp, useUser } from '../support/fixtures.js';
import { testServer, through } from '../support/harness.js';
import { type Pooler, startPooler } from '../support/pooler.js';
import { newFolder } from '../support/process.js';
import { type Proxy, startProxy } from '../support/proxy.js';
import { useResource } from '../support/resource.js';

jest.setTimeout(60_000);

const PASSWORDS = { POSTGRES_PASSWORD: 'a', OWNER_PASSWORD: 'b', APP_PASSWORD: 'c' };
const STATEMENT_TIMEOUT_MS = 1_000;
/** The server gives up after its timeout; for a server that does not answer the driver waits two seconds more. */
const DEADLINE_MS = STATEMENT_TIMEOUT_MS + 2_000 + 1_000;

describe('faults of the database', () => {
  const folder = newFolder();
  const dir = join(folder, 'postgres');
  let server: EmbeddedServer;
  let proxy: Proxy;
  let pooler: Pooler | undefined;

  const start = () => EmbeddedServer.start({ dir, passwords: PASSWORDS });
  const portOf = (url: string) => Number(new URL(url).port);

  const throughProxy = (url: string) => through(`127.0.0.1:${proxy.port}`, url);

  useResource(async () => {
    server = await start();
    return async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    };
  });
  useResource(async () => {
    proxy = await startProxy(portOf(server.appUrl));
    return () => proxy.close();
  });
  // Where the suite runs through a pooler, the network fails behind it.
  useResource(async () => {
    const role = { user: 'taskward_app', password: PASSWORDS.APP_PASSWORD };
    if (testServer().pooler !== undefined) pooler = await startPooler(throughProxy(server.appUrl), [role], 3);
    return () => pooler?.stop();
  });
  const app = useTestApp(() => ({
    env: {
      DATABASE_URL: pooler === undefined ? throughProxy(server.appUrl) : through(pooler.host, server.appUrl),
      MIGRATION_DATABASE_URL: throughProxy(server.ownerUrl),
      DATABASE_POOL_SIZE: '3',
      API_RATE_LIMIT: '100000',
      DATABASE_CONNECT_TIMEOUT_MS: '1000',
      DATABASE_STATEMENT_TIMEOUT_MS: String(STATEMENT_TIMEOUT_MS),
      DATABASE_LOCK_TIMEOUT_MS: '800',
    },
  }));
  const ada = useUser(app, 'ada');

  beforeAll(async () => {
    await app.api.post('/api/v1/me/tasks', ada, { title: 'first' }).expect(201);
  });

  const asSuperuser = async <T extends object>(sql: string): Promise<T[]> => {
    const client = new pg.Client({ connectionString: server.superuserUrl.replace(/postgres$/, 'taskward') });
    await client.connect();
    const { rows } = await client.query<T>(sql);
    await client.end();
    return rows;
  };
  const count = async () => (await app.api.get('/api/v1/me/tasks', ada).expect(200)).body.total as number;
  const create = () => app.api.post('/api/v1/me/tasks', ada, { title: 'another' });
  /** Calls until it works, and says how long that took. */
  const healed = async () => {
    const begin = performance.now();
    await within(20_000, () => app.api.get('/api/v1/me/tasks', ada).expect(200));
    return performance.now() - begin;
  };
  /** Holds the row on which all of the user's writes wait, until `release` is called. */
  const holdWrites = async () => {
    const client = new pg.Client({ connectionString: server.superuserUrl.replace(/postgres$/, 'taskward') });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM task_sequences WHERE user_id = $1 FOR UPDATE', [ada.id]);
    return { release: () => client.end() };
  };

  it('does not notice that its idle connections were terminated', async () => {
    const before = await count();
    await asSuperuser(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'taskward_app'`);
    expect(await count()).toBe(before);
    await asSuperuser(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'taskward_app'`);
    await create().expect(201);
    expect(await count()).toBe(before + 1);
  });

  it('answers 503 when its connection dies in the middle of a write, and nothing is half-written', async () => {
    const before = await count();
    const { release } = await holdWrites();
    const write = create().then((response) => response);
    const waiting = `SELECT pid FROM pg_stat_activity WHERE usename = 'taskward_app' AND wait_event_type = 'Lock'`;
    await within(10_000, async () => expect(await asSuperuser(waiting)).not.toEqual([]));
    await asSuperuser(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS w`);
    const { status, headers } = await write;
    expect([status, headers['retry-after']]).toEqual([503, '2']);
    await release();
    expect(await count()).toBe(before);
  });

  describe('that this process has not seen before it writes to the connection', () => {
    const direct = useTestApp(() => ({ beside: app, env: { DATABASE_URL: server.appUrl } }));

    /** Blocks the process until all connections are terminated. */
    const terminate = () => {
      const kill = `import pg from 'pg';
        const client = new pg.Client({ connectionString: '${server.superuserUrl}' });
        await client.connect();
        await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'taskward_app'");
        await client.end();`;
      execFileSync(process.execPath, ['--input-type=module', '-e', kill]);
    };

    it('are tried again on another connection where nothing was begun', async () => {
      const database = direct.nest.get(Database);
      terminate();
      await expect(database.asOwner(ada.id, (tx) => tx.query('SELECT 1 AS one'))).resolves.toEqual([{ one: 1 }]);
      terminate();
      await expect(database.readAsOwner(ada.id, [{ sql: 'SELECT 1 AS one', parameters: [] }])).resolves.toEqual([
        [{ one: 1 }],
      ]);
    });

    it('are a 503 where something was: a pipe that broke is a connection that died', async () => {
      const write = direct.nest.get(Database).asOwner(ada.id, async (tx) => {
        await tx.query('SELECT 1');
        terminate();
        // The second write after the end is told EPIPE.
        await Promise.all([tx.query('SELECT 2'), tx.query('SELECT 3')]);
      });
      await expect(write).rejects.toMatchObject({
        definition: { code: 'SERVICE_UNAVAILABLE' },
        // Which of the two the driver sees first is the machine's affair.
        cause: { code: expect.stringMatching(/^(EPIPE|57P01)$/) as string },
      });
    });
  });

  it('gives up on a lock that is not released in time', async () => {
    const { release } = await holdWrites();
    await create().expect(503);
    await release();
    // Connections that the tests above have ended may still be in the pool.
    await within(5_000, () => create().expect(201));
  });

  it('answers 503 when all connections are taken, and lives meanwhile', async () => {
    const { release } = await holdWrites();
    const answers = Promise.all(Array.from({ length: 8 }, () => create()));
    expect((await app.api.get('/health/live').expect(200)).body).toMatchObject({ status: 'healthy' });
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([503]));
    await release();
    await create().expect(201);
  });

  it('answers by the deadline when the network swallows everything, and heals', async () => {
    proxy.swallow = true;
    const begin = performance.now();
    await app.api.get('/api/v1/me/tasks', ada).expect(503);
    expect(performance.now() - begin).toBeLessThan(DEADLINE_MS);
    await app.api.get('/health/ready').expect(503);
    await app.api.get('/health/live').expect(200);
    proxy.swallow = false;
    await healed();
  });

  it('keeps what it acknowledged when PostgreSQL is killed -9, doubles no keyed write, and serves within five seconds of its return', async () => {
    const writers = 4;
    const writes = 50;
    for (let round = 1; round <= 2; round++) {
      let before = NaN;
      // A pooler in between may refuse again after its first good answer, until its own logins into the hole have timed out.
      await within(5_000, async () => (before = await count()));
      let acknowledged = 0;
      const writing = Array.from({ length: writers }, async () => {
        for (let i = 0; i < writes; i++) {
          const key = randomUUID();
          await within(30_000, () => create().set('Idempotency-Key', key).expect(201));
          acknowledged++;
        }
      });
      await within(5_000, () => expect(acknowledged).toBeGreaterThan(writers));
      // What is written from here on is not acknowledged: the answer is lost, not the row.
      proxy.loses = 'COMMIT';
      await within(5_000, async () => {
        const [row] = await asSuperuser<{ n: number }>(
          `SELECT count(*)::int AS n FROM tasks WHERE user_id = '${ada.id}'`,
        );
        expect(row?.n).toBeGreaterThan(before + acknowledged);
      });
      process.kill(Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
      await app.api.get('/health/live').expect(200);
      proxy.loses = undefined;
      server = await start();
      proxy.target = portOf(server.appUrl);
      expect(await healed()).toBeLessThan(5_000);
      await Promise.all(writing);
      expect(await count()).toBe(before + writers * writes);
    }
  });

  describe('that pass when the transaction is tried again', () => {
    const failing = (code: string, times: number) => {
      let attempts = 0;
      const work = () =>
        app.nest.get(Database).asOwner(ada.id, async (tx) => {
          attempts++;
          if (attempts <= times)
            await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '${code}'; END $$`);
          return attempts;
        });
      return { work, attempts: () => attempts };
    };

    it.each(['40001', '40P01'])('are retried (SQLSTATE %s), three times at the most', async (code) => {
      expect(await failing(code, 3).work()).toBe(4);
      const { work, attempts } = failing(code, 100);
      await expect(work()).rejects.toMatchObject({ definition: { code: 'SERVICE_UNAVAILABLE' } });
      expect(attempts()).toBe(4);
    });

    it('are not retried for any other reason', async () => {
      const { work, attempts } = failing('22012', 1);
      await expect(work()).rejects.toThrow('again');
      expect(attempts()).toBe(1);
    });
  });
});
