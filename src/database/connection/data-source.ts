import pg, { type ClientBase, type Pool as PgPool } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { DatabaseConfig } from '../../config/slices.js';
import { parseDatabaseUrl } from '../../config/database-url.js';
import { addressOf, type DatabaseRole, driverFields } from './connection-options.js';
import { MIGRATIONS } from '../migrations/index.js';
import { deadlinesOf, OWNER_SETTINGS } from './deadlines.js';
import { prepareConnection } from './prepare-connection.js';

export type Entities = NonNullable<DataSourceOptions['entities']>;

export function dataSourceOptions(config: DatabaseConfig, role: DatabaseRole, entities: Entities = []) {
  const { user, enableChannelBinding, ...fields } = driverFields(addressOf(config, role), config.DATABASE_CA_FILE);
  const settings = role === 'owner' ? OWNER_SETTINGS : deadlinesOf(config).settings;
  return {
    type: 'postgres',
    ...fields,
    username: user,
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
      enableChannelBinding,
      onConnect: (client: ClientBase) => prepareConnection(client, settings),
      ...(role === 'application' && servingOptions(config)),
    },
  } as const satisfies DataSourceOptions;
}

/** @param onConnect prepares each new connection, and refuses it by throwing. */
export function replicaPool(
  config: DatabaseConfig,
  url: string,
  connectTimeoutMs: number,
  onConnect: (client: ClientBase) => Promise<void>,
): PgPool {
  return new pg.Pool({
    ...driverFields(parseDatabaseUrl(url), config.DATABASE_CA_FILE),
    ...servingOptions(config),
    application_name: 'taskward',
    max: config.DATABASE_POOL_SIZE,
    connectionTimeoutMillis: Math.min(config.DATABASE_CONNECT_TIMEOUT_MS, connectTimeoutMs),
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    onConnect,
  });
}

function servingOptions(config: DatabaseConfig) {
  // The server ends a statement by itself; query_timeout is for a server that no longer answers.
  return { query_timeout: config.DATABASE_STATEMENT_TIMEOUT_MS + 2_000, pipeline: true };
}

export function createDataSource(config: DatabaseConfig, role: DatabaseRole, entities: Entities = []): DataSource {
  return new DataSource(dataSourceOptions(config, role, entities));
}
