import { Injectable } from '@nestjs/common';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import { Database } from '../database/database.service.js';
import { isOwnerGone } from '../database/pg-errors.js';
import type { Transaction } from '../database/transaction.js';
import type { Answer } from './idempotency/answer.js';
import { reserve, store } from './idempotency/idempotency.repository.js';
import type { IdempotentRequest } from './idempotency/idempotent-request.js';
import { countStatement, isUnfiltered, listStatement, searchPattern } from './list/list-statement.js';
import { positionOf } from './list/sort-keys.js';
import type { ListRequest, TaskPage } from './list/task-list.js';
import type { Task } from './task.entity.js';
import { COLUMNS, type TaskRow, toTask } from './task-row.js';
import { TaskWriter } from './task-writer.repository.js';
import { TASK_ERRORS } from './tasks.errors.js';

/** A page, and how its owner's tasks stood when it was read, or a little before. */
export interface ListResult {
  version: number;
  /** Undefined if nothing has changed. */
  page?: TaskPage;
  /** Of the trash: when the task that has been there longest was deleted. */
  oldestDeletedAt?: Date;
}

/**
 * The second wall: every method takes the owner first, and every statement says `user_id = $1`. There is no way to ask
 * for a task by its id alone.
 */
@Injectable()
export class TasksRepository {
  constructor(private readonly database: Database) {}

  /** @param isKnown tells by the owner's last version whether the caller has this page already: then it costs one row. */
  async list(owner: string, request: ListRequest, isKnown: (version: number) => boolean): Promise<ListResult> {
    return this.database.asOwner(
      owner,
      async (tx) => {
        // Read before the page: should a write come between, the page is newer than its tag, never older.
        const { version, liveCount } = await sequenceOf(tx, owner);
        if (isKnown(version)) return { version };
        const oldestDeletedAt = request.filter.deletedAfter && (await oldestIn(tx, owner, request.filter.deletedAfter));
        return { version, page: await pageOf(tx, owner, request, liveCount), ...(oldestDeletedAt && { oldestDeletedAt }) };
      },
      searchPattern(request.filter),
    );
  }

  /** @throws Problem TASK_NOT_FOUND, the same for a task that is not there and one of someone else's. */
  async get(owner: string, id: string): Promise<Task> {
    return this.database.asOwner(owner, async (tx) => {
      const [row] = await tx.query<TaskRow>(`SELECT ${COLUMNS} FROM tasks WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL`, [owner, id]);
      if (row === undefined) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
      return toTask(row);
    });
  }

  /**
   * Writes in one transaction: all that `work` does, and its answer under the idempotency key, or nothing.
   *
   * @param at the time at which the key, if there is one, is used.
   * @throws Problem what `work` throws, what the key forbids, and UNAUTHENTICATED if the owner was removed a moment ago.
   */
  async write(owner: string, once: IdempotentRequest | undefined, at: Date, work: (writer: TaskWriter) => Promise<Answer>): Promise<Answer> {
    const written = this.database.asOwner(owner, async (tx) => {
      const writer = new TaskWriter(owner, tx);
      if (once === undefined) return work(writer);
      const earlier = await reserve(owner, tx, once, at);
      if (earlier !== undefined) return earlier;
      const answer = await work(writer);
      await store(owner, tx, once, answer);
      return answer;
    });
    return written.catch((error: unknown) => {
      if (!isOwnerGone(error)) throw error;
      throw new Problem(COMMON_ERRORS.UNAUTHENTICATED, { headers: { 'WWW-Authenticate': 'Bearer' } });
    });
  }
}

async function pageOf(tx: Transaction, owner: string, request: ListRequest, liveCount: number): Promise<TaskPage> {
  const { limit, skip, sort, keyset } = request;
  const rows = await fetch(tx, owner, request);
  // All that came before the position is gone: what is left begins with the first page.
  if (keyset?.before && rows.length === 0) return pageOf(tx, owner, { ...request, keyset: undefined }, liveCount);
  const tasks = rows.slice(0, limit);
  if (keyset?.before) tasks.reverse();
  const last = tasks.at(-1);
  let hasMore = rows.length > limit;
  if (keyset?.before && last !== undefined) {
    hasMore = (await fetch(tx, owner, { ...request, limit: 0, keyset: { position: positionOf(last, sort), before: false } })).length > 0;
  }
  const hasPrevious = keyset === undefined ? skip > 0 : !keyset.before || rows.length > limit;
  return { tasks, total: await totalOf(tx, owner, request, liveCount, tasks.length, hasMore), hasMore, hasPrevious };
}

async function fetch(tx: Transaction, owner: string, request: ListRequest): Promise<Task[]> {
  const { sql, parameters } = listStatement(owner, request);
  return (await tx.query<TaskRow>(sql, parameters)).map(toTask);
}

/** Counts only where it is asked for and neither the sequence nor the page itself tells. */
async function totalOf(tx: Transaction, owner: string, request: ListRequest, liveCount: number, shown: number, hasMore: boolean): Promise<number | null> {
  const { withTotal, filter, keyset, skip } = request;
  if (!withTotal) return null;
  if (isUnfiltered(filter)) return liveCount;
  if (keyset === undefined && !hasMore && (shown > 0 || skip === 0)) return skip + shown;
  const { sql, parameters } = countStatement(owner, filter);
  const [row] = await tx.query<{ n: string }>(sql, parameters);
  return Number(row?.n);
}

async function sequenceOf(tx: Transaction, owner: string): Promise<{ version: number; liveCount: number }> {
  const [row] = await tx.query<{ last_version: string; task_count: string }>(
    'SELECT last_version, task_count FROM task_sequences WHERE user_id = $1',
    [owner],
  );
  return { version: Number(row?.last_version ?? 0), liveCount: Number(row?.task_count ?? 0) };
}

async function oldestIn(tx: Transaction, owner: string, deletedAfter: Date): Promise<Date | undefined> {
  const [row] = await tx.query<{ oldest: Date | null }>(
    'SELECT min(deleted_at) AS oldest FROM tasks WHERE user_id = $1 AND deleted_at > $2 AND purged_at IS NULL',
    [owner, deletedAfter],
  );
  return row?.oldest ?? undefined;
}
