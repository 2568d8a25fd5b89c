import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { ListTasksQuery } from '../dto/list-tasks.query.js';
import { NO_PARENT } from '../dto/parent.js';
import { parseSort } from '../dto/sort.js';
import { readingsOf } from '../dto/tag-filter.js';
import { FreshReadsService } from '../fresh-reads.service.js';
import type { EntityTags } from '../preconditions.js';
import { searchForm, tagForm } from '../text-forms.js';
import { PRIORITIES } from '../task.entity.js';
import { trashBegins } from '../task-rules.js';
import { CursorsService } from './cursors.service.js';
import { dependsOnTimeZone, dueRangesOf } from './due-ranges.js';
import { demandCompatible } from './list-conflicts.js';
import { formatListTag, type ListTag, parseListTag, queryName } from './list-tag.js';
import { positionOf } from './sort-keys.js';
import type { Keyset, ListedPage, ListRequest, TaskFilter, TaskPage } from './task-list.js';
import { PageCacheService } from './page-cache.service.js';
import { TaskPagesService } from './task-pages.service.js';

export interface Listing {
  etag: string;
  /** Undefined if the client has this page already. */
  page?: ListedPage;
}

@Injectable()
export class TaskListService {
  constructor(
    private readonly pages: TaskPagesService,
    private readonly cache: PageCacheService,
    private readonly reads: FreshReadsService,
    private readonly cursors: CursorsService,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem INVALID_CURSOR, or VALIDATION_FAILED for parameters that exclude each other. */
  async list(owner: string, query: ListTasksQuery, known?: EntityTags): Promise<Listing> {
    demandCompatible(query);
    const now = this.clock.date();
    const list = listName(owner, query);
    const keyset = query.cursor === undefined ? undefined : this.cursors.read(query.cursor, list);
    const chosenZone = query.tz ?? keyset?.timeZone;
    const usesProfile = chosenZone === undefined && dependsOnTimeZone(query);
    const cached = this.cache.find(owner, queryName(owner, query));
    if (known !== undefined || cached !== undefined) {
      const { version, timeZone } = await this.reads.readCounters(owner, usesProfile);
      const current = { version, query: queryName(owner, query, timeZone) };
      const valid = known && findValidTag(current, known, now);
      if (valid !== undefined) return { etag: formatListTag(valid) };
      if (cached !== undefined && isValid(cached.tag, current, now))
        return { etag: formatListTag(cached.tag), page: cached.page };
    }
    const requestIn = (timeZone: string) => requestOf(query, timeZone, now, keyset);
    const request = requestIn(chosenZone ?? 'UTC');
    const { version, timeZone, expires, page } = usesProfile
      ? await this.pages.readInProfileZone(owner, requestIn)
      : await this.pages.read(owner, request);
    const tag: ListTag = { version, query: queryName(owner, query, timeZone), expires };
    const listed = this.withCursors(page, request, list, keyset?.timeZone ?? timeZone);
    this.cache.put(owner, queryName(owner, query), { tag, page: listed });
    return { etag: formatListTag(tag), page: listed };
  }

  private withCursors(page: TaskPage, { sort, keyset }: ListRequest, list: string, timeZone?: string): ListedPage {
    const issue = (task: string | undefined, before: boolean) =>
      task === undefined ? null : this.cursors.issue({ position: positionOf(task, sort), before, timeZone }, list);
    return {
      ...page,
      next: page.hasMore ? issue(page.tasks.at(-1), false) : null,
      previous: keyset !== undefined && page.hasPrevious ? issue(page.tasks[0], true) : null,
    };
  }
}

/** The tag among the client's that still holds; for `*` any does (RFC 9110, 13.1.2). */
export function findValidTag(current: ListTag, known: EntityTags, now: Date): ListTag | undefined {
  if (known === '*') return current;
  return known.map(parseListTag).find((tag) => tag !== undefined && isValid(tag, current, now));
}

const isValid = ({ version, query, expires = Infinity }: ListTag, current: ListTag, now: Date): boolean =>
  version === current.version && query === current.query && now.getTime() < expires;

function requestOf(query: ListTasksQuery, timeZone: string, now: Date, keyset?: Keyset): ListRequest {
  const { due, skip, limit, cursor, include_total: withTotal = cursor === undefined } = query;
  return {
    filter: { ...filterOf(query, now), due: dueRangesOf(query, due, timeZone, now.getTime()) },
    ahead: due === 'overdue' ? dueRangesOf(query, 'ahead', timeZone, now.getTime()) : undefined,
    sort: parseSort(query.sort) ?? [],
    timeZone,
    skip,
    limit,
    keyset,
    withTotal,
    withChildCounts: query.include?.includes('child_counts') === true,
  };
}

function filterOf(query: ListTasksQuery, now: Date): TaskFilter {
  return {
    completed: query.due === 'overdue' ? false : query.completed,
    priorities: (query.priority ?? []).map((priority) => PRIORITIES.indexOf(priority)),
    tags: (query.tag ?? []).map((text) => readingsOf(text).map((tags) => tags.map(tagForm))),
    tagMode: query.tag_mode,
    search: query.q === undefined ? '' : searchForm(query.q).trim(),
    updatedAfter: query.updated_after === undefined ? undefined : new Date(query.updated_after),
    parentId: query.parent_id === NO_PARENT ? null : query.parent_id,
    ...(query.deleted && { deletedAfter: trashBegins(now) }),
  };
}

/** What a cursor is bound to: all but the page. */
function listName(owner: string, query: ListTasksQuery): string {
  const { sort, completed, priority, tag, q, due_before, due_after, updated_after, deleted } = query;
  const { tag_mode, parent_id, due, due_on, due_from, due_until, tz } = query;
  // Not the name of the release before, whose cursors of this order had other keys.
  const order = sort.replace('updated_at', 'version');
  const name = [owner, order, completed, priority, tag, q, due_before, due_after, updated_after, deleted];
  // Appended only where they matter, so that cursors of a release that did not know them outlive an upgrade.
  const newer = [tag_mode, parent_id, due, due_on, due_from, due_until, tz];
  const isNewer = dependsOnTimeZone(query) || newer.some((value) => value !== undefined);
  return JSON.stringify(isNewer ? [...name, ...newer] : name);
}
