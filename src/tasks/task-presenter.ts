import type { ListTasksQuery } from './dto/list-tasks.query.js';
import type { TaskListResponse } from './dto/task-list-response.dto.js';
import type { TaskResponse } from './dto/task-response.dto.js';
import { PRIORITIES, type Task } from './task.entity.js';
import type { TaskPage } from './tasks.repository.js';

/** A task as clients get it. */
export function toTaskResponse(task: Task): TaskResponse {
  return {
    id: task.id,
    user_id: task.userId,
    title: task.title,
    description: task.description,
    completed: task.completed,
    completed_at: task.completedAt?.toISOString() ?? null,
    priority: PRIORITIES[task.priority] ?? 'none',
    due_date: task.dueDate,
    due_at: task.dueAt?.toISOString() ?? null,
    tags: task.tags,
    version: task.version,
    deleted_at: task.deletedAt?.toISOString() ?? null,
    created_at: task.createdAt.toISOString(),
    updated_at: task.updatedAt.toISOString(),
  };
}

/** A page of tasks as clients get it. */
export function toTaskListResponse(page: TaskPage, query: ListTasksQuery): TaskListResponse {
  return {
    items: page.tasks.map(toTaskResponse),
    total: page.total,
    skip: query.skip,
    limit: query.limit,
    has_more: page.hasMore,
  };
}

/** The entity tag of a version (RFC 9110, 8.8.3). */
export const etagOf = (version: number): string => `"${version}"`;
