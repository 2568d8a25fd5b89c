import { Injectable } from '@nestjs/common';
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
    UPDATE task_sequences SET last_version = last_version + (SELECT count(*) FROM unplaced) WHERE user_id = $1
  )
  UPDATE tasks SET position = 'a0' || replace(id::text, '-', '') || 'V', version = $3 + n
  FROM unplaced WHERE user_id = $1 AND id = node`;

/** Positions for tasks from before there were any, in the order of their ids. Each is a write, but no change by its user. */
@Injectable()
export class PositionRebuildRepository implements TaskRebuild {
  readonly name = 'positions';
  readonly subject = 'the positions of tasks';

  constructor(private readonly tasks: TasksRepository) {}

  async rebuildTasks(tx: Transaction, userId: string, beforeTask: string | undefined): Promise<string | undefined> {
    const found = await tx.query<{ id: string }>(FIND, [userId, beforeTask ?? null]);
    if (found.length === 0) return undefined;
    const { version } = await this.tasks.reserveVersions(tx, userId, 0, 0);
    await tx.query(PLACE, [userId, found.map(({ id }) => id), version]);
    return found.at(-1)?.id;
  }
}
