import { Injectable } from '@nestjs/common';
import { LOCK_KEYS } from '../../database/lock-keys.js';
import { TOMBSTONE_DAYS, TRASH_DAYS } from '../../database/retention.js';
import type { Transaction } from '../../database/transaction.js';
import { CONTENT, emptyOf } from '../task-columns.js';

// What may be touched stands in the update itself too: a task that was restored while its row was waited for stays.
const BLANK = `WITH expired AS (
    SELECT user_id, id FROM tasks WHERE deleted_at < $2 AND purged_at IS NULL LIMIT $3
  )
  UPDATE tasks AS t SET purged_at = $1, ${CONTENT.map(({ name }, i) => `${name} = $${i + 4}`).join(', ')}
  FROM expired WHERE t.user_id = expired.user_id AND t.id = expired.id AND t.deleted_at < $2 AND t.purged_at IS NULL
  RETURNING t.id`;

const EMPTIED = CONTENT.map(emptyOf);

const REMOVE = `WITH expired AS (
    SELECT user_id, id FROM tasks WHERE deleted_at < $1 AND purged_at IS NOT NULL LIMIT $2
  )
  DELETE FROM tasks AS t USING expired
  WHERE t.user_id = expired.user_id AND t.id = expired.id AND t.deleted_at < $1 AND t.purged_at IS NOT NULL
  RETURNING t.id`;

/**
 * Takes away what has expired, of all users. Each statement says itself what has: how long ago, and in what state. The
 * policies of its scope say it again, by the database's clock, and hide the rest.
 */
@Injectable()
export class PurgeRepository {
  /** Keeps every other purge out until the transaction ends. @returns false if another instance is at it. */
  async lock(tx: Transaction): Promise<boolean> {
    const [lock] = await tx.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${LOCK_KEYS.purge}) AS mine`);
    return lock?.mine === true;
  }

  /** Takes the content of up to `limit` tasks that can no longer come back. @returns how many. */
  async blankTasks(tx: Transaction, at: Date, limit: number): Promise<number> {
    return (await tx.query(BLANK, [at, daysBefore(at, TRASH_DAYS), limit, ...EMPTIED])).length;
  }

  /** Removes up to `limit` tombstones. @returns how many. */
  async removeTombstones(tx: Transaction, at: Date, limit: number): Promise<number> {
    return (await tx.query(REMOVE, [daysBefore(at, TOMBSTONE_DAYS), limit])).length;
  }
}

const daysBefore = (at: Date, days: number): Date => new Date(at.getTime() - days * 86_400_000);
