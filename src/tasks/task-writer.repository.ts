import type { QueryResultRow } from 'pg';
import { Problem } from '../common/problem.js';
import type { Transaction } from '../database/transaction.js';
import { searchTextOf, tagFormsOf, titleOrderOf } from './text-forms.js';
import type { Task } from './task.entity.js';
import { COLUMNS, type TaskRow, toTask } from './task-row.js';
import { TASK_ERRORS } from './tasks.errors.js';

/** What a client can say of a task, and what follows from it. */
export type TaskFields = Pick<
  Task,
  'title' | 'description' | 'completed' | 'completedAt' | 'priority' | 'dueDate' | 'dueAt' | 'tags'
>;

const INSERTED = `user_id, id, title, description, completed, completed_at, priority, due_date, due_at, tags, search_text,
  title_order, tag_forms, due, version, created_at, updated_at`;

/** The due day or instant as an instant, out of the parameters of a write. */
const DUE = `coalesce($9::timestamptz, $8::date::timestamp AT TIME ZONE 'UTC')`;

// The statements of the hot path are made once: to make a long text, and to find it among the prepared, takes time.
const CREATE = `WITH taken AS (
    UPDATE task_sequences SET last_version = last_version + 1, task_count = task_count + 1 WHERE user_id = $1 RETURNING last_version
  )
  INSERT INTO tasks (${INSERTED})
  SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::boolean, $6::timestamptz, $7::smallint, $8::date, $9::timestamptz, $10::text[],
    $11::text, $12::text, $13::text[], ${DUE}, last_version, $14::timestamptz, $14::timestamptz
  FROM taken RETURNING ${COLUMNS}`;

const INSERT = `INSERT INTO tasks (${INSERTED})
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, ${DUE}, $14, $15, $15)
  ON CONFLICT (user_id, id) DO NOTHING RETURNING ${COLUMNS}`;

// Rows are found by the primary key alone: with `deleted_at IS NULL` every partial index could serve as well, and while a
// table is small or new the planner cannot tell that it would read all of the owner's entries there.
const GET = `SELECT ${COLUMNS} FROM tasks WHERE user_id = $1 AND id = $2`;

const UPDATE = `UPDATE tasks SET title = $3, description = $4, completed = $5, completed_at = $6, priority = $7, due_date = $8,
    due_at = $9, tags = $10, search_text = $11, title_order = $12, tag_forms = $13,
    due = ${DUE}, version = $14, updated_at = $15
  WHERE user_id = $1 AND id = $2 RETURNING ${COLUMNS}`;

/** The writes to one owner's tasks in one transaction. Every statement says `user_id = $1`, and the owner is bound to it. */
export class TaskWriter {
  constructor(
    private readonly owner: string,
    private readonly tx: Transaction,
  ) {}

  /**
   * Takes the numbers of the next writes, and keeps every other write to this owner's tasks out until the transaction
   * ends: versions commit in order and leave no gap for a reader. A transaction that fails takes its numbers back.
   *
   * @param added by how many the live tasks grow.
   * @returns the first number.
   */
  async take(writes: number, added: number): Promise<number> {
    // Only a transaction that is about to fail (nothing to delete) could count below zero.
    const update = `UPDATE task_sequences SET last_version = last_version + $2, task_count = greatest(task_count + $3, 0)
      WHERE user_id = $1 RETURNING last_version`;
    const parameters = [this.owner, writes, added];
    let [row] = await this.write<{ last_version: string }>(update, parameters);
    if (row === undefined) {
      // The user's first task; another first may have come between.
      await this.write(
        'INSERT INTO task_sequences (user_id, last_version, task_count) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING',
        [this.owner],
      );
      [row] = await this.write<{ last_version: string }>(update, parameters);
    }
    if (row === undefined) throw new Error('The sequence of a user is not there although it was made');
    return Number(row.last_version) - writes + 1;
  }

  /** Takes a number and writes a task under a new id, in one statement: the write that there are most of. */
  async create(id: string, fields: TaskFields, at: Date): Promise<Task> {
    const [row] = await this.write<TaskRow>(CREATE, [this.owner, id, ...values(fields), at]);
    const task = row === undefined ? await this.insert(id, fields, await this.take(1, 1), at) : toTask(row);
    if (task === undefined) throw new Error('A new UUID is taken');
    return task;
  }

  /** @returns undefined if this owner has a row with this id already, in whatever state. */
  async insert(id: string, fields: TaskFields, version: number, at: Date): Promise<Task | undefined> {
    const [row] = await this.write<TaskRow>(INSERT, [this.owner, id, ...values(fields), version, at]);
    return row && toTask(row);
  }

  /** @throws Problem TASK_NOT_FOUND, the same for a task that is not there and one of someone else's. */
  async get(id: string): Promise<Task> {
    const [row] = await this.write<TaskRow>(GET, [this.owner, id]);
    return row?.deleted_at === null ? toTask(row) : notFound();
  }

  /** Changes a task that `get` found live in this transaction. */
  async update(id: string, fields: TaskFields, version: number, at: Date): Promise<Task> {
    const [row] = await this.write<TaskRow>(UPDATE, [this.owner, id, ...values(fields), version, at]);
    return row === undefined ? notFound() : toTask(row);
  }

  /** Puts a task that `get` found live in this transaction into the trash: others learn of it by its new version. */
  async remove(id: string, version: number, at: Date): Promise<Task> {
    const [row] = await this.write<TaskRow>(
      `UPDATE tasks SET deleted_at = $3, updated_at = $3, version = $4
       WHERE user_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [this.owner, id, at, version],
    );
    return row === undefined ? notFound() : toTask(row);
  }

  /** A task that is live, or was deleted after `since` and can come back; undefined if neither. */
  async findRestorable(id: string, since: Date): Promise<Task | undefined> {
    const [row] = await this.write<TaskRow>(
      `SELECT ${COLUMNS} FROM tasks
       WHERE user_id = $1 AND id = $2 AND (deleted_at IS NULL OR (deleted_at > $3 AND purged_at IS NULL))`,
      [this.owner, id, since],
    );
    return row && toTask(row);
  }

  async restore(id: string, version: number, at: Date): Promise<Task> {
    const [row] = await this.write<TaskRow>(
      `UPDATE tasks SET deleted_at = NULL, updated_at = $3, version = $4
       WHERE user_id = $1 AND id = $2 AND purged_at IS NULL RETURNING ${COLUMNS}`,
      [this.owner, id, at, version],
    );
    return row === undefined ? notFound() : toTask(row);
  }

  /** The statements of writes are few, and each finds its row by its key. */
  private write<Row extends QueryResultRow>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.tx.run<Row>({ sql, parameters, prepared: true });
  }
}

function values({ title, description, completed, completedAt, priority, dueDate, dueAt, tags }: TaskFields): unknown[] {
  const forms = [searchTextOf(title, description), titleOrderOf(title), tagFormsOf(tags)];
  return [title, description, completed, completedAt, priority, dueDate, dueAt, tags, ...forms];
}

function notFound(): never {
  throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
}
