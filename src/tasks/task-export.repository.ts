import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { COLUMNS, type TaskRow, toTask } from './task-row.js';
import type { Task } from './task.entity.js';

/** Reads all of a user's tasks, piece by piece. */
@Injectable()
export class TaskExportRepository {
  constructor(private readonly database: Database) {}

  /** The tasks that follow `id` in the order of ids, those in the trash too; the first ones for null. */
  async after(owner: string, id: string | null, limit: number): Promise<Task[]> {
    const rows = await this.database.asOwner(owner, (tx) =>
      tx.query<TaskRow>(
        `SELECT ${COLUMNS} FROM tasks WHERE user_id = $1 AND purged_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
        [owner, id, limit],
      ),
    );
    return rows.map(toTask);
  }
}
