import { Injectable } from '@nestjs/common';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { columnsFor, CONTENT, TASK_SELECTED, type TaskColumn } from './task-columns.js';
import type { Task } from './task.entity.js';
import { searchTextOf, tagFormsOf, titleOrderOf } from './text-forms.js';

export interface TaskCounters {
  version: number;
  liveCount: number;
}

/** As the driver returns it: bigint as text. */
export interface TaskCountersRow {
  last_version: string;
  task_count: string;
}

const NUMBERED = columnsFor(['version']);
// The owner comes first: statements name it as $1.
const INSERTED = [...columnsFor(['userId', 'id', 'createdAt', 'updatedAt']), ...CONTENT];
const UPDATED = [...columnsFor(['version', 'updatedAt', 'deletedAt']), ...CONTENT];

const names = (columns: TaskColumn[]) => columns.map(({ name }) => name).join(', ');
const parameters = (columns: TaskColumn[]) => columns.map(({ type }, i) => `$${i + 1}::${type}`).join(', ');

// Constants, because to build a long text for each call takes time.
const CREATE = `WITH numbered AS (
    UPDATE task_sequences SET last_version = last_version + 1, task_count = task_count + 1 WHERE user_id = $1 RETURNING last_version
  )
  INSERT INTO tasks (${names([...INSERTED, ...NUMBERED])})
  SELECT ${parameters(INSERTED)}, last_version FROM numbered RETURNING ${TASK_SELECTED}`;

const INSERT = `INSERT INTO tasks (${names([...INSERTED, ...NUMBERED])}) VALUES (${parameters([...INSERTED, ...NUMBERED])})
  ON CONFLICT (user_id, id) DO NOTHING RETURNING ${TASK_SELECTED}`;

// Not `deleted_at IS NULL`: the planner could take a partial index instead of the primary key, and in a small or new
// table it does not know that it would read all of the owner's entries there.
const FIND = `SELECT ${TASK_SELECTED} FROM tasks WHERE user_id = $1 AND id = $2 AND purged_at IS NULL`;

const UPDATE = `UPDATE tasks SET ${UPDATED.map(({ name }, i) => `${name} = $${i + 3}`).join(', ')}
  WHERE user_id = $1 AND id = $2 AND purged_at IS NULL RETURNING ${TASK_SELECTED}`;

const AFTER = `SELECT ${TASK_SELECTED} FROM tasks
  WHERE user_id = $1 AND purged_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`;

const IDS = 'SELECT id FROM tasks WHERE user_id = $1 AND id = ANY($2::uuid[])';

const COUNTERS = 'SELECT last_version, task_count FROM task_sequences WHERE user_id = $1';

// Below zero only in a transaction that is about to fail, because there is nothing to delete.
const RESERVE = `UPDATE task_sequences SET last_version = last_version + $2, task_count = greatest(task_count + $3, 0)
  WHERE user_id = $1 RETURNING last_version`;

const BEGIN_SEQUENCE =
  'INSERT INTO task_sequences (user_id, last_version, task_count) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING';

/** The second wall: every statement says `user_id = $1`. No task can be asked for by its id alone. */
@Injectable()
export class TasksRepository {
  /** Locks out the owner's other writes until the end, so that versions commit in order. @returns the first version. */
  async reserveVersions(tx: Transaction, owner: string, writes: number, added: number): Promise<number> {
    const reserve = prepared(RESERVE, [owner, writes, added]);
    let [row] = await tx.run<Pick<TaskCountersRow, 'last_version'>>(reserve);
    if (row === undefined) {
      // The user's first task; another transaction may write its first one now too.
      await tx.run(prepared(BEGIN_SEQUENCE, [owner]));
      [row] = await tx.run<Pick<TaskCountersRow, 'last_version'>>(reserve);
    }
    if (row === undefined) throw new Error('The sequence of a user is not there although it was made');
    return Number(row.last_version) - writes + 1;
  }

  /** One statement, because it is the most frequent write. */
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

  /** Live, or deleted and not yet blanked by the purge. */
  async find(tx: Transaction, owner: string, id: string): Promise<Task | undefined> {
    const [row] = await tx.run<Task>(this.findStatement(owner, id));
    return row;
  }

  /** Those of `ids` that this owner has, in any state. */
  async findIds(tx: Transaction, owner: string, ids: string[]): Promise<Set<string>> {
    return new Set((await tx.query<{ id: string }>(IDS, [owner, ids])).map(({ id }) => id));
  }

  async update(tx: Transaction, owner: string, task: Task): Promise<Task | undefined> {
    const [row] = await tx.run<Task>(prepared(UPDATE, [owner, task.id, ...valuesOf(UPDATED, task)]));
    return row;
  }

  findStatement(owner: string, id: string): Statement {
    return prepared(FIND, [owner, id]);
  }

  /** The tasks that follow `id` by id, those in the trash too; the first ones for null. */
  afterStatement(owner: string, id: string | null, limit: number): Statement {
    return { sql: AFTER, parameters: [owner, id, limit] };
  }

  countersStatement(owner: string): Statement {
    return prepared(COUNTERS, [owner]);
  }
}

export function toTaskCounters([row]: TaskCountersRow[]): TaskCounters {
  return { version: Number(row?.last_version ?? 0), liveCount: Number(row?.task_count ?? 0) };
}

/** Prepared: these statements are few, and each finds its row by its key, so that any plan is good. */
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
