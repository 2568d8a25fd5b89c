import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';

/** Any number, the same in every instance. */
const LOCK = 827_592_74;

/** Few enough to keep each transaction, and what it locks, short. */
const BATCH = 1_000;

/** What one round of the purge did. */
export interface Purged {
  blanked: number;
  removed: number;
  keys: number;
}

/**
 * Takes away what has expired, of all users. The only statements on tasks that name no owner: they run in a scope in
 * which row-level security shows what has expired by the database's clock, lets it be blanked and removed, and hides
 * the rest.
 */
@Injectable()
export class PurgeRepository {
  constructor(private readonly database: Database) {}

  /** One round, at most a thousand rows of each kind; undefined if another instance is at it. */
  async purge(at: Date): Promise<Purged | undefined> {
    return this.database.asJob('purge', async (tx) => {
      const [lock] = await tx.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${LOCK}) AS mine`);
      if (!lock?.mine) return undefined;
      return { blanked: await blank(tx, at), removed: await remove(tx), keys: await removeKeys(tx) };
    });
  }
}

/** Leaves a tombstone: that there was a task, its last version, and when it was deleted. */
async function blank(tx: Transaction, at: Date): Promise<number> {
  const rows = await tx.query(
    `UPDATE tasks SET purged_at = $1, title = '', description = NULL, tags = '{}', completed = false, completed_at = NULL,
       priority = 0, due_date = NULL, due_at = NULL, due = NULL, search_text = '', title_order = '', tag_forms = NULL
     WHERE (user_id, id) IN (SELECT user_id, id FROM tasks WHERE deleted_at IS NOT NULL AND purged_at IS NULL LIMIT ${BATCH})
     RETURNING id`,
    [at],
  );
  return rows.length;
}

async function remove(tx: Transaction): Promise<number> {
  const rows = await tx.query(
    `DELETE FROM tasks WHERE (user_id, id) IN
       (SELECT user_id, id FROM tasks WHERE purged_at IS NOT NULL AND deleted_at < now() - interval '120 days' LIMIT ${BATCH})
     RETURNING id`,
  );
  return rows.length;
}

async function removeKeys(tx: Transaction): Promise<number> {
  const rows = await tx.query(
    `DELETE FROM idempotency_keys WHERE (user_id, key) IN (SELECT user_id, key FROM idempotency_keys LIMIT ${BATCH}) RETURNING key`,
  );
  return rows.length;
}
