import { API_BASE } from '../common/api-base.js';
import { REVALIDATED } from '../common/cache-control.js';
import type { Answer } from '../idempotency/answer.js';
import type { BatchResponse } from './dto/batch-response.dto.js';
import type { TaskResponse } from './dto/task-response.dto.js';
import { type EntityTags, matches } from './preconditions.js';
import { jsonOf, SHOWN } from './task-columns.js';
import type { Task } from './task.entity.js';

/** A task as clients get it: each column under its name. */
export function toTaskResponse(task: Task): TaskResponse {
  const response = {} as Record<keyof TaskResponse, unknown>;
  for (const column of SHOWN) response[column.name as keyof TaskResponse] = jsonOf(column, task[column.property]);
  return response as TaskResponse;
}

/** The answer to a read of one task, of which the client may have a version already. */
export function readAnswer(task: Task, known: EntityTags | undefined): Answer {
  const headers = { 'Cache-Control': REVALIDATED, ETag: etagOf(task.version) };
  if (known !== undefined && matches(known, task.version)) return { status: 304, headers, body: '' };
  return { status: 200, headers, body: JSON.stringify(toTaskResponse(task)) };
}

/** The answer to a creation. */
export function createdAnswer(task: Task): Answer {
  const { headers, body } = taskAnswer(task);
  return { status: 201, headers: { ...headers, Location: `${API_BASE}/${task.userId}/tasks/${task.id}` }, body };
}

/** The answer to a change of one task. */
export function taskAnswer(task: Task): Answer {
  return { status: 200, headers: { ETag: etagOf(task.version) }, body: JSON.stringify(toTaskResponse(task)) };
}

/** The answer to a batch. */
export function batchAnswer(tasks: Task[]): Answer {
  const answer: BatchResponse = { results: tasks.map(toTaskResponse) };
  return { status: 200, headers: {}, body: JSON.stringify(answer) };
}

/** The entity tag of a version (RFC 9110, 8.8.3). */
export const etagOf = (version: number): string => `"${version}"`;
