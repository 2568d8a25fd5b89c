import type { Options } from '@swc/core';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { EmbeddedServer } from '../../src/database/embedded/embedded-server.js';
import { newId } from '../../src/common/uuid.js';
import { distribute } from '../../src/database/distribution/distribute.js';
import { migrate } from '../../src/database/migrate.js';
import { compileProgram } from './compiled-program.js';
import { applicationUrl, asAdmin, publishTestServer, type TestServer, urlOf } from './harness.js';
import { hostileDefaults } from './hostile-settings.js';
import { startPooler } from './pooler.js';
import { testConfig } from './test-config.js';

const secret = () => randomBytes(16).toString('hex');

/** Connections that the pooler opens for each test database: fewer than the application's pool asks for. */
const POOLED_CONNECTIONS = 3;

/**
 * One server for the whole run, with a migrated template that each test file clones. With `TEST_POOLER=pgbouncer` the
 * application under test reaches it through a pooler, while migrations and the tests themselves connect directly. With
 * `TEST_HOSTILE_ROLE` both roles have other defaults for every setting that matters.
 */
export default async function globalSetup(
  _run: object,
  { transform: [[, , options]] }: { transform: [[string, string, Options]] },
): Promise<void> {
  const given = process.env.TEST_DATABASE_URL;
  const coordinator = process.env.TEST_CITUS_URL;
  const program = await compileProgram(options);
  const found = await (coordinator !== undefined
    ? cluster(coordinator)
    : given === undefined
      ? embedded(program)
      : existing(given));
  const server = { ...found, program };
  if (server.shared === undefined)
    await asAdmin(server.adminUrl, (client) =>
      client.query(`CREATE DATABASE ${server.template} OWNER ${server.owner.user}`),
    );
  if (process.env.TEST_HOSTILE_ROLE) await makeHostile(server);
  const config = testConfig({
    DATABASE_URL: applicationUrl(server, server.template),
    MIGRATION_DATABASE_URL: urlOf(server, server.owner, server.template),
  });
  await migrate(config);
  if (server.shared !== undefined) await distribute(config, [], newId());
  if (process.env.TEST_POOLER === 'pgbouncer') {
    const pooler = await startPooler(server.adminUrl, [server.application], POOLED_CONNECTIONS);
    (globalThis as { testPooler?: object }).testPooler = pooler;
    server.pooler = pooler.host;
  }
  publishTestServer(server);
}

async function embedded(program: string): Promise<Omit<TestServer, 'program'>> {
  const passwords = { POSTGRES_PASSWORD: secret(), OWNER_PASSWORD: secret(), APP_PASSWORD: secret() };
  const dir = join(mkdtempSync(join(tmpdir(), 'taskward-test-')), 'postgres');
  // Nothing here outlives the run, so nothing needs to reach the disk.
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' };
  watch(dir, [dirname(dir), program]);
  const server = await EmbeddedServer.start({ dir, passwords, settings });
  (globalThis as { embeddedTestServer?: object }).embeddedTestServer = { server, dir };
  return {
    adminUrl: server.superuserUrl,
    owner: { user: 'taskward_owner', password: passwords.OWNER_PASSWORD },
    application: { user: 'taskward_app', password: passwords.APP_PASSWORD },
    template: `taskward_template_${secret().slice(0, 8)}_test`,
  };
}

/** Has another process end the server of `dir` and remove the folders, should this one be killed. */
function watch(dir: string, folders: string[]): void {
  const script = join(import.meta.dirname, 'watchdog.mjs');
  const watchdog = spawn(process.execPath, [script, dir, ...folders], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C is for this run alone.
    detached: true,
  });
  watchdog.unref();
  (watchdog.stdin as Socket).unref();
  (globalThis as { testWatchdog?: object }).testWatchdog = watchdog;
}

/** The roles that the tests were given are someone's own: only those that were made for them are changed. */
async function makeHostile(server: TestServer): Promise<void> {
  if (server.owner.user === server.application.user)
    throw new Error('TEST_HOSTILE_ROLE needs a role that may create roles.');
  await asAdmin(server.adminUrl, async (client) => {
    for (const { user } of [server.owner, server.application]) await client.query(hostileDefaults(user));
  });
}

/** A server that someone else runs. Its databases are worth something, so only one named for tests will do. */
async function existing(url: string): Promise<Omit<TestServer, 'program'>> {
  const { pathname, username, password } = new URL(url);
  if (!pathname.endsWith('_test')) {
    throw new Error(
      `The tests were given the database "${pathname.slice(1)}": they refuse one whose name does not end in _test.`,
    );
  }
  const self = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  const suffix = secret().slice(0, 8);
  const apart = await asAdmin(url, (client) => twoRoles(client, suffix));
  return {
    adminUrl: url,
    owner: apart?.owner ?? self,
    application: apart?.application ?? self,
    template: `taskward_template_${suffix}_test`,
  };
}

/** A new database with Citus on the coordinator of someone's cluster, by a superuser. It cannot be cloned: all specs share it. */
async function cluster(url: string): Promise<Omit<TestServer, 'program'>> {
  const server = await existing(url);
  const shared = new URL(url).pathname.slice(1);
  await asAdmin(url, async (client) => {
    const { rows } = await client.query<{ used: boolean }>(`SELECT to_regclass('public.users') IS NOT NULL AS used`);
    if (rows[0]?.used) throw new Error(`TEST_CITUS_URL names a database that was used: make ${shared} anew.`);
    await client.query(`ALTER DATABASE ${shared} OWNER TO ${server.owner.user}`);
  });
  // They own its tables, and go with it.
  (globalThis as { testRoles?: string[] }).testRoles = [];
  return { ...server, template: shared, shared };
}

/** Two roles as in production, if we may make them; else the tests run with a single role, as on a quick start. */
async function twoRoles(client: pg.Client, suffix: string) {
  const owner = { user: `taskward_owner_${suffix}`, password: secret() };
  const application = { user: `taskward_app_${suffix}`, password: secret() };
  try {
    for (const { user, password } of [owner, application])
      await client.query(`CREATE ROLE ${user} LOGIN PASSWORD '${password}'`);
    await client.query(`GRANT ${owner.user} TO CURRENT_USER`);
  } catch {
    return undefined;
  }
  (globalThis as { testRoles?: string[] }).testRoles = [application.user, owner.user];
  return { owner, application };
}
