import { Injectable } from '@nestjs/common';
import { daysBefore, DueRows } from '../../database/due-rows.js';
import { TRASH_DAYS } from '../../database/retention.js';
import type { Transaction } from '../../database/transaction.js';
import { columnsFor, CONTENT, emptyOf } from '../task-columns.js';

const BLANKED = [...CONTENT, ...columnsFor(['deletedWith'])];

// The update repeats the conditions, so that a task restored while the statement waited for its row stays; IS TRUE, as
// in `DueRows`.
const BLANK = `WITH due AS (
    SELECT user_id, id FROM tasks WHERE deleted_at < $2 AND purged_at IS NULL ORDER BY deleted_at LIMIT $3
  )
  UPDATE tasks AS t SET purged_at = $1, ${BLANKED.map(({ name }, i) => `${name} = $${i + 4}`).join(', ')}
  FROM due WHERE t.user_id = due.user_id AND t.id = due.id AND (t.deleted_at < $2 AND t.purged_at IS NULL) IS TRUE
  RETURNING t.id`;

const EMPTIED = BLANKED.map(emptyOf);

const TRASH = `SELECT extract(epoch FROM $1::timestamptz - deleted_at)::float8 AS seconds FROM tasks
  WHERE deleted_at < $1 AND purged_at IS NULL ORDER BY deleted_at LIMIT 1`;

/** Each statement says itself what has expired; the row policies say it again, by the database's clock. */
@Injectable()
export class PurgeRepository {
  readonly tombstones = new DueRows({
    table: 'tasks',
    key: ['user_id', 'id'],
    time: 'deleted_at',
    where: 'purged_at IS NOT NULL',
  });

  /** @returns how many, up to `limit`. */
  async blankTasks(tx: Transaction, at: Date, limit: number): Promise<number> {
    return (await tx.query(BLANK, [at, daysBefore(at, TRASH_DAYS), limit, ...EMPTIED])).length;
  }

  /** @returns for how many seconds the oldest task should have been blank; 0 if there is none. */
  async readOverdue(tx: Transaction, at: Date): Promise<number> {
    return (await tx.query<{ seconds: number }>(TRASH, [daysBefore(at, TRASH_DAYS)]))[0]?.seconds ?? 0;
  }
}
