import { API_BASE } from '../common/api-base.js';
import { REVALIDATED } from '../common/cache-control.js';
import type { Answer } from '../idempotency/answer.js';
import type { TaskResponse } from './dto/task-response.dto.js';
import { type EntityTags, matchesVersion } from './preconditions.js';
import { jsonOf, SHOWN } from './task-columns.js';
import type { Task } from './task.entity.js';

export function toTaskResponse(task: Task): TaskResponse {
  const response = {} as Record<keyof TaskResponse, unknown>;
  for (const column of SHOWN) response[column.name as keyof TaskResponse] = jsonOf(column, task[column.property]);
  return response as TaskResponse;
}

export function readAnswer(task: Task, known: EntityTags | undefined): Answer {
  const headers = { 'Cache-Control': REVALIDATED, ETag: etagOf(task.version) };
  if (known !== undefined && matchesVersion(known, task.version)) return { status: 304, headers, body: '' };
  return { status: 200, headers, body: JSON.stringify(toTaskResponse(task)) };
}

export function createdAnswer(task: Task, publicPath: string): Answer {
  const { headers, body } = taskAnswer(task);
  const Location = `${publicPath}${API_BASE}/${task.userId}/tasks/${task.id}`;
  return { status: 201, headers: { ...headers, Location }, body };
}

export function taskAnswer(task: Task): Answer {
  return { status: 200, headers: { ETag: etagOf(task.version) }, body: JSON.stringify(toTaskResponse(task)) };
}

export const etagOf = (version: number): string => `"${version}"`;
