import { Injectable } from '@nestjs/common';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { columnsFor, CONTENT, TASK_SELECTED, type TaskColumn } from './task-columns.js';
import type { Task } from './task.entity.js';
import { searchTextOf, tagFormsOf, titleOrderOf } from './text-forms.js';

/** How an owner's tasks stand: the number of the last write to them, and how many are live. */
export interface Standing {
  version: number;
  liveCount: number;
}

/** A standing as the driver gives it. */
export interface StandingRow {
  last_version: string;
  task_count: string;
}

const NUMBERED = columnsFor(['version']);
// The owner comes first: statements name it as $1.
const INSERTED = [...columnsFor(['userId', 'id', 'createdAt', 'updatedAt']), ...CONTENT];
const UPDATED = [...columnsFor(['version', 'updatedAt', 'deletedAt']), ...CONTENT];

const names = (columns: TaskColumn[]) => columns.map(({ name }) => name).join(', ');
/** `$1, $2` …, one for each column. */
const parameters = (columns: TaskColumn[]) => columns.map(({ type }, i) => `$${i + 1}::${type}`).join(', ');

// Made once: to make a long text, and to find it among the prepared ones, takes time.
const CREATE = `WITH numbered AS (
    UPDATE task_sequences SET last_version = last_version + 1, task_count = task_count + 1 WHERE user_id = $1 RETURNING last_version
  )
  INSERT INTO tasks (${names([...INSERTED, ...NUMBERED])})
  SELECT ${parameters(INSERTED)}, last_version FROM numbered RETURNING ${TASK_SELECTED}`;

const INSERT = `INSERT INTO tasks (${names([...INSERTED, ...NUMBERED])}) VALUES (${parameters([...INSERTED, ...NUMBERED])})
  ON CONFLICT (user_id, id) DO NOTHING RETURNING ${TASK_SELECTED}`;

// By the primary key: with `deleted_at IS NULL` every partial index could serve as well, and while a table is small or
// new the planner cannot tell that it would read all of the owner's entries there.
const FIND = `SELECT ${TASK_SELECTED} FROM tasks WHERE user_id = $1 AND id = $2 AND purged_at IS NULL`;

const UPDATE = `UPDATE tasks SET ${UPDATED.map(({ name }, i) => `${name} = $${i + 3}`).join(', ')}
  WHERE user_id = $1 AND id = $2 AND purged_at IS NULL RETURNING ${TASK_SELECTED}`;

const AFTER = `SELECT ${TASK_SELECTED} FROM tasks
  WHERE user_id = $1 AND purged_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`;

const STANDING = 'SELECT last_version, task_count FROM task_sequences WHERE user_id = $1';

// Only a transaction that is about to fail (nothing to delete) could count below zero.
const RESERVE = `UPDATE task_sequences SET last_version = last_version + $2, task_count = greatest(task_count + $3, 0)
  WHERE user_id = $1 RETURNING last_version`;

const BEGIN_SEQUENCE =
  'INSERT INTO task_sequences (user_id, last_version, task_count) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING';

/**
 * The second wall: every method takes the owner, and every statement says `user_id = $1`. There is no way to ask for a
 * task by its id alone.
 */
@Injectable()
export class TasksRepository {
  /**
   * Reserves the numbers of the next writes, and keeps every other write to this owner's tasks out until the transaction
   * ends: versions commit in order and leave no gap for a reader. A transaction that fails gives its numbers back.
   *
   * @param added by how many the live tasks grow.
   * @returns the first number.
   */
  async reserveVersions(tx: Transaction, owner: string, writes: number, added: number): Promise<number> {
    const reserve = prepared(RESERVE, [owner, writes, added]);
    let [row] = await tx.run<Pick<StandingRow, 'last_version'>>(reserve);
    if (row === undefined) {
      // The user's first task; another first one may have come between.
      await tx.run(prepared(BEGIN_SEQUENCE, [owner]));
      [row] = await tx.run<Pick<StandingRow, 'last_version'>>(reserve);
    }
    if (row === undefined) throw new Error('The sequence of a user is not there although it was made');
    return Number(row.last_version) - writes + 1;
  }

  /** Reserves a number and writes a new task under it, in one statement: the most frequent write. */
  async create(tx: Transaction, owner: string, task: Task): Promise<Task> {
    const [row] = await tx.run<Task>(prepared(CREATE, valuesOf(INSERTED, { ...task, userId: owner })));
    if (row !== undefined) return row;
    const version = await this.reserveVersions(tx, owner, 1, 1);
    const first = await this.insert(tx, owner, { ...task, version });
    if (first === undefined) throw new Error('A new UUID is taken');
    return first;
  }

  /** @returns undefined if this owner has a row with this id already, in any state. */
  async insert(tx: Transaction, owner: string, task: Task): Promise<Task | undefined> {
    const values = valuesOf([...INSERTED, ...NUMBERED], { ...task, userId: owner });
    const [row] = await tx.run<Task>(prepared(INSERT, values));
    return row;
  }

  /** A task that is live or in the trash. */
  async find(tx: Transaction, owner: string, id: string): Promise<Task | undefined> {
    const [row] = await tx.run<Task>(this.findStatement(owner, id));
    return row;
  }

  /** Writes all of a task that was found in this transaction. @returns undefined if it is not there any more. */
  async update(tx: Transaction, owner: string, task: Task): Promise<Task | undefined> {
    const [row] = await tx.run<Task>(prepared(UPDATE, [owner, task.id, ...valuesOf(UPDATED, task)]));
    return row;
  }

  /** Finds a task that is live or in the trash. */
  findStatement(owner: string, id: string): Statement {
    return prepared(FIND, [owner, id]);
  }

  /** Finds the tasks that follow `id` in the order of ids, those in the trash too; the first ones for null. */
  afterStatement(owner: string, id: string | null, limit: number): Statement {
    return { sql: AFTER, parameters: [owner, id, limit] };
  }

  /** Finds the one row, or none, of which `toStanding` tells how the owner's tasks stand. */
  standingStatement(owner: string): Statement {
    return prepared(STANDING, [owner]);
  }
}

/** The standing before the first task is zero: its row is there from then on. */
export function toStanding([row]: StandingRow[]): Standing {
  return { version: Number(row?.last_version ?? 0), liveCount: Number(row?.task_count ?? 0) };
}

/** These statements are few, and each finds its row by its key. */
const prepared = (sql: string, values: unknown[]): Statement => ({ sql, parameters: values, prepared: true });

function valuesOf(columns: TaskColumn[], task: Task): unknown[] {
  const { title, description, tags, dueAt, dueDate } = task;
  const row: Task = {
    ...task,
    due: dueAt ?? (dueDate === null ? null : new Date(dueDate)),
    searchText: searchTextOf(title, description),
    titleOrder: titleOrderOf(title),
    tagForms: tagFormsOf(tags),
  };
  return columns.map(({ property }) => row[property]);
}
