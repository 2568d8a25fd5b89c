import { Injectable } from '@nestjs/common';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import { Database, type ReadOptions } from '../database/database.service.js';
import { isOwnerGone } from '../database/pg-errors.js';
import type { Statement } from '../database/statement.js';
import type { Answer } from '../idempotency/answer.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import type { IdempotentRequest } from '../idempotency/idempotent-request.js';
import { countStatement, isByIndex, isUnfiltered, listStatement, searchPattern } from './list/list-statement.js';
import { positionOf } from './list/sort-keys.js';
import type { ListRequest, TaskPage } from './list/task-list.js';
import { readFresh, readStanding } from './fresh-reads.repository.js';
import { JSON_COLUMN, type JsonRow } from './task-row.js';
import { TaskWriter } from './task-writer.repository.js';
import { TASK_ERRORS } from './tasks.errors.js';

// By the primary key alone: with `deleted_at IS NULL` every partial index could serve as well, and while a table is small
// or new the planner cannot tell that it would read all of the owner's entries there.
const GET = `SELECT version, deleted_at IS NULL AS live, ${JSON_COLUMN} FROM tasks WHERE user_id = $1 AND id = $2`;

/** A page, and how its owner's tasks stood when it was read, or a little before. */
export interface ListResult {
  version: number;
  page: TaskPage;
  /** Of the trash: when the task that has been there longest was deleted. */
  oldestDeletedAt?: Date;
}

/**
 * The second wall: every method takes the owner first, and every statement says `user_id = $1`. There is no way to ask
 * for a task by its id alone.
 */
@Injectable()
export class TasksRepository {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
  ) {}

  /** The number of the last write to the owner's tasks; 0 before the first. It costs one row. */
  async lastVersion(owner: string): Promise<number> {
    return (await readStanding(this.database, owner)).version;
  }

  async list(owner: string, request: ListRequest): Promise<ListResult> {
    const { deletedAfter } = request.filter;
    const {
      standing,
      rows: [rows, oldest],
    } = await readFresh<[JsonRow[], ...{ oldest: Date | null }[][]]>(
      this.database,
      owner,
      [listStatement(owner, request), ...(deletedAfter === undefined ? [] : [oldestStatement(owner, deletedAfter)])],
      optionsOf(request),
    );
    const { version, liveCount } = standing;
    const page = await this.page(owner, request, rows, liveCount);
    const oldestDeletedAt = oldest?.[0]?.oldest;
    return { version, page, ...(oldestDeletedAt && { oldestDeletedAt }) };
  }

  /** @throws Problem TASK_NOT_FOUND, the same for a task that is not there and one of someone else's. */
  async get(owner: string, id: string): Promise<{ version: number; json: string }> {
    const [[row]] = await this.database.readAsOwner<[(JsonRow & { version: string; live: boolean })[]]>(owner, [
      { sql: GET, parameters: [owner, id], prepared: true },
    ]);
    if (!row?.live) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
    return { version: Number(row.version), json: row.json };
  }

  /**
   * Writes in one transaction: all that `work` does, and its answer under the idempotency key, or nothing.
   *
   * @throws Problem what `work` throws, what the key forbids, and UNAUTHENTICATED if the owner was removed a moment ago.
   */
  async write(
    owner: string,
    once: IdempotentRequest | undefined,
    work: (writer: TaskWriter) => Promise<Answer>,
  ): Promise<Answer> {
    const written = this.database.asOwner(owner, (tx) =>
      this.idempotency.run(tx, owner, once, () => work(new TaskWriter(owner, tx))),
    );
    return written.catch((error: unknown) => {
      if (!isOwnerGone(error)) throw error;
      throw new Problem(COMMON_ERRORS.UNAUTHENTICATED, { headers: { 'WWW-Authenticate': 'Bearer' } });
    });
  }

  private async page(owner: string, request: ListRequest, rows: JsonRow[], liveCount: number): Promise<TaskPage> {
    const { limit, skip, sort, keyset } = request;
    // All that came before the position is gone: what is left begins with the first page.
    if (keyset?.before && rows.length === 0) {
      const first = { ...request, keyset: undefined };
      return this.page(owner, first, await this.fetch(owner, first), liveCount);
    }
    const tasks = rows.slice(0, limit).map((row) => row.json);
    if (keyset?.before) tasks.reverse();
    const last = tasks.at(-1);
    let hasMore = rows.length > limit;
    if (keyset?.before && last !== undefined) {
      hasMore =
        (await this.fetch(owner, { ...request, limit: 0, keyset: { position: positionOf(last, sort), before: false } }))
          .length > 0;
    }
    const hasPrevious = keyset === undefined ? skip > 0 : !keyset.before || rows.length > limit;
    return { tasks, total: await this.total(owner, request, liveCount, tasks.length, hasMore), hasMore, hasPrevious };
  }

  private async fetch(owner: string, request: ListRequest): Promise<JsonRow[]> {
    const {
      rows: [rows],
    } = await readFresh<[JsonRow[]]>(this.database, owner, [listStatement(owner, request)], optionsOf(request));
    return rows;
  }

  /** Counts only where it is asked for and neither the sequence nor the page itself tells. */
  private async total(
    owner: string,
    request: ListRequest,
    liveCount: number,
    shown: number,
    hasMore: boolean,
  ): Promise<number | null> {
    const { withTotal, filter, keyset, skip } = request;
    if (!withTotal) return null;
    if (isUnfiltered(filter)) return liveCount;
    if (keyset === undefined && !hasMore && (shown > 0 || skip === 0)) return skip + shown;
    const {
      rows: [[row]],
    } = await readFresh<[{ n: string }[]]>(this.database, owner, [countStatement(owner, filter)], {
      search: searchPattern(filter),
    });
    return Number(row?.n);
  }
}

const oldestStatement = (owner: string, deletedAfter: Date): Statement => ({
  sql: 'SELECT min(deleted_at) AS oldest FROM tasks WHERE user_id = $1 AND deleted_at > $2 AND purged_at IS NULL',
  parameters: [owner, deletedAfter],
});

const optionsOf = (request: ListRequest): ReadOptions => ({
  search: searchPattern(request.filter),
  byIndex: isByIndex(request),
});
