/** @no-pooler a standby, which is asked directly */
import { jest } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Database } from '../../src/database/database.service.js';
import { EmbeddedServer } from '../../src/database/embedded/embedded-server.js';
import { isUnavailable } from '../../src/database/pg-errors.js';
import { within } from '../support/eventually.js';
import { useTestApp, useUser } from '../support/fixtures.js';
import { newFolder } from '../support/process.js';
import { startProxy } from '../support/proxy.js';
import { useResource } from '../support/resource.js';
import { Standby } from '../support/standby.js';
import { startTestApp } from '../support/test-app.js';
import { TaskReplica, truthOf } from '../sync/replica.js';

jest.setTimeout(60_000);

/** The two seconds that a replica may take, and some for a machine that has other things to do. */
const PATIENCE_MS = 2_000 + 1_500;
const PASSWORDS = { POSTGRES_PASSWORD: 'a', OWNER_PASSWORD: 'b', APP_PASSWORD: 'c' };

describe('a read replica', () => {
  const folder = newFolder();
  let server: EmbeddedServer;
  let standby: Standby;
  useResource(async () => {
    server = await EmbeddedServer.start({ dir: join(folder, 'primary'), passwords: PASSWORDS });
    return async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    };
  });
  useResource(async () => {
    standby = await Standby.of(server, join(folder, 'primary'), join(folder, 'standby'));
    return () => standby.stop();
  });
  const app = useTestApp(() => ({
    env: {
      DATABASE_URL: server.appUrl,
      MIGRATION_DATABASE_URL: server.ownerUrl,
      DATABASE_REPLICA_URL: standby.urlLike(server.appUrl),
      // So that each list is read.
      PAGE_CACHE_MB: '0',
    },
  }));
  const ada = useUser(app, 'ada');

  beforeAll(async () => {
    await app.api.post('/api/v1/me/tasks', ada, { title: 'first' }).expect(201);
    await caughtUp();
  });

  const asSuperuser = async <T extends object>(url: string, sql: string): Promise<T[]> => {
    const client = new pg.Client({ connectionString: url.replace(/postgres$/, 'taskward') });
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const onStandby = <T extends object>(sql: string) => asSuperuser<T>(standby.urlLike(server.superuserUrl), sql);
  const caughtUp = async () => {
    const [primary] = await asSuperuser<{ lsn: string }>(server.superuserUrl, 'SELECT pg_current_wal_lsn() AS lsn');
    await within(10_000, async () => {
      const [row] = await onStandby<{ there: boolean }>(
        `SELECT pg_last_wal_replay_lsn() >= '${primary?.lsn}' AS there`,
      );
      expect(row?.there).toBe(true);
    });
  };
  const list = async (query = '') =>
    (await app.api.get(`/api/v1/me/tasks${query}`, ada).expect(200)).body as {
      items: { title: string }[];
      total: number;
    };
  /** How often a server has read the tasks, as it counts itself: a connection tells of its reads when it ends, or a while after them. */
  const readsOf = async (url: string) => {
    await asSuperuser(
      url,
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    const [row] = await asSuperuser<{ n: string }>(
      url,
      `SELECT coalesce(sum(idx_scan), 0) AS n FROM pg_stat_user_indexes WHERE relname = 'tasks'`,
    );
    return Number(row?.n);
  };

  it('serves lists, searches, counts and exports', async () => {
    const before = {
      standby: await readsOf(standby.urlLike(server.superuserUrl)),
      primary: await readsOf(server.superuserUrl),
    };
    for (const query of ['', '?q=first', '?completed=false&limit=1', '?sort=title'])
      expect((await list(query)).items[0]?.title).toBe('first');
    await app.api.get('/api/v1/users/me/export', ada).expect(200);
    expect(await readsOf(standby.urlLike(server.superuserUrl))).toBeGreaterThanOrEqual(before.standby + 5);
    // The purge reads there; the five did not.
    expect(await readsOf(server.superuserUrl)).toBeLessThan(before.primary + 5);
  });

  it('never shows less than what its reader has written, however far behind it is', async () => {
    await onStandby('SELECT pg_wal_replay_pause()');
    try {
      const { body, headers } = await app.api.post('/api/v1/me/tasks', ada, { title: 'second' }).expect(201);
      expect((await list()).items.map(({ title }) => title)).toEqual(['second', 'first']);
      expect((await list('?q=second')).items).toHaveLength(1);
      await app.api.patch(`/api/v1/me/tasks/${body.id as string}`, ada, { title: 'third' }).expect(200);
      expect((await list('?q=third')).items).toHaveLength(1);
      expect((await list('?q=second')).items).toHaveLength(0);
      await app.api.delete(String(headers.location), ada).expect(204);
      expect(await list()).toMatchObject({ items: [{ title: 'first' }], total: 1 });
      const exported = (await app.api.get('/api/v1/users/me/export', ada).expect(200)).body as {
        tasks: { title: string }[];
      };
      expect(exported.tasks.map(({ title }) => title).sort()).toEqual(['first', 'third']);
    } finally {
      await onStandby('SELECT pg_wal_replay_resume()');
    }
  });

  it('gives the changes, and loses none while it is behind', async () => {
    const eve = await app.api.newUser('eve');
    const create = async (title: string) =>
      (await app.api.post('/api/v1/me/tasks', eve, { title }).expect(201)).body as { id: string };
    const [first] = [await create('a'), await create('b'), await create('c')];
    await caughtUp();
    const before = await readsOf(standby.urlLike(server.superuserUrl));
    const replica = new TaskReplica(eve);
    await replica.pull(app, 1);
    expect(await readsOf(standby.urlLike(server.superuserUrl))).toBeGreaterThan(before);
    await onStandby('SELECT pg_wal_replay_pause()');
    try {
      await app.api.patch(`/api/v1/me/tasks/${first.id}`, eve, { title: 'again' }).expect(200);
      await replica.pull(app, 1);
      await replica.pullAll(app);
      await create('d');
      await replica.pullAll(app);
      expect(replica.live.map(({ title }) => title)).toEqual(['b', 'c', 'again', 'd']);
    } finally {
      await onStandby('SELECT pg_wal_replay_resume()');
    }
    await caughtUp();
    await app.api.delete(`/api/v1/me/tasks/${first.id}`, eve).expect(204);
    await replica.pullAll(app);
    const truth = await truthOf(app, eve);
    expect(JSON.stringify([replica.live, replica.deleted])).toBe(`[${truth.live},${truth.deleted}]`);
  });

  it('goes by the time zone that its reader has set, however far behind it is', async () => {
    const task = { title: 'tonight', due_at: '2026-11-24T02:00:00Z' };
    const { headers } = await app.api.post('/api/v1/me/tasks', ada, task).expect(201);
    await caughtUp();
    expect((await list('?due_on=2026-11-24')).total).toBe(1);
    await onStandby('SELECT pg_wal_replay_pause()');
    try {
      await app.api.patch('/api/v1/users/me', ada, { time_zone: 'America/Los_Angeles' }).expect(200);
      expect((await list('?due_on=2026-11-24')).total).toBe(0);
      expect((await list('?due_on=2026-11-23')).total).toBe(1);
    } finally {
      await onStandby('SELECT pg_wal_replay_resume()');
    }
    await app.api.delete(String(headers.location), ada).expect(204);
  });

  it('tells another user nothing, and is refused where its role could', async () => {
    const eve = await app.api.newUser('eve');
    await caughtUp();
    expect((await app.api.get('/api/v1/me/tasks', eve).expect(200)).body).toMatchObject({ items: [], total: 0 });
    const superuser = standby.urlLike(server.superuserUrl).replace(/postgres$/, 'taskward');
    await using other = await startTestApp({
      beside: app,
      env: { DATABASE_REPLICA_URL: superuser, PAGE_CACHE_MB: '0' },
    });

    const before = await readsOf(standby.urlLike(server.superuserUrl));
    expect((await other.api.get('/api/v1/me/tasks', ada).expect(200)).body).toMatchObject({ total: 1 });
    expect(await readsOf(standby.urlLike(server.superuserUrl))).toBe(before);
  });

  it('refuses to be written to in a way that is known for "try again", as behind a pooler that has switched over', async () => {
    const refused = onStandby('BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE').catch((error: unknown) => error);
    expect(isUnavailable(await refused)).toBe(true);
  });

  it('is done without while it is away, and used again when it is back', async () => {
    await standby.stop();
    for (let i = 0; i < 5; i++) expect((await list()).total).toBe(1);
    await standby.start();
    const before = await readsOf(standby.urlLike(server.superuserUrl));
    await within(20_000, async () => {
      await list();
      expect(await readsOf(standby.urlLike(server.superuserUrl))).toBeGreaterThan(before);
    });
  });

  it('is not waited for long when it hangs, and then by one request at a time', async () => {
    const proxy = await startProxy(Number(new URL(standby.urlLike(server.appUrl)).port));
    const replica = new URL(server.appUrl);
    replica.port = String(proxy.port);
    await using other = await startTestApp({
      beside: app,
      env: { DATABASE_REPLICA_URL: replica.href, PAGE_CACHE_MB: '0' },
    });
    const timed = async () => {
      const begun = performance.now();
      expect((await other.api.get('/api/v1/me/tasks', ada).expect(200)).body).toMatchObject({ total: 1 });
      return performance.now() - begun;
    };
    try {
      await timed();
      proxy.swallow = true;
      const first = await timed();
      expect(first).toBeGreaterThan(1_000);
      expect(first).toBeLessThan(PATIENCE_MS);
      await within(10_000, () => expect(other.nest.get(Database).hasReplica).toBe(true));
      const times = await Promise.all(Array.from({ length: 10 }, timed));
      expect(times.filter((ms) => ms > 1_000)).toHaveLength(1);
      expect(Math.max(...times)).toBeLessThan(PATIENCE_MS);
    } finally {
      proxy.close();
    }
  });
});
