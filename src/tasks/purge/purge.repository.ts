import { Injectable } from '@nestjs/common';
import { LOCK_KEYS } from '../../database/lock-keys.js';
import { TOMBSTONE_DAYS, TRASH_DAYS } from '../../database/retention.js';
import type { Transaction } from '../../database/transaction.js';
import { columnsFor, CONTENT, emptyOf } from '../task-columns.js';

const BLANKED = [...CONTENT, ...columnsFor(['deletedWith'])];

// The update repeats the conditions, so that a task restored while the statement waited for its row stays.
const BLANK = `WITH expired AS (
    SELECT user_id, id FROM tasks WHERE deleted_at < $2 AND purged_at IS NULL LIMIT $3
  )
  UPDATE tasks AS t SET purged_at = $1, ${BLANKED.map(({ name }, i) => `${name} = $${i + 4}`).join(', ')}
  FROM expired WHERE t.user_id = expired.user_id AND t.id = expired.id AND t.deleted_at < $2 AND t.purged_at IS NULL
  RETURNING t.id`;

const EMPTIED = BLANKED.map(emptyOf);

const REMOVE = `WITH expired AS (
    SELECT user_id, id FROM tasks WHERE deleted_at < $1 AND purged_at IS NOT NULL LIMIT $2
  )
  DELETE FROM tasks AS t USING expired
  WHERE t.user_id = expired.user_id AND t.id = expired.id AND t.deleted_at < $1 AND t.purged_at IS NOT NULL
  RETURNING t.id`;

/** Each statement says itself what has expired; the row policies say it again, by the database's clock. */
@Injectable()
export class PurgeRepository {
  /** Locks until the transaction ends. @returns false if another instance holds the lock. */
  async lock(tx: Transaction): Promise<boolean> {
    const [lock] = await tx.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${LOCK_KEYS.purge}) AS mine`);
    return lock?.mine === true;
  }

  /** @returns how many, up to `limit`. */
  async blankTasks(tx: Transaction, at: Date, limit: number): Promise<number> {
    return (await tx.query(BLANK, [at, daysBefore(at, TRASH_DAYS), limit, ...EMPTIED])).length;
  }

  /** @returns how many, up to `limit`. */
  async removeTombstones(tx: Transaction, at: Date, limit: number): Promise<number> {
    return (await tx.query(REMOVE, [daysBefore(at, TOMBSTONE_DAYS), limit])).length;
  }
}

const daysBefore = (at: Date, days: number): Date => new Date(at.getTime() - days * 86_400_000);
