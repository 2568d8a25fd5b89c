import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { StartupError } from '../config/startup-error.js';
import { violatedUnique } from './pg-errors.js';

interface ConcurrentIndex {
  name: string;
  on: string;
  /** What to do about rows of which there may be one only. */
  ifDuplicated?: string;
  replaces?: string;
}

/** Later indexes on large tables: migrations would lock writers while they buildIndex them. */
const INDEXES: readonly ConcurrentIndex[] = [
  { name: 'ix_tasks_position', on: 'public.tasks (user_id, parent_id, position, id) WHERE deleted_at IS NULL' },
  // In the trash too: the foreign key looks for those beneath one that is removed. Not of all tasks, for then it could
  // serve a statement by id, and in a new table the planner does not know that the primary key is better.
  { name: 'ix_tasks_parent', on: 'public.tasks (user_id, parent_id) WHERE parent_id IS NOT NULL' },
  {
    name: 'ix_tasks_due_day',
    on: 'public.tasks (user_id, due, id) WHERE deleted_at IS NULL AND due_date IS NOT NULL',
  },
  {
    name: 'ix_tasks_due_instant',
    on: 'public.tasks (user_id, due, id) WHERE deleted_at IS NULL AND due_at IS NOT NULL',
    replaces: 'ix_tasks_due',
  },
  {
    name: 'ix_tasks_undated',
    on: 'public.tasks (user_id, id) WHERE deleted_at IS NULL AND due IS NULL',
    replaces: 'ix_tasks_due_latest',
  },
  {
    // Every version is: only statements that say so may use it, for the reason that ix_tasks_parent has.
    name: 'uq_tasks_version',
    on: 'public.tasks (user_id, version) WHERE version > 0',
    ifDuplicated:
      'Two tasks of one user have the same version, so that one of them would never reach a client. Find them past ' +
      'row-level security (SELECT user_id, version, array_agg(id) FROM tasks GROUP BY 1, 2 HAVING count(*) > 1), give ' +
      'one the next number of task_sequences, and start again (ops/RUNBOOK.md, "Upgrade").',
    replaces: 'ix_tasks_updated',
  },
  { name: 'ix_task_sequences_changed', on: 'public.task_sequences (changed_at)' },
  // For the retention, which looks for what is due of all users.
  { name: 'ix_tasks_trashed', on: 'public.tasks (deleted_at) WHERE deleted_at IS NOT NULL AND purged_at IS NULL' },
  { name: 'ix_tasks_tombstones', on: 'public.tasks (deleted_at) WHERE purged_at IS NOT NULL' },
  { name: 'ix_idempotency_keys_created', on: 'public.idempotency_keys (created_at)' },
  { name: 'ix_sessions_ended', on: 'public.sessions (coalesce(revoked_at, expires_at))' },
  { name: 'ix_mail_tokens_expires', on: 'public.mail_tokens (expires_at)' },
  { name: 'ix_email_restorations_expires', on: 'public.email_restorations (expires_at)' },
  { name: 'ix_login_attempts_forgotten', on: 'public.login_attempts (failed_at)' },
  { name: 'ix_password_proofs_failed', on: 'public.password_proofs (failed_at)' },
  { name: 'ix_users_unverified', on: 'public.users (id) WHERE email_verified_at IS NULL' },
];

/** Of earlier releases. Each cost every write more than it gave (docs/decisions/0006). */
const OBSOLETE = ['ix_tasks_title', 'ix_tasks_title_order', 'ix_tasks_priority', 'ix_tasks_completed'];

const POLL_MS = 500;
const ABANDONED_AFTER_LOOKS = 3;
const MAX_FAILURES = 20;
/** What another instance that builds the same index causes: duplicates, deadlocks, missing objects, changed rows. */
const INTERFERENCE = new Set(['42P07', '23505', '40P01', '42P01', '42704', 'XX000']);
const READ_ONLY_TRANSACTION = '25006';

/** Builds indexes that are missing or that an instance left half-built, and drops old ones. Several instances may do so at once. */
export async function buildIndexes(dataSource: DataSource): Promise<void> {
  for (const index of INDEXES) {
    await buildIndex(dataSource, index);
    if (index.replaces !== undefined) await dropIndex(dataSource, index.replaces);
  }
  for (const name of OBSOLETE) await dropIndex(dataSource, name);
}

async function buildIndex(dataSource: DataSource, { name, on, ifDuplicated }: ConcurrentIndex): Promise<void> {
  const kind = ifDuplicated === undefined ? 'INDEX' : 'UNIQUE INDEX';
  let abandoned = 0;
  for (let failures = 0; ;) {
    const state = await stateOf(dataSource, name);
    if (state === 'valid') return;
    // An index that has just begun to be built is in no progress report yet: look several times.
    abandoned = state === 'abandoned' ? abandoned + 1 : 0;
    try {
      if (state === 'missing') await runDdl(dataSource, `CREATE ${kind} CONCURRENTLY ${name} ON ${on}`);
      else if (abandoned >= ABANDONED_AFTER_LOOKS) await dropIndex(dataSource, name);
      else await sleep(POLL_MS);
    } catch (error) {
      if (violatedUnique(error) === name) throw new StartupError(ifDuplicated);
      if (!INTERFERENCE.has((error as { code?: string }).code ?? '') || ++failures > MAX_FAILURES) throw error;
      await sleep(POLL_MS);
    }
  }
}

const dropIndex = (dataSource: DataSource, name: string): Promise<void> =>
  runDdl(dataSource, `DROP INDEX CONCURRENTLY IF EXISTS public.${name}`);

/** Where sessions are read-only by default, a transaction is needed, in which CONCURRENTLY is not allowed. */
async function runDdl(dataSource: DataSource, sql: string): Promise<void> {
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
