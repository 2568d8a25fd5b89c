import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { readFresh } from './fresh-reads.repository.js';
import { COLUMNS, type TaskRow, toTask } from './task-row.js';
import type { Task } from './task.entity.js';

/** Reads all of a user's tasks, piece by piece. */
@Injectable()
export class TaskExportRepository {
  constructor(private readonly database: Database) {}

  /** The tasks that follow `id` in the order of ids, those in the trash too; the first ones for null. */
  async after(owner: string, id: string | null, limit: number): Promise<Task[]> {
    const sql = `SELECT ${COLUMNS} FROM tasks WHERE user_id = $1 AND purged_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`;
    const {
      rows: [rows],
    } = await readFresh<[TaskRow[]]>(this.database, owner, [{ sql, parameters: [owner, id, limit] }], {});
    return rows.map(toTask);
  }
}
