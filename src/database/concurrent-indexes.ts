import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

interface ConcurrentIndex {
  name: string;
  on: string;
  /** An index that is dropped when this one is there. */
  replaces?: string;
}

/** Indexes on large tables that came after the first release: built without keeping writers out. */
const INDEXES: readonly ConcurrentIndex[] = [
  {
    name: 'ix_tasks_title_order',
    on: 'public.tasks (user_id, title_order, id) WHERE deleted_at IS NULL',
    replaces: 'ix_tasks_title',
  },
];

const POLL_MS = 500;
/** So many looks in a row make sure that nobody builds it any more. */
const SURE = 3;
const PATIENCE = 20;
/** Duplicate table, unique violation of the catalogue, deadlock, no such table or object, a row of the catalogue changed meanwhile. */
const INTERFERENCE = new Set(['42P07', '23505', '40P01', '42P01', '42704', 'XX000']);
const READ_ONLY_TRANSACTION = '25006';

/** Builds the indexes that are missing, and again what an instance that died left half-built. Several instances may at once. */
export async function buildIndexes(dataSource: DataSource): Promise<void> {
  for (const index of INDEXES) {
    await build(dataSource, index);
    if (index.replaces !== undefined)
      await run(dataSource, `DROP INDEX CONCURRENTLY IF EXISTS public.${index.replaces}`);
  }
}

async function build(dataSource: DataSource, { name, on }: ConcurrentIndex): Promise<void> {
  let abandoned = 0;
  for (let failures = 0; ;) {
    const state = await stateOf(dataSource, name);
    if (state === 'valid') return;
    // For a moment, an index that is being built does not look like it.
    abandoned = state === 'abandoned' ? abandoned + 1 : 0;
    try {
      if (state === 'missing') await run(dataSource, `CREATE INDEX CONCURRENTLY ${name} ON ${on}`);
      else if (abandoned >= SURE) await run(dataSource, `DROP INDEX CONCURRENTLY IF EXISTS public.${name}`);
      else await sleep(POLL_MS);
    } catch (error) {
      // Another instance was faster, or was in the way: the next look tells.
      if (!INTERFERENCE.has((error as { code?: string }).code ?? '') || ++failures > PATIENCE) throw error;
      await sleep(POLL_MS);
    }
  }
}

/** A role whose transactions are read-only by default cannot say otherwise for what runs outside of one: then with a lock. */
async function run(dataSource: DataSource, sql: string): Promise<void> {
  try {
    await dataSource.query(sql);
  } catch (error) {
    if ((error as { code?: string }).code !== READ_ONLY_TRANSACTION) throw error;
    await dataSource.transaction(async ({ queryRunner }) => {
      await queryRunner?.query('SET TRANSACTION READ WRITE');
      await queryRunner?.query(sql.replace(' CONCURRENTLY', ''));
    });
  }
}

async function stateOf(dataSource: DataSource, name: string): Promise<'missing' | 'valid' | 'building' | 'abandoned'> {
  const [row] = await dataSource.query<{ valid: boolean; building: boolean }[]>(
    `SELECT indisvalid AS valid,
       EXISTS (SELECT 1 FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) AS building
     FROM pg_index i WHERE i.indexrelid = to_regclass($1)`,
    [`public.${name}`],
  );
  if (row === undefined) return 'missing';
  if (row.valid) return 'valid';
  return row.building ? 'building' : 'abandoned';
}
