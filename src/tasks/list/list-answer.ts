import { REVALIDATED } from '../../common/cache-control.js';
import type { Answer } from '../../idempotency/answer.js';
import type { ListTasksQuery } from '../dto/list-tasks.query.js';
import type { TaskListResponse } from '../dto/task-list-response.dto.js';
import { linkHeader } from './links.js';
import type { ListedPage } from './task-list.js';
import type { Listing } from './task-list.service.js';

export function listAnswer(url: string, query: ListTasksQuery, { etag, page }: Listing): Answer {
  const headers = { 'Cache-Control': REVALIDATED, ETag: etag };
  if (page === undefined) return { status: 304, headers, body: '' };
  return { status: 200, headers: { ...headers, Link: linkHeader(url, query, page) }, body: listJson(query, page) };
}

function listJson({ skip, limit }: ListTasksQuery, { tasks, total, hasMore, next, childCounts }: ListedPage): string {
  const rest: Omit<TaskListResponse, 'items'> = {
    total,
    skip,
    limit,
    has_more: hasMore,
    next_cursor: next,
    child_counts: childCounts,
  };
  return `{"items":[${tasks.join(',')}],${JSON.stringify(rest).slice(1)}`;
}
