import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { IDEMPOTENCY_KEY_HOURS, TOMBSTONE_DAYS, TRASH_DAYS } from '../../database/retention.js';
import { LOCK_KEYS } from '../../database/lock-keys.js';

/** Few enough to keep each transaction, and what it locks, short. */
const BATCH = 1_000;

/** What one round of the purge did. */
export interface Purged {
  blanked: number;
  removed: number;
  keys: number;
}

// What may be touched stands in the update itself too: a task that was restored while its row was waited for stays.
const BLANK = `WITH expired AS (
    SELECT user_id, id FROM tasks WHERE deleted_at < $2 AND purged_at IS NULL LIMIT ${BATCH}
  )
  UPDATE tasks AS t SET purged_at = $1, title = '', description = NULL, tags = '{}', completed = false, completed_at = NULL,
    priority = 0, due_date = NULL, due_at = NULL, due = NULL, search_text = '', title_order = '', tag_forms = NULL
  FROM expired WHERE t.user_id = expired.user_id AND t.id = expired.id AND t.deleted_at < $2 AND t.purged_at IS NULL
  RETURNING t.id`;

const REMOVE = `WITH expired AS (
    SELECT user_id, id FROM tasks WHERE deleted_at < $1 AND purged_at IS NOT NULL LIMIT ${BATCH}
  )
  DELETE FROM tasks AS t USING expired
  WHERE t.user_id = expired.user_id AND t.id = expired.id AND t.deleted_at < $1 AND t.purged_at IS NOT NULL
  RETURNING t.id`;

const REMOVE_KEYS = `WITH expired AS (
    SELECT user_id, key FROM idempotency_keys WHERE created_at < $1 LIMIT ${BATCH}
  )
  DELETE FROM idempotency_keys AS k USING expired
  WHERE k.user_id = expired.user_id AND k.key = expired.key AND k.created_at < $1
  RETURNING k.key`;

/**
 * Takes away what has expired, of all users. Each statement says itself what has: how long ago, and in what state. The
 * policies of its scope say it again, by the database's clock, and hide the rest.
 */
@Injectable()
export class PurgeRepository {
  constructor(private readonly database: Database) {}

  /** One round, at most a thousand rows of each kind; undefined if another instance is at it. */
  async purge(at: Date): Promise<Purged | undefined> {
    return this.database.asJob('purge', async (tx) => {
      const [lock] = await tx.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${LOCK_KEYS.purge}) AS mine`);
      if (!lock?.mine) return undefined;
      return {
        blanked: (await tx.query(BLANK, [at, hoursBefore(at, TRASH_DAYS * 24)])).length,
        removed: (await tx.query(REMOVE, [hoursBefore(at, TOMBSTONE_DAYS * 24)])).length,
        keys: (await tx.query(REMOVE_KEYS, [hoursBefore(at, IDEMPOTENCY_KEY_HOURS)])).length,
      };
    });
  }
}

const hoursBefore = (at: Date, hours: number): Date => new Date(at.getTime() - hours * 3_600_000);
