import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import type { Statement } from '../../database/statement.js';
import type { TaskResponse } from '../dto/task-response.dto.js';
import { FreshReadsService } from '../fresh-reads.service.js';
import type { JsonRow } from '../task-columns.js';
import { type DueRow, orderRows, sortsByDue } from './due-order.js';
import { dueStatement } from './due-statement.js';
import { expiriesOf } from './list-expiry.js';
import {
  childCountsStatement,
  countStatement,
  isUnfiltered,
  listStatement,
  readOptions,
  searchPattern,
} from './list-statement.js';
import { positionOf } from './sort-keys.js';
import type { ChildCounts, ListRequest, TaskPage } from './task-list.js';

/** A page and the version of its owner's tasks when it was read, or a moment before. */
export interface ReadPage {
  version: number;
  page: TaskPage;
  /** Of the profile, if it was asked for. */
  timeZone?: string;
  /** When time alone changes the list, in milliseconds since the epoch. */
  expires?: number;
}

const KNOWN_TIME_ZONES = 10_000;

@Injectable()
export class TaskPagesService {
  private readonly timeZones = new Map<string, string>();

  constructor(private readonly reads: FreshReadsService) {}

  /** The profile's time zone comes with the page: only where it is another one than last time is the page read again. */
  async readInProfileZone(owner: string, requestIn: (timeZone: string) => ListRequest): Promise<ReadPage> {
    for (;;) {
      const guess = this.timeZones.get(owner) ?? 'UTC';
      const read = await this.read(owner, requestIn(guess), true);
      if (read.timeZone === undefined || read.timeZone === guess) return read;
      if (this.timeZones.size >= KNOWN_TIME_ZONES) this.timeZones.clear();
      this.timeZones.set(owner, read.timeZone);
    }
  }

  async read(owner: string, request: ListRequest, withTimeZone = false): Promise<ReadPage> {
    const expiries = expiriesOf(owner, request);
    const statements = [pageStatement(owner, request), ...expiries.map(({ statement }) => statement)];
    const {
      counters: { version, liveCount, timeZone },
      rows: [rows, ...later],
    } = await this.reads.read<[JsonRow[], ...QueryResultRow[][]]>(owner, statements, {
      ...readOptions(request),
      withTimeZone,
    });
    const expires = Math.min(...expiries.map(({ readAt }, i) => readAt(later[i]!) ?? Infinity));
    const page = await this.toPage(owner, request, arrange(rows, request), liveCount);
    return { version, page, timeZone, ...(expires < Infinity && { expires }) };
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
    const {
      rows: [rows],
    } = await this.reads.read<[JsonRow[]]>(owner, [pageStatement(owner, request)], readOptions(request));
    return arrange(rows, request);
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

const pageStatement = (owner: string, request: ListRequest): Statement =>
  sortsByDue(request.sort) ? dueStatement(owner, request) : listStatement(owner, request);

/** The rows of a page and one more, in their order. */
function arrange(rows: JsonRow[], request: ListRequest): JsonRow[] {
  return sortsByDue(request.sort) ? orderRows(rows as DueRow[], request) : rows;
}
