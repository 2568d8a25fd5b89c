import type { PoolClient } from 'pg';
import { MigrationExecutor, type QueryRunner } from 'typeorm';
import type { AppConfig } from '../config/app-config.js';
import { buildIndexes } from './concurrent-indexes.js';
import { createDataSource, databaseUrl } from './data-source.js';
import { JOB_SCHEMA, migrateJobQueue } from './job-queue-schema.js';
import { rowsOf } from './statement.js';

/** Any number, the same in every instance: 'taskward' in a telephone's letters, cut to 31 bits. */
const LOCK = 827_592_73;

/**
 * Brings the schema up to date as its owner, and gives the application's role what it needs and no more. Instances
 * that start together wait for one another on an advisory lock; it belongs to the transaction, so that a pooler in
 * transaction mode keeps it and a crash lets it go.
 */
export async function migrate(config: AppConfig): Promise<void> {
  const dataSource = createDataSource(config, 'owner');
  await dataSource.initialize();
  try {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'none';
    await executor.executePendingMigrations();
    const client = (await runner.connect()) as PoolClient;
    await migrateJobQueue(async (sql, values) => rowsOf(await client.query(sql, values)));
    await grant(runner, decodeURIComponent(new URL(databaseUrl(config, 'application')).username));
    await runner.commitTransaction();
    await runner.release();
    await buildIndexes(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** The application's role owns nothing: it reads and writes rows, and cannot change the schema or the policies. */
async function grant(runner: QueryRunner, role: string): Promise<void> {
  const [found] = (await runner.query('SELECT current_user <> $1 AS apart FROM pg_roles WHERE rolname = $1', [
    role,
  ])) as {
    apart: boolean;
  }[];
  if (found?.apart !== true) return;
  const name = `"${role.replaceAll('"', '""')}"`;
  await runner.query(`
    GRANT USAGE ON SCHEMA public TO ${name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name};
    GRANT USAGE ON SCHEMA ${JOB_SCHEMA} TO ${name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOB_SCHEMA} TO ${name};
    REVOKE ALL ON schema_migrations FROM ${name};
    REVOKE UPDATE, DELETE, TRUNCATE ON audit_events FROM ${name};
  `);
}
