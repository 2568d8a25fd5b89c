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
import type { Keyset, ListRequest, TaskFilter, TaskPage } from './task-list.js';
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

  /** @throws Problem INVALID_CURSOR, or VALIDATION_FAILED for parameters that exclude each other. */
  async list(owner: string, query: ListTasksQuery, known?: EntityTags): Promise<Listing> {
    demandCompatible(query);
    const now = this.clock.date();
    const list = listName(owner, query);
    const keyset = query.cursor === undefined ? undefined : this.cursors.read(query.cursor, list);
    const chosenZone = query.tz ?? keyset?.timeZone;
    const usesProfile = chosenZone === undefined && dependsOnTimeZone(query);
    if (known !== undefined) {
      const { version, timeZone } = await this.reads.readCounters(owner, usesProfile);
      const valid = findValidTag({ version, query: queryName(owner, query, timeZone) }, known, now);
      if (valid !== undefined) return { etag: formatListTag(valid) };
    }
    const requestIn = (timeZone: string) => requestOf(query, timeZone, now, keyset);
    const request = requestIn(chosenZone ?? 'UTC');
    const { version, timeZone, expires, page } = usesProfile
      ? await this.pages.readInProfileZone(owner, requestIn)
      : await this.pages.read(owner, request);
    return {
      etag: formatListTag({ version, query: queryName(owner, query, timeZone), expires }),
      page: this.withCursors(page, request, list, keyset?.timeZone ?? timeZone),
    };
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
export function findValidTag({ version, query }: ListTag, known: EntityTags, now: Date): ListTag | undefined {
  if (known === '*') return { version, query };
  return known
    .map(parseListTag)
    .find(
      (tag) =>
        tag?.version === version && tag.query === query && (tag.expires === undefined || now.getTime() < tag.expires),
    );
}

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
