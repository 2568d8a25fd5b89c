import { API_BASE } from '../common/api-base.js';
import type { Answer } from '../idempotency/answer.js';
import type { BatchResponse } from './dto/batch-response.dto.js';
import type { ListTasksQuery } from './dto/list-tasks.query.js';
import type { TaskListResponse } from './dto/task-list-response.dto.js';
import type { TaskResponse } from './dto/task-response.dto.js';
import type { ListedPage } from './list/task-list.service.js';
import { PRIORITIES, type Task } from './task.entity.js';

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

/** The answer to a write of one task. */
export function taskAnswer(status: 200 | 201, task: Task): Answer {
  const headers = {
    ETag: etagOf(task.version),
    ...(status === 201 && { Location: `${API_BASE}/${task.userId}/tasks/${task.id}` }),
  };
  return { status, headers, body: JSON.stringify(toTaskResponse(task)) };
}

/** The answer to a batch. */
export function batchAnswer(tasks: Task[]): Answer {
  const answer: BatchResponse = { results: tasks.map(toTaskResponse) };
  return { status: 200, headers: {}, body: JSON.stringify(answer) };
}

/** The answer to a list, JSON: a `TaskListResponse` around tasks that are JSON already. */
export function listAnswer({ tasks, total, hasMore, next }: ListedPage, { skip, limit }: ListTasksQuery): string {
  const rest: Omit<TaskListResponse, 'items'> = { total, skip, limit, has_more: hasMore, next_cursor: next };
  return `{"items":[${tasks.join(',')}],${JSON.stringify(rest).slice(1)}`;
}

/** The entity tag of a version (RFC 9110, 8.8.3). */
export const etagOf = (version: number): string => `"${version}"`;
