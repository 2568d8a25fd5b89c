import { Injectable } from '@nestjs/common';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { columnsFor, CONTENT, selectedOf, TASK_SELECTED, type TaskColumn } from './task-columns.js';
import type { Task } from './task.entity.js';
import { searchTextOf, tagFormsOf, titleOrderOf } from './text-forms.js';
import { endPosition, reachOf } from './tree/positions.js';

export interface TaskCounters {
  version: number;
  liveCount: number;
  /** Of the profile, if it was asked for. */
  timeZone?: string;
}

/** Of the first of several writes; each further one has the next numbers. */
export interface ReservedNumbers {
  version: number;
  /** Its `endPosition` comes after every position that the owner's tasks have. */
  place: number;
}

/** As the driver returns it: bigint as text. */
export interface TaskCountersRow {
  last_version: string | null;
  task_count: string | null;
  time_zone?: string;
}

interface ReservedRow {
  last_version: string;
  last_position: string;
}

const NUMBERED = columnsFor(['version']);
// The owner comes first: statements name it as $1.
const INSERTED = [...columnsFor(['userId', 'id', 'createdAt', 'updatedAt']), ...CONTENT];
const UPDATED = [...columnsFor(['version', 'updatedAt', 'deletedAt']), ...CONTENT];

const names = (columns: TaskColumn[]) => columns.map(({ name }) => name).join(', ');
const parameters = (columns: TaskColumn[]) => columns.map(({ type }, i) => `$${i + 1}::${type}`).join(', ');

/** What a statement may decide; the rest is as it was given, and to send it back would be a part of the cost. */
const DECIDED = selectedOf(columnsFor(['version', 'position', 'createdAt', 'updatedAt']));

/** `endPosition` in SQL. */
const END_POSITION = 'chr(96 + length(last_position::text)) || last_position';
const created = INSERTED.map(({ property, type }, i) =>
  property === 'position' ? `coalesce(nullif($${i + 1}::text, ''), ${END_POSITION})` : `$${i + 1}::${type}`,
).join(', ');

// Constants, because to build a long text for each call takes time.
const CREATE = `WITH numbered AS (
    UPDATE task_sequences SET last_version = last_version + 1, task_count = task_count + 1,
      last_position = greatest(last_position, $${INSERTED.length + 1}) + 1
    WHERE user_id = $1 RETURNING last_version, last_position
  )
  INSERT INTO tasks (${names([...INSERTED, ...NUMBERED])})
  SELECT ${created}, last_version FROM numbered RETURNING ${DECIDED}`;

const INSERT = `INSERT INTO tasks (${names([...INSERTED, ...NUMBERED])}) VALUES (${parameters([...INSERTED, ...NUMBERED])})
  ON CONFLICT (user_id, id) DO NOTHING RETURNING ${DECIDED}`;

// Not `deleted_at IS NULL`: the planner could take a partial index instead of the primary key, and in a small or new
// table it does not know that it would read all of the owner's entries there.
const FIND = `SELECT ${TASK_SELECTED} FROM tasks WHERE user_id = $1 AND id = $2 AND purged_at IS NULL`;

const UPDATE = `UPDATE tasks SET ${UPDATED.map(({ name }, i) => `${name} = $${i + 3}`).join(', ')}
  WHERE user_id = $1 AND id = $2 AND purged_at IS NULL RETURNING ${DECIDED}`;

const AFTER = `SELECT ${TASK_SELECTED} FROM tasks
  WHERE user_id = $1 AND purged_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`;

const COUNTERS = 'SELECT last_version, task_count FROM task_sequences WHERE user_id = $1';

// In one statement, because they are read together for each list that depends on the user's day.
const COUNTERS_AND_TIME_ZONE = `SELECT last_version, task_count, coalesce(time_zone, 'UTC') AS time_zone
  FROM users LEFT JOIN task_sequences ON user_id = $1 WHERE users.id = $1`;

// Below zero only in a transaction that is about to fail, because there is nothing to delete.
const RESERVE = `UPDATE task_sequences SET last_version = last_version + $2, task_count = greatest(task_count + $3, 0),
    last_position = greatest(last_position, $4) + $2
  WHERE user_id = $1 RETURNING last_version, last_position`;

const LOCK = 'SELECT last_version, last_position FROM task_sequences WHERE user_id = $1 FOR UPDATE';

const BEGIN_SEQUENCE =
  'INSERT INTO task_sequences (user_id, last_version, task_count) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING';

/** The second wall: every statement says `user_id = $1`. No task can be asked for by its id alone. */
@Injectable()
export class TasksRepository {
  /**
   * Locks out the owner's other writes until the end, so that versions commit in order.
   * @param reach of the positions that clients sent.
   */
  async reserveVersions(
    tx: Transaction,
    owner: string,
    writes: number,
    added: number,
    reach = 0,
  ): Promise<ReservedNumbers> {
    const reserve = prepared(RESERVE, [owner, writes, added, reach]);
    let [row] = await tx.run<ReservedRow>(reserve);
    if (row === undefined) {
      // The user's first task; another transaction may write its first one now too.
      await this.beginNumbers(tx, owner);
      [row] = await tx.run<ReservedRow>(reserve);
    }
    if (row === undefined) throw new Error('The sequence of a user is not there although it was made');
    return { version: Number(row.last_version) - writes + 1, place: Number(row.last_position) - writes + 1 };
  }

  /**
   * Locks out the owner's other writes before it is known how many numbers are needed.
   * @returns those of the next write; undefined if the owner has written nothing yet: then nothing is locked.
   */
  async lockNumbers(tx: Transaction, owner: string, reach: number): Promise<ReservedNumbers | undefined> {
    const [row] = await tx.run<ReservedRow>(prepared(LOCK, [owner]));
    if (row === undefined) return undefined;
    return { version: Number(row.last_version) + 1, place: Math.max(Number(row.last_position), reach) + 1 };
  }

  async beginNumbers(tx: Transaction, owner: string): Promise<void> {
    await tx.run(prepared(BEGIN_SEQUENCE, [owner]));
  }

  /** One statement, because it is the most frequent write. An empty position becomes the one at the end. */
  async create(tx: Transaction, owner: string, task: Task): Promise<Task> {
    const reach = reachOf(task.position);
    const values = [...valuesOf(INSERTED, { ...task, userId: owner }), reach];
    const [row] = await tx.run<Partial<Task>>(prepared(CREATE, values));
    if (row !== undefined) return { ...task, ...row };
    const numbers = await this.reserveVersions(tx, owner, 1, 1, reach);
    const first = await this.insert(tx, owner, task, numbers);
    if (first === undefined) throw new Error('A new UUID is taken');
    return first;
  }

  /** @returns undefined if this owner has a row with this id already, in any state. */
  async insert(
    tx: Transaction,
    owner: string,
    task: Task,
    { version, place }: ReservedNumbers,
  ): Promise<Task | undefined> {
    const position = task.position || endPosition(place);
    const values = valuesOf([...INSERTED, ...NUMBERED], { ...task, userId: owner, version, position });
    const [row] = await tx.run<Partial<Task>>(prepared(INSERT, values));
    return row && { ...task, ...row };
  }

  /** Live, or deleted and not yet blanked by the purge. */
  async find(tx: Transaction, owner: string, id: string): Promise<Task | undefined> {
    const [row] = await tx.run<Task>(this.findStatement(owner, id));
    return row;
  }

  async update(tx: Transaction, owner: string, task: Task): Promise<Task | undefined> {
    const [row] = await tx.run<Partial<Task>>(prepared(UPDATE, [owner, task.id, ...valuesOf(UPDATED, task)]));
    return row && { ...task, ...row };
  }

  findStatement(owner: string, id: string): Statement {
    return prepared(FIND, [owner, id]);
  }

  /** The tasks that follow `id` by id, those in the trash too; the first ones for null. */
  afterStatement(owner: string, id: string | null, limit: number): Statement {
    return { sql: AFTER, parameters: [owner, id, limit] };
  }

  countersStatement(owner: string, withTimeZone = false): Statement {
    return prepared(withTimeZone ? COUNTERS_AND_TIME_ZONE : COUNTERS, [owner]);
  }
}

export function toTaskCounters([row]: TaskCountersRow[]): TaskCounters {
  return {
    version: Number(row?.last_version ?? 0),
    liveCount: Number(row?.task_count ?? 0),
    ...(row?.time_zone !== undefined && { timeZone: row.time_zone }),
  };
}

/** Prepared: these statements are few, and each finds its row by its key, so that any plan is good. */
const prepared = (sql: string, values: unknown[]): Statement => ({ sql, parameters: values, prepared: true });

/** Columns that follow from others. */
const DERIVED: Partial<Record<keyof Task, (task: Task) => unknown>> = {
  due: ({ dueAt, dueDate }) => dueAt ?? (dueDate === null ? null : new Date(dueDate)),
  searchText: ({ title, description }) => searchTextOf(title, description),
  titleOrder: ({ title }) => titleOrderOf(title),
  tagForms: ({ tags }) => tagFormsOf(tags),
};

// Not `{ ...task, due: … }`: new properties behind a spread make V8 use a slow object.
export function valuesOf(columns: TaskColumn[], task: Task): unknown[] {
  return columns.map(({ property }) => {
    const derive = DERIVED[property];
    return derive === undefined ? task[property] : derive(task);
  });
}
