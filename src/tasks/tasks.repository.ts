import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.js';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import type { SortKey, SortPart } from './dto/sort.js';
import type { Task } from './task.entity.js';
import { TASK_ERRORS } from './tasks.errors.js';

/** What a client can say of a task, and what follows from it. */
export type TaskFields = Pick<Task, 'title' | 'description' | 'completed' | 'completedAt' | 'priority' | 'dueDate' | 'dueAt' | 'tags'>;

export interface TaskFilter {
  completed?: boolean;
}

export interface TaskPage {
  tasks: Task[];
  total: number;
  hasMore: boolean;
}

/**
 * The second wall: every method takes the owner first, and every statement says `user_id = $1`. There is no way to ask
 * for a task by its id alone.
 */
@Injectable()
export class TasksRepository {
  constructor(private readonly database: Database) {}

  async list(owner: string, filter: TaskFilter, sort: SortPart[], skip: number, limit: number): Promise<TaskPage> {
    const parameters: unknown[] = [owner];
    const conditions = ['user_id = $1', 'deleted_at IS NULL'];
    if (filter.completed !== undefined) conditions.push(`completed = $${parameters.push(filter.completed)}`);
    const where = conditions.join(' AND ');
    const page = `LIMIT ${limit + 1} OFFSET ${skip}`;
    return this.database.asOwner(owner, async (tx) => {
      const rows = await tx.query<TaskRow>(`SELECT ${COLUMNS} FROM tasks WHERE ${where} ORDER BY ${orderBy(sort)} ${page}`, parameters);
      const total = conditions.length > 2 ? await count(tx, where, parameters) : await liveCount(tx, owner);
      return { tasks: rows.slice(0, limit).map(toTask), total, hasMore: rows.length > limit };
    });
  }

  /** @throws Problem TASK_NOT_FOUND, the same for a task that is not there and one of someone else's. */
  async get(owner: string, id: string): Promise<Task> {
    return this.database.asOwner(owner, async (tx) => (await live(tx, owner, id)) ?? notFound());
  }

  async insert(owner: string, id: string, fields: TaskFields, at: Date): Promise<Task> {
    return this.database.asOwner(owner, async (tx) => {
      const version = await nextVersion(tx, owner, 1);
      const rows = await tx.query<TaskRow>(
        `INSERT INTO tasks (user_id, id, title, description, completed, completed_at, priority, due_date, due_at, tags, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) RETURNING ${COLUMNS}`,
        [owner, id, ...values(fields), version, at],
      );
      return toTask(only(rows));
    });
  }

  /**
   * Replaces what a client can say of a task by what `change` makes of it. No other write to this owner's tasks comes
   * between the reading and the writing.
   *
   * @throws Problem TASK_NOT_FOUND, and whatever `change` throws: nothing is written then.
   */
  async update(owner: string, id: string, change: (current: Task) => TaskFields, at: Date): Promise<Task> {
    return this.database.asOwner(owner, async (tx) => {
      const version = await nextVersion(tx, owner, 0);
      const current = (await live(tx, owner, id)) ?? notFound();
      const rows = await tx.query<TaskRow>(
        `UPDATE tasks SET title = $3, description = $4, completed = $5, completed_at = $6, priority = $7, due_date = $8,
           due_at = $9, tags = $10, version = $11, updated_at = $12
         WHERE user_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
        [owner, id, ...values(change(current)), version, at],
      );
      return toTask(only(rows));
    });
  }

  /** Puts the task into the trash: the row stays, so that others learn of it by its new version. */
  async remove(owner: string, id: string, at: Date): Promise<void> {
    await this.database.asOwner(owner, async (tx) => {
      const version = await nextVersion(tx, owner, 0);
      const rows = await tx.query(
        `UPDATE tasks SET deleted_at = $3, updated_at = $3, version = $4
         WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING id`,
        [owner, id, at, version],
      );
      if (rows.length === 0) notFound();
      await tx.query('UPDATE task_sequences SET task_count = task_count - 1 WHERE user_id = $1', [owner]);
    });
  }
}

/** A row as the driver gives it: `bigint` comes as text, and so does the date, which must not become an instant. */
interface TaskRow {
  user_id: string;
  id: string;
  title: string;
  description: string | null;
  completed: boolean;
  completed_at: Date | null;
  priority: number;
  due_date: string | null;
  due_at: Date | null;
  tags: string[];
  version: string;
  deleted_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = `user_id, id, title, description, completed, completed_at, priority, due_date::text, due_at, tags, version,
  deleted_at, created_at, updated_at`;

const SORT_COLUMNS: Record<SortKey, string> = {
  created_at: 'created_at',
  updated_at: 'updated_at',
  due: `coalesce(due_at, due_date::timestamp AT TIME ZONE 'UTC')`,
  title: 'title',
  priority: 'priority',
  completed: 'completed',
};

/** Ends with the id, in the direction of the last key, so that the order is total. Undated tasks come last either way. */
function orderBy(sort: SortPart[]): string {
  const parts = sort.map(({ key, descending }) => `${SORT_COLUMNS[key]}${descending ? ' DESC' : ''}${key === 'due' ? ' NULLS LAST' : ''}`);
  return [...parts, sort.at(-1)?.descending ? 'id DESC' : 'id'].join(', ');
}

/**
 * The number of this write. The row lock orders all writes to one user's tasks: versions commit in order and leave no
 * gap for a reader. A write that fails takes its number back with it.
 */
async function nextVersion(tx: Transaction, owner: string, added: 0 | 1): Promise<string> {
  const parameters = [owner, added];
  const update = `UPDATE task_sequences SET last_version = last_version + 1, task_count = task_count + $2
    WHERE user_id = $1 RETURNING last_version`;
  const [row] = await tx.query<{ last_version: string }>(update, parameters);
  if (row !== undefined) return row.last_version;
  if (added === 0) return notFound();
  // The user's first task; another first may have come between.
  await tx.query('INSERT INTO task_sequences (user_id, last_version, task_count) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING', [owner]);
  return only(await tx.query<{ last_version: string }>(update, parameters)).last_version;
}

async function live(tx: Transaction, owner: string, id: string): Promise<Task | undefined> {
  const [row] = await tx.query<TaskRow>(`SELECT ${COLUMNS} FROM tasks WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL`, [owner, id]);
  return row && toTask(row);
}

async function count(tx: Transaction, where: string, parameters: unknown[]): Promise<number> {
  const [row] = await tx.query<{ n: string }>(`SELECT count(*) AS n FROM tasks WHERE ${where}`, parameters);
  return Number(row?.n);
}

async function liveCount(tx: Transaction, owner: string): Promise<number> {
  const [row] = await tx.query<{ task_count: string }>('SELECT task_count FROM task_sequences WHERE user_id = $1', [owner]);
  return Number(row?.task_count ?? 0);
}

function values(fields: TaskFields): unknown[] {
  const { title, description, completed, completedAt, priority, dueDate, dueAt, tags } = fields;
  return [title, description, completed, completedAt, priority, dueDate, dueAt, tags];
}

function only<Row>(rows: Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('A statement that returns a row returned none');
  return row;
}

function notFound(): never {
  throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
}

function toTask(row: TaskRow): Task {
  return {
    userId: row.user_id,
    id: row.id,
    title: row.title,
    description: row.description,
    completed: row.completed,
    completedAt: row.completed_at,
    priority: row.priority,
    dueDate: row.due_date,
    dueAt: row.due_at,
    tags: row.tags,
    version: Number(row.version),
    deletedAt: row.deleted_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
