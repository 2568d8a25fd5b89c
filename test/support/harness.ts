import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** What the global set-up leaves for the test files, in the environment that Jest hands to its workers. */
export interface TestServer {
  /** Connects to make and drop databases. */
  adminUrl: string;
  /** The owner of each test database: runs migrations. */
  owner: Credentials;
  /** What the app connects as. The same as the owner where the server lets us make no roles. */
  application: Credentials;
  template: string;
  /** The folder of the compiled program. */
  program: string;
  /** The one database that all specs use, where it cannot be cloned: on Citus. */
  shared?: string;
  /** The host and port of the pooler, if the application is to connect through one. */
  pooler?: string;
}

export interface Credentials {
  user: string;
  password: string;
}

const VARIABLE = 'TASKWARD_TEST_SERVER';

export function publishTestServer(server: TestServer): void {
  process.env[VARIABLE] = JSON.stringify(server);
}

export function testServer(): TestServer {
  return JSON.parse(process.env[VARIABLE] ?? '') as TestServer;
}

/** The URL of a database on the test server, for one of its roles. */
export function urlOf(server: TestServer, { user, password }: Credentials, database: string): string {
  const url = new URL(server.adminUrl);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  url.pathname = `/${database}`;
  return url.href;
}

/** The URL that the application is given: through the pooler, if there is one. */
export function applicationUrl(server: TestServer, database: string): string {
  const direct = urlOf(server, server.application, database);
  return server.pooler === undefined ? direct : through(server.pooler, direct);
}

/** The same URL by way of another host and port. */
export function through(host: string, url: string): string {
  const rerouted = new URL(url);
  rerouted.host = host;
  return rerouted.href;
}

export async function asAdmin<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A database made for a test: its name, the variables of an app on it, and its end. */
export interface TestDatabase {
  name: string;
  env: Record<string, string>;
  drop: () => Promise<void>;
}

/** A database of its own for one test file, cloned from the migrated template. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const server = testServer();
  const name = server.shared ?? `taskward_${randomBytes(6).toString('hex')}_test`;
  if (server.shared === undefined) await createDatabase(server, name, server.template);
  const env = {
    DATABASE_URL: applicationUrl(server, name),
    MIGRATION_DATABASE_URL: urlOf(server, server.owner, name),
  };
  return { name, env, drop: () => (server.shared === undefined ? dropDatabase(server, name) : Promise.resolve()) };
}

/** A database with nothing in it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const server = testServer();
  const name = `taskward_empty_${randomBytes(6).toString('hex')}_test`;
  await asAdmin(server.adminUrl, (client) => client.query(`CREATE DATABASE ${name} OWNER ${server.owner.user}`));
  const env = {
    DATABASE_URL: urlOf(server, server.application, name),
    MIGRATION_DATABASE_URL: urlOf(server, server.owner, name),
  };
  return { name, env, drop: () => dropDatabase(server, name) };
}

function dropDatabase(server: TestServer, name: string): Promise<void> {
  return asAdmin(server.adminUrl, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`)));
}

/** Several files clone at once, and PostgreSQL copies a template only while nobody else does: a lock makes them wait. */
async function createDatabase(server: TestServer, name: string, template: string): Promise<void> {
  await asAdmin(server.adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock(4711)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${server.owner.user}`);
  });
}
