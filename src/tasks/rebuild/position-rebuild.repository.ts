import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Transaction } from '../../database/transaction.js';
import { UNPLACED } from '../task.entity.js';
import { TasksRepository } from '../tasks.repository.js';
import type { TaskRebuild } from './task-rebuild.js';

const TASKS = 500;

// The last first, so that those that still have none go on coming before the others.
const FIND = `SELECT id FROM tasks
  WHERE user_id = $1 AND position = '${UNPLACED}' AND purged_at IS NULL AND ($2::uuid IS NULL OR id < $2)
  ORDER BY id DESC LIMIT ${TASKS}`;

const PLACE = `WITH unplaced AS (
    SELECT id AS node, row_number() OVER (ORDER BY id) - 1 AS n FROM tasks
    WHERE user_id = $1 AND id = ANY($2::uuid[]) AND position = '${UNPLACED}'
  ), counted AS (
    UPDATE task_sequences SET last_version = last_version + writes, last_stamp = last_stamp + writes
    FROM (SELECT count(*) AS writes FROM unplaced) AS counts WHERE user_id = $1
  )
  UPDATE tasks SET position = 'a0' || replace(id::text, '-', '') || 'V', version = $3 + n,
    updated_at = to_timestamp(($4::bigint + n) / 1000.0)
  FROM unplaced WHERE user_id = $1 AND id = node`;

/** Positions for tasks from before there were any, in the order of their ids. Each is a write with its number and time, so that clients learn of it. */
@Injectable()
export class PositionRebuildRepository implements TaskRebuild {
  readonly name = 'positions';
  readonly subject = 'the positions of tasks';

  constructor(
    private readonly tasks: TasksRepository,
    private readonly clock: Clock,
  ) {}

  async rebuildTasks(tx: Transaction, userId: string, beforeTask: string | undefined): Promise<string | undefined> {
    const found = await tx.query<{ id: string }>(FIND, [userId, beforeTask ?? null]);
    if (found.length === 0) return undefined;
    const { version, at } = await this.tasks.reserveVersions(tx, userId, {
      writes: 0,
      added: 0,
      now: this.clock.date(),
    });
    await tx.query(PLACE, [userId, found.map(({ id }) => id), version, at.getTime()]);
    return found.at(-1)?.id;
  }
}
