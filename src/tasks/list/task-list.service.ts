import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { invalid } from '../../common/request-validation.pipe.js';
import type { ListTasksQuery } from '../dto/list-tasks.query.js';
import { parseSort } from '../dto/sort.js';
import { FreshReadsService } from '../fresh-reads.service.js';
import type { EntityTags } from '../preconditions.js';
import { searchForm, tagForm } from '../text-forms.js';
import { PRIORITIES } from '../task.entity.js';
import { leavesTrash, trashBegins } from '../task-rules.js';
import { CursorsService } from './cursors.service.js';
import { formatListTag, type ListTag, parseListTag, queryName } from './list-tag.js';
import { positionOf } from './sort-keys.js';
import type { ListRequest, TaskFilter, TaskPage } from './task-list.js';
import { TaskPagesService } from './task-pages.service.js';

export interface ListedPage extends TaskPage {
  next: string | null;
  /** Null on the first page, and where `skip` leads back. */
  previous: string | null;
}

export interface Listing {
  etag: string;
  /** Undefined if the client has this page already. */
  page?: ListedPage;
}

@Injectable()
export class TaskListService {
  constructor(
    private readonly pages: TaskPagesService,
    private readonly reads: FreshReadsService,
    private readonly cursors: CursorsService,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem INVALID_CURSOR, or VALIDATION_FAILED for a cursor together with `skip`. */
  async list(owner: string, query: ListTasksQuery, known?: EntityTags): Promise<Listing> {
    const { cursor, skip, limit, include_total: withTotal = cursor === undefined } = query;
    if (cursor !== undefined && skip > 0) {
      throw invalid([{ pointer: '/skip', code: 'CONFLICTING_FIELDS', detail: 'must be absent where cursor is given' }]);
    }
    const now = this.clock.date();
    const list = listName(owner, query);
    const keyset = cursor === undefined ? undefined : this.cursors.read(cursor, list);
    const name = queryName(owner, query);
    if (known !== undefined) {
      const valid = findValidTag({ version: await this.reads.readVersion(owner), query: name }, known, now);
      if (valid !== undefined) return { etag: formatListTag(valid) };
    }
    const request: ListRequest = {
      filter: filterOf(query, now),
      sort: parseSort(query.sort) ?? [],
      skip,
      limit,
      keyset,
      withTotal,
    };
    const { version, page, oldestDeletedAt } = await this.pages.read(owner, request);
    const expires = oldestDeletedAt && leavesTrash(oldestDeletedAt);
    return { etag: formatListTag({ version, query: name, expires }), page: this.withCursors(page, request, list) };
  }

  private withCursors(page: TaskPage, { sort, keyset }: ListRequest, list: string): ListedPage {
    const first = page.tasks[0];
    const last = page.tasks.at(-1);
    const next =
      page.hasMore && last ? this.cursors.issue({ position: positionOf(last, sort), before: false }, list) : null;
    const back = keyset !== undefined && page.hasPrevious && first;
    return {
      ...page,
      next,
      previous: back ? this.cursors.issue({ position: positionOf(first, sort), before: true }, list) : null,
    };
  }
}

/** The tag among the client's that still holds; for `*` any does (RFC 9110, 13.1.2). */
function findValidTag({ version, query }: ListTag, known: EntityTags, now: Date): ListTag | undefined {
  if (known === '*') return { version, query };
  return known
    .map(parseListTag)
    .find(
      (tag) =>
        tag?.version === version && tag.query === query && (tag.expires === undefined || now.getTime() < tag.expires),
    );
}

function filterOf(query: ListTasksQuery, now: Date): TaskFilter {
  const toDate = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  return {
    completed: query.completed,
    priorities: (query.priority ?? []).map((priority) => PRIORITIES.indexOf(priority)),
    tags: (query.tag ?? []).map(tagForm),
    search: query.q === undefined ? '' : searchForm(query.q).trim(),
    dueBefore: toDate(query.due_before),
    dueAfter: toDate(query.due_after),
    updatedAfter: toDate(query.updated_after),
    ...(query.deleted && { deletedAfter: trashBegins(now) }),
  };
}

/** What a cursor is bound to: all but the page. */
function listName(
  owner: string,
  { sort, completed, priority, tag, q, due_before, due_after, updated_after, deleted }: ListTasksQuery,
): string {
  // Not the name of the release before, whose cursors of this order had other keys.
  const order = sort.replace('updated_at', 'version');
  return JSON.stringify([owner, order, completed, priority, tag, q, due_before, due_after, updated_after, deleted]);
}
