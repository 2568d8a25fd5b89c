import { Injectable } from '@nestjs/common';
import type { TaskResponse } from '../dto/task-response.dto.js';
import { FreshReadsService } from '../fresh-reads.service.js';
import type { JsonRow } from '../task-columns.js';
import {
  childCountsStatement,
  countStatement,
  isUnfiltered,
  listStatement,
  oldestStatement,
  readOptions,
  searchPattern,
} from './list-statement.js';
import { positionOf } from './sort-keys.js';
import type { ChildCounts, ListRequest, TaskPage } from './task-list.js';

/** A page and the version of its owner's tasks when it was read, or a moment before. */
export interface ReadPage {
  version: number;
  page: TaskPage;
  oldestDeletedAt?: Date;
}

@Injectable()
export class TaskPagesService {
  constructor(private readonly reads: FreshReadsService) {}

  async read(owner: string, request: ListRequest): Promise<ReadPage> {
    const { deletedAfter } = request.filter;
    const {
      counters: { version, liveCount },
      rows: [rows, oldest],
    } = await this.reads.read<[JsonRow[], ...{ oldest: Date | null }[][]]>(
      owner,
      [listStatement(owner, request), ...(deletedAfter === undefined ? [] : [oldestStatement(owner, deletedAfter)])],
      readOptions(request),
    );
    const page = await this.toPage(owner, request, rows, liveCount);
    const oldestDeletedAt = oldest?.[0]?.oldest;
    return { version, page, ...(oldestDeletedAt && { oldestDeletedAt }) };
  }

  private async toPage(owner: string, request: ListRequest, rows: JsonRow[], liveCount: number): Promise<TaskPage> {
    const { limit, skip, sort, keyset } = request;
    // Everything before the position is gone, so the page before it is the first one.
    if (keyset?.before && rows.length === 0) {
      const first = { ...request, keyset: undefined };
      return this.toPage(owner, first, await this.readRows(owner, first), liveCount);
    }
    const tasks = rows.slice(0, limit).map((row) => row.json);
    if (keyset?.before) tasks.reverse();
    const last = tasks.at(-1);
    let hasMore = rows.length > limit;
    if (keyset?.before && last !== undefined) {
      const beyond = { ...request, limit: 0, keyset: { position: positionOf(last, sort), before: false } };
      hasMore = (await this.readRows(owner, beyond)).length > 0;
    }
    const hasPrevious = keyset === undefined ? skip > 0 : !keyset.before || rows.length > limit;
    return {
      tasks,
      total: await this.total(owner, request, liveCount, tasks.length, hasMore),
      hasMore,
      hasPrevious,
      ...(request.withChildCounts && { childCounts: await this.countChildren(owner, tasks) }),
    };
  }

  private async countChildren(owner: string, tasks: string[]): Promise<Record<string, ChildCounts>> {
    const ids = tasks.map((json) => (JSON.parse(json) as TaskResponse).id);
    const {
      rows: [counts],
    } = await this.reads.read<[({ id: string } & ChildCounts)[]]>(owner, [childCountsStatement(owner, ids)]);
    return Object.fromEntries(counts.map(({ id, open, all }) => [id, { open, all }]));
  }

  private async readRows(owner: string, request: ListRequest): Promise<JsonRow[]> {
    const statement = listStatement(owner, request);
    const {
      rows: [rows],
    } = await this.reads.read<[JsonRow[]]>(owner, [statement], readOptions(request));
    return rows;
  }

  /** Counts only if it is asked for and neither the stored counter nor the page itself tells. */
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
    } = await this.reads.read<[{ n: string }[]]>(owner, [countStatement(owner, filter)], {
      search: searchPattern(filter),
    });
    return Number(row?.n);
  }
}
