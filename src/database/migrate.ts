import type { PoolClient } from 'pg';
import { MigrationExecutor, type QueryRunner } from 'typeorm';
import type { AppConfig } from '../config/app-config.js';
import { laterSchemaWarning } from './checks/schema-version.js';
import { demandServerVersion } from './checks/server-version.js';
import { buildIndexes } from './concurrent-indexes.js';
import { addressOf } from './connection.js';
import { createDataSource } from './data-source.js';
import { OWNER_SETTINGS } from './deadlines.js';
import { JOB_SCHEMA, migrateJobQueue } from './job-queue-schema.js';
import { rowsOf } from './statement.js';
import { LOCK_KEYS } from './lock-keys.js';

/**
 * Brings the schema up to date as its owner, and gives the application's role what it needs and no more. Instances
 * that start together wait for one another on an advisory lock; it belongs to the transaction, so that a pooler in
 * transaction mode keeps it and a crash lets it go.
 *
 * @param warn hears of what does not keep it from starting.
 */
export async function migrate(config: AppConfig, warn: (sentence: string) => void = () => {}): Promise<void> {
  const dataSource = createDataSource(config, 'owner');
  await dataSource.initialize();
  try {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    // Through a pooler the session is anyone's: what a migration relies on is said within its transaction.
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
  } finally {
    await dataSource.destroy();
  }
}

/** Platforms put extensions into schemas of their own (Supabase, Heroku); what is made goes to the first of the path. */
async function searchPath(runner: QueryRunner): Promise<string[]> {
  const found = (await runner.query(`
    SELECT DISTINCT pg_catalog.quote_ident(nspname) AS schema FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE nspname NOT IN ('public', 'pg_catalog')
  `)) as { schema: string }[];
  return ['public', ...found.map(({ schema }) => schema), 'pg_temp'];
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
  const tables = await tablesToGrant(runner, role);
  if (tables !== null) await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables} TO ${name}`);
  await runner.query(`
    GRANT USAGE ON SCHEMA public TO ${name};
    GRANT USAGE ON SCHEMA ${JOB_SCHEMA} TO ${name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOB_SCHEMA} TO ${name};
    REVOKE ALL ON schema_migrations FROM ${name};
    REVOKE UPDATE, DELETE, TRUNCATE ON audit_events FROM ${name};
    GRANT EXECUTE ON FUNCTION remove_old_audit_events(timestamptz, integer) TO ${name};
  `);
}

/**
 * Where the role lacks a right, if anywhere: to grant a table takes a lock on it. Other programs and extensions may keep tables in
 * the schema too, which are not ours to give.
 */
async function tablesToGrant(runner: QueryRunner, role: string): Promise<string | null> {
  const [found] = (await runner.query(
    `SELECT pg_catalog.string_agg(pg_catalog.format('public.%I', relname), ', ') AS tables FROM pg_catalog.pg_class AS c
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND pg_catalog.pg_has_role(relowner, 'USAGE')
       AND EXISTS (SELECT FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
                   WHERE NOT pg_catalog.has_table_privilege($1::name, c.oid, privilege))`,
    [role],
  )) as [{ tables: string | null }];
  return found.tables;
}
