import type { PoolClient } from 'pg';
import { MigrationExecutor, type QueryRunner } from 'typeorm';
import type { DatabaseConfig } from '../config/slices.js';
import { laterSchemaWarning } from './checks/schema-version.js';
import { demandServerVersion } from './checks/server-version.js';
import { buildIndexes } from './concurrent-indexes.js';
import { validateConstraints } from './late-constraints.js';
import { addressOf } from './connection/connection-options.js';
import { createDataSource } from './connection/data-source.js';
import { OWNER_SETTINGS } from './connection/deadlines.js';
import { JOB_SCHEMA, migrateJobQueue } from './job-queue-schema.js';
import { rowsOf } from './statement.js';
import { LOCK_KEYS } from './lock-keys.js';

/** Migrates as the schema's owner. The lock is the transaction's: it works behind a pooler, and a crash releases it. */
export async function migrate(config: DatabaseConfig, warn: (sentence: string) => void = () => {}): Promise<void> {
  const dataSource = createDataSource(config, 'owner');
  await dataSource.initialize();
  try {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    // Behind a pooler the session's settings are not ours, so the transaction sets its own.
    await runner.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE');
    await runner.query(OWNER_SETTINGS.map((setting) => `SET LOCAL ${setting}`).join('; '));
    await runner.query(`SET LOCAL search_path = ${(await searchPath(runner)).join(', ')}`);
    await demandServerVersion(runner);
    await runner.query(`SELECT pg_advisory_xact_lock(${LOCK_KEYS.migrations})`);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'none';
    await executor.executePendingMigrations();
    const warning = await laterSchemaWarning(runner);
    if (warning !== undefined) warn(warning);
    const client = (await runner.connect()) as PoolClient;
    await migrateJobQueue(async (sql, values) => rowsOf(await client.query(sql, values)));
    await grant(runner, addressOf(config, 'application').user);
    await runner.commitTransaction();
    await runner.release();
    await buildIndexes(dataSource);
    await validateConstraints(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** Supabase and Heroku put extensions into schemas of their own. */
async function searchPath(runner: QueryRunner): Promise<string[]> {
  const found = (await runner.query(`
    SELECT DISTINCT pg_catalog.quote_ident(nspname) AS schema FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE nspname NOT IN ('public', 'pg_catalog')
  `)) as { schema: string }[];
  return ['public', ...found.map(({ schema }) => schema), 'pg_temp'];
}

/** Lets the application's role read and write rows, but change neither the schema nor the policies. */
async function grant(runner: QueryRunner, role: string): Promise<void> {
  const [found] = (await runner.query('SELECT current_user <> $1 AS apart FROM pg_roles WHERE rolname = $1', [
    role,
  ])) as {
    apart: boolean;
  }[];
  if (found?.apart !== true) return;
  const name = `"${role.replaceAll('"', '""')}"`;
  const tables = await tablesToGrant(runner, role);
  if (tables !== null) await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables} TO ${name}`);
  await runner.query(`GRANT USAGE ON SCHEMA public, ${JOB_SCHEMA} TO ${name}`);
  await runner.query(`REVOKE ALL ON schema_migrations FROM ${name}`);
  await runner.query(`REVOKE UPDATE, DELETE, TRUNCATE ON audit_events FROM ${name}`);
  await runner.query(`REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON sync_epochs FROM ${name}`);
  await runner.query(`GRANT EXECUTE ON FUNCTION remove_old_audit_events(timestamptz, integer) TO ${name}`);
}

/** Our tables on which the role lacks a right, or null. Not all tables: a GRANT locks, and some may be others'. */
async function tablesToGrant(runner: QueryRunner, role: string): Promise<string | null> {
  const [found] = (await runner.query(
    `SELECT pg_catalog.string_agg(pg_catalog.format('%s.%I', relnamespace::regnamespace, relname), ', ') AS tables
     FROM pg_catalog.pg_class AS c
     WHERE relnamespace IN ('public'::regnamespace, '${JOB_SCHEMA}'::regnamespace) AND relkind IN ('r', 'p', 'v') AND pg_catalog.pg_has_role(relowner, 'USAGE')
       AND EXISTS (SELECT FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
                   WHERE NOT pg_catalog.has_table_privilege($1::name, c.oid, privilege))`,
    [role],
  )) as [{ tables: string | null }];
  return found.tables;
}
