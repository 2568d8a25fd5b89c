import type { QueryRunner } from 'typeorm';
import { MIGRATIONS } from '../migrations/index.js';

/** A warning if a later release has migrated the database: no refusal, so that one can go back by a release. */
export async function laterSchemaWarning(runner: QueryRunner): Promise<string | undefined> {
  const rows = (await runner.query('SELECT name FROM schema_migrations ORDER BY id')) as { name: string }[];
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const later = rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (later.length === 0) return undefined;
  return (
    `A later release has migrated this database (${later.join(', ')}): if requests fail, start that release, ` +
    'or restore the backup from before it.'
  );
}
