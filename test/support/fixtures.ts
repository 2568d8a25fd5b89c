import pg from 'pg';
import type { TestUser } from './api-client.js';
import { cloneDatabase, emptyDatabase, type TestDatabase, testServer } from './harness.js';
import { startPooler } from './pooler.js';
import { type Program, startProgram } from './process.js';
import { type Hooks, PER_BLOCK, PER_TEST, useResource } from './resource.js';
import { TestMailServer } from './smtp.js';
import { startTestApp, type TestApp, type TestAppOptions } from './test-app.js';

type Lazily<T> = T | (() => T);

/**
 * An app for the tests of this block. It is filled before the first of them: not to be read earlier.
 *
 * @param options as a function where they are known only then.
 */
export function useTestApp(options: Lazily<TestAppOptions> = {}): TestApp {
  return usedApp(options, PER_BLOCK);
}

/** A new app, on a new database, for each test of this block. */
export function useTestAppPerTest(options: Lazily<TestAppOptions> = {}): TestApp {
  return usedApp(options, PER_TEST);
}

function usedApp(options: Lazily<TestAppOptions>, hooks: Hooks): TestApp {
  const app = {} as TestApp;
  useResource(async () => {
    const { close } = Object.assign(app, await startTestApp(typeof options === 'function' ? options() : options));
    return close;
  }, hooks);
  return app;
}

/** Two instances on one database, with the same secrets and clock: what one is told, the other must hear of. */
export function useTwoInstances(
  options: TestAppOptions = {},
  ofTheSecond: TestAppOptions = {},
): { here: TestApp; there: TestApp } {
  const here = useTestApp(options);
  return { here, there: useTestApp({ ...ofTheSecond, beside: here }) };
}

/** A user who is logged in, for the tests of this block. */
export function useUser(app: TestApp, name?: string): TestUser {
  return usedUser(app, name, beforeAll);
}

/** A new user for each test of this block. */
export function useUserPerTest(app: TestApp, name?: string): TestUser {
  return usedUser(app, name, beforeEach);
}

function usedUser(app: TestApp, name: string | undefined, before: typeof beforeAll): TestUser {
  const user = {} as TestUser;
  before(async () => void Object.assign(user, await app.api.newUser(name)));
  return user;
}

/** A mail server for the apps of this block: `useTestApp({ mail })`. */
export function useMailServer(): TestMailServer {
  const mail = new TestMailServer();
  useResource(async () => {
    await mail.start();
    return () => mail.stop();
  });
  return mail;
}

/** A database without an app: with our schema, or with nothing in it. */
export function useDatabase(kind: 'migrated' | 'empty' = 'migrated'): TestDatabase {
  const database = {} as TestDatabase;
  useResource(async () => {
    const { drop } = Object.assign(database, await (kind === 'empty' ? emptyDatabase() : cloneDatabase()));
    return drop;
  });
  return database;
}

/** Starts programs as {@link startProgram} does. Those that still run after the tests of this block are killed. */
export function usePrograms(): typeof startProgram {
  const programs: Program[] = [];
  useResource(() =>
    Promise.resolve(async () => {
      for (const { child } of programs) child.kill('SIGKILL');
      await Promise.all(programs.map(({ ended }) => ended));
    }),
  );
  return (...options) => {
    const program = startProgram(...options);
    programs.push(program);
    return program;
  };
}

/** pgbouncer in front of the test server: its `host` is for {@link through}. */
export function usePooler(options: () => { serverUrl: string; poolSize: number }): { host: string } {
  const pooler = { host: '' };
  useResource(async () => {
    const { serverUrl, poolSize } = options();
    const { host, stop } = await startPooler(serverUrl, [testServer().application], poolSize);
    pooler.host = host;
    return stop;
  });
  return pooler;
}

/** A connection of one's own to the app's database, by default past row-level security. */
export function useConnection(
  app: TestApp,
  url: 'adminUrl' | 'ownerUrl' | 'appUrl' = 'adminUrl',
): Pick<pg.Client, 'query'> {
  const connection = {} as Pick<pg.Client, 'query'>;
  useResource(async () => {
    const client = new pg.Client({ connectionString: app[url] });
    await client.connect();
    connection.query = client.query.bind<pg.Client['query']>(client);
    return () => client.end();
  });
  return connection;
}
