import { readFileSync } from 'node:fs';
import pg, { type ClientBase, type Pool as PgPool } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { AppConfig } from '../config/app-config.js';
import { verifiesTls } from '../config/refusals.js';
import { StartupError } from '../config/startup-error.js';
import { MIGRATIONS } from './migrations/index.js';
import { deadlinesOf } from './deadlines.js';
import { meet } from './statement.js';

// By default the driver writes an instant in the time zone of the process, and to the minute: wrong where zones had seconds.
pg.defaults.parseInputDatesAsUTC = true;

type Entities = NonNullable<DataSourceOptions['entities']>;

/** The role that a data source connects as: the one that owns the schema, or the one that the application runs as. */
export type DatabaseRole = 'owner' | 'application';

/**
 * The one way in which Taskward describes its database to TypeORM: for the app, the command line and the tests.
 * Nothing here synchronizes: the schema comes from migrations alone.
 */
export function dataSourceOptions(config: AppConfig, role: DatabaseRole, entities: Entities = []) {
  const { connectionString, ssl } = connection(databaseUrl(config, role), config.DATABASE_CA_FILE);
  return {
    type: 'postgres',
    url: connectionString,
    ssl,
    entities,
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migrations',
    synchronize: false,
    installExtensions: false,
    applicationName: 'taskward',
    poolSize: role === 'owner' ? 1 : config.DATABASE_POOL_SIZE,
    connectTimeoutMS: config.DATABASE_CONNECT_TIMEOUT_MS,
    extra: {
      keepAlive: true,
      idleTimeoutMillis: 30_000,
      ...(role === 'application' && {
        ...servingOptions(config),
        onConnect: (client: ClientBase) => meet(client, deadlinesOf(config)),
      }),
    },
  } as const satisfies DataSourceOptions;
}

/**
 * The pool of the read replica.
 *
 * @param connectTimeoutMs how long a connection is waited for, if DATABASE_CONNECT_TIMEOUT_MS is not less.
 * @param onConnect looks at each new connection, and refuses it by throwing.
 */
export function replicaPool(
  config: AppConfig,
  url: string,
  connectTimeoutMs: number,
  onConnect: (client: ClientBase) => Promise<void>,
): PgPool {
  return new pg.Pool({
    ...connection(url, config.DATABASE_CA_FILE),
    ...servingOptions(config),
    application_name: 'taskward',
    max: config.DATABASE_POOL_SIZE,
    connectionTimeoutMillis: Math.min(config.DATABASE_CONNECT_TIMEOUT_MS, connectTimeoutMs),
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    onConnect,
  });
}

function servingOptions(config: AppConfig) {
  // The server ends a statement by itself; this is for the server that no longer answers.
  return { query_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS + 2_000, pipeline: true };
}

/** A data source of its own, for what runs beside the app: migrations, commands, tests. */
export function createDataSource(config: AppConfig, role: DatabaseRole, entities: Entities = []): DataSource {
  return new DataSource(dataSourceOptions(config, role, entities));
}

/** Migrations may need another role, or a way around a connection pooler. */
export function databaseUrl(config: AppConfig, role: DatabaseRole): string {
  const url = role === 'owner' ? (config.MIGRATION_DATABASE_URL ?? config.DATABASE_URL) : config.DATABASE_URL;
  if (url === undefined) throw new StartupError('DATABASE_URL is not set.');
  return url;
}

/** `sslmode` is taken out of the URL and said in Node's terms, lest the driver's reading of it change under us. */
function connection(url: string, caFile: string | undefined) {
  const parsed = new URL(url);
  const mode = parsed.searchParams.get('sslmode');
  parsed.searchParams.delete('sslmode');
  if (verifiesTls(new URL(url))) {
    return { connectionString: parsed.href, ssl: { rejectUnauthorized: true, ca: caFile && readCa(caFile) } };
  }
  return { connectionString: parsed.href, ssl: mode === 'no-verify' ? { rejectUnauthorized: false } : false };
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartupError(`DATABASE_CA_FILE ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
