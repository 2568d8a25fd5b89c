import { demandAsStored } from '../common/read-only.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import { SET_BY_SERVER, TASK_READ_ONLY } from './dto/task-response.dto.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import type { Task } from './task.entity.js';
import { toTaskResponse } from './task-presenter.js';

/** @throws Problem VALIDATION_FAILED if a read-only field is not as it is stored. */
export function demandStored(dto: UpdateTaskDto, current: Task): void {
  demandAsStored(TASK_READ_ONLY, dto, () => toTaskResponse(current));
}

/** For a task that is not stored yet: the server knows only its owner. @throws Problem VALIDATION_FAILED. */
export function demandNew(dto: CreateTaskDto, owner: string): void {
  const known = { user_id: owner, deleted_at: null };
  const fault = { code: 'UNKNOWN_FIELD' as const, detail: 'is not a field of this request' };
  demandAsStored(SET_BY_SERVER, dto, () => known, fault);
}

/** A task under a client's id may be an exported one: its version and the time of its last write are made anew. */
export function demandNewAs(dto: CreateTaskDto, owner: string, id: string): void {
  demandAsStored(['id', 'user_id', 'deleted_at'], dto, () => ({ id, user_id: owner, deleted_at: null }));
}
