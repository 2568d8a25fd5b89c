import { Injectable } from '@nestjs/common';
import { allOf } from '../common/all-of.js';
import { violatedUnique } from '../database/pg-errors.js';
import { RunAgain } from '../database/retry-transaction.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { columnsFor, CONTENT, selectedOf, TASK_SELECTED, type TaskColumn } from './task-columns.js';
import { TaskNewsService } from './sync/task-news.service.js';
import type { Task } from './task.entity.js';
import { valuesOf } from './task-values.js';
import { endPosition, reachOf } from './tree/positions.js';

export interface Reservation {
  writes: number;
  /** Live tasks more. */
  added: number;
  now: Date;
  /** Of the positions that clients sent. */
  reach?: number;
}

export interface TaskCounters {
  version: number;
  liveCount: number;
  /** Of the profile, if it was asked for. */
  timeZone?: string;
}

/** Of the first of several writes; each further one has the next numbers, and the next millisecond. */
export interface ReservedNumbers {
  version: number;
  at: Date;
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
  last_stamp: string | null;
  last_position: string;
}

// The owner comes first: statements name it as $1.
const INSERTED = [...columnsFor(['userId', 'id', 'createdAt']), ...CONTENT];
const NUMBERED = columnsFor(['version', 'updatedAt']);
const CREATED_AT = INSERTED.findIndex(({ property }) => property === 'createdAt');
const UPDATED = [...columnsFor(['version', 'updatedAt', 'deletedAt']), ...CONTENT];

const names = (columns: TaskColumn[]) => columns.map(({ name }) => name).join(', ');
const parameters = (columns: TaskColumn[]) => columns.map(({ type }, i) => `$${i + 1}::${type}`).join(', ');

/** What a statement may decide; the rest is as it was given, and to send it back would be a part of the cost. */
const DECIDED = selectedOf(columnsFor(['version', 'position', 'createdAt', 'updatedAt']));

/** `endPosition` in SQL. */
const END_POSITION = 'chr(96 + length(last_position::text)) || last_position::text';
const WRITTEN_AT = 'to_timestamp(last_stamp / 1000.0)';
const created = INSERTED.map(({ property, type }, i) => {
  const given = `$${i + 1}::${type}`;
  if (property === 'position') return `coalesce(nullif(${given}, ''), ${END_POSITION})`;
  if (property === 'createdAt') return `coalesce(${given}, ${WRITTEN_AT})`;
  return property === 'userId' ? 'user_id' : given;
}).join(', ');

// Constants, because to build a long text for each call takes time.
const CREATE = `INSERT INTO tasks (${names([...INSERTED, ...NUMBERED])})
  SELECT ${created}, last_version, ${WRITTEN_AT} FROM task_sequences
  WHERE user_id = $1 AND last_stamp IS NOT NULL RETURNING ${DECIDED}`;

const INSERT = `INSERT INTO tasks (${names([...INSERTED, ...NUMBERED])}) VALUES (${parameters([...INSERTED, ...NUMBERED])})
  ON CONFLICT (user_id, id) DO NOTHING RETURNING ${DECIDED}`;

// Not `deleted_at IS NULL`: the planner could take a partial index instead of the primary key, and in a small or new
// table it does not know that it would read all of the owner's entries there.
const FIND = `SELECT ${TASK_SELECTED} FROM tasks WHERE user_id = $1 AND id = $2 AND purged_at IS NULL`;

const UPDATE = `UPDATE tasks SET ${UPDATED.map(({ name }, i) => `${name} = $${i + 3}`).join(', ')}
  WHERE user_id = $1 AND id = $2 AND purged_at IS NULL RETURNING ${DECIDED}`;

const AFTER = `SELECT ${TASK_SELECTED} FROM tasks
  WHERE user_id = $1 AND purged_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`;

const IDS = 'SELECT id FROM tasks WHERE user_id = $1 AND id = ANY($2::uuid[])';

const COUNTERS = 'SELECT last_version, task_count FROM task_sequences WHERE user_id = $1';

// In one statement, because they are read together for each list that depends on the user's day.
const COUNTERS_AND_TIME_ZONE = `SELECT last_version, task_count, coalesce(time_zone, 'UTC') AS time_zone
  FROM users LEFT JOIN task_sequences ON user_id = $1 WHERE users.id = $1`;

// The last time moves with the last number, so that both have the same order (docs/decisions/0310). The count is below
// zero only in a transaction that is about to fail, because there is nothing to delete.
const RESERVE = `UPDATE task_sequences SET
    last_version = last_version + $2, task_count = greatest(task_count + $3, 0),
    last_stamp = greatest($4, last_stamp + $2), changed_at = date_bin('10 seconds', now(), 'epoch'),
    last_position = greatest(last_position, $5) + $2
  WHERE user_id = $1 RETURNING last_version, last_stamp, last_position`;

const LOCK = 'SELECT last_version, last_stamp, last_position FROM task_sequences WHERE user_id = $1 FOR UPDATE';

const BEGIN_SEQUENCE = `INSERT INTO task_sequences (user_id, last_version, task_count)
  SELECT $1::uuid, first_version, 0 FROM sync_epochs ON CONFLICT DO NOTHING`;

/** The second wall: every statement says `user_id = $1`. No task can be asked for by its id alone. */
@Injectable()
export class TasksRepository {
  constructor(private readonly news: TaskNewsService) {}

  /** Locks out the owner's other writes until the end, so that versions commit in order. */
  async reserveVersions(
    tx: Transaction,
    owner: string,
    { writes, added, now, reach = 0 }: Reservation,
  ): Promise<ReservedNumbers> {
    const statement = prepared(RESERVE, [owner, writes, added, now.getTime(), reach]);
    let [row] = await tx.run<ReservedRow>(statement);
    if (row === undefined) {
      // The user's first task; another transaction may write its first one now too.
      await this.beginNumbers(tx, owner);
      [row] = await tx.run<ReservedRow>(statement);
    }
    if (row === undefined) throw new Error('The sequence of a user is not there although it was made');
    const before = writes - 1;
    const last = Number(row.last_version);
    tx.afterCommit(() => this.news.publish(owner, last));
    return {
      version: last - before,
      at: new Date(Number(row.last_stamp) - before),
      place: Number(row.last_position) - before,
    };
  }

  /**
   * Locks out the owner's other writes before it is known how many numbers are needed.
   * @returns those of the next write, and the earliest time that it may have; undefined if the owner has written nothing yet: then nothing is locked.
   */
  async lockNumbers(tx: Transaction, owner: string, reach: number): Promise<ReservedNumbers | undefined> {
    const [row] = await tx.run<ReservedRow>(prepared(LOCK, [owner]));
    if (row === undefined) return undefined;
    return {
      version: Number(row.last_version) + 1,
      at: new Date(Number(row.last_stamp) + 1),
      place: Math.max(Number(row.last_position), reach) + 1,
    };
  }

  async beginNumbers(tx: Transaction, owner: string): Promise<void> {
    await tx.run(prepared(BEGIN_SEQUENCE, [owner]));
  }

  /** In one round trip, because it is the most frequent write. An empty position becomes the one at the end. */
  async create(tx: Transaction, owner: string, task: Task): Promise<Task> {
    const now = task.updatedAt;
    const reach = reachOf(task.position);
    const values = valuesOf(INSERTED, { ...task, userId: owner });
    // Null where the client gave no time: the time of the write.
    if (task.createdAt === now) values[CREATED_AT] = null;
    // Two statements, so that each goes straight to the owner's shard (docs/decisions/0158).
    const [[reserved], [row]] = await allOf([
      tx.run<ReservedRow>(prepared(RESERVE, [owner, 1, 1, now.getTime(), reach])),
      tx.run<Partial<Task>>(prepared(CREATE, values)),
    ] as const).catch((error: unknown) => {
      throw violatedUnique(error) === 'uq_tasks_version' ? new RunAgain() : error;
    });
    if (row !== undefined) {
      // The owner's first task was written by another transaction between the two: its number is not ours.
      if (reserved === undefined) throw new RunAgain();
      tx.afterCommit(() => this.news.publish(owner, row.version!));
      return { ...task, ...row };
    }
    const numbers = await this.reserveVersions(tx, owner, { writes: 1, added: 1, now, reach });
    const first = await this.insert(tx, owner, task, numbers);
    if (first === undefined) throw new Error('A new UUID is taken');
    return first;
  }

  /** @returns undefined if this owner has a row with this id already, in any state. */
  async insert(
    tx: Transaction,
    owner: string,
    task: Task,
    { version, at, place }: ReservedNumbers,
  ): Promise<Task | undefined> {
    const createdAt = task.createdAt === task.updatedAt ? at : task.createdAt;
    const position = task.position || endPosition(place);
    const stored = { ...task, userId: owner, version, position, createdAt, updatedAt: at };
    const [row] = await tx.run<Partial<Task>>(prepared(INSERT, valuesOf([...INSERTED, ...NUMBERED], stored)));
    return row && { ...task, ...row };
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

/** What most requests for one task send. With a task of no content: to be explained, not to be run. */
export function statementsByKey(owner: string): Statement[] {
  const nothing = (columns: TaskColumn[]) => columns.map(() => null);
  const [, , ...inserted] = INSERTED;
  return [
    prepared(FIND, [owner, owner]),
    prepared(COUNTERS_AND_TIME_ZONE, [owner]),
    prepared(RESERVE, [owner, 1, 1, 0, 0]),
    prepared(CREATE, [owner, owner, ...nothing(inserted)]),
    prepared(INSERT, [owner, owner, ...nothing([...inserted, ...NUMBERED])]),
    prepared(UPDATE, [owner, owner, ...nothing(UPDATED)]),
  ];
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
