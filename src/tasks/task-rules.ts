import type { FieldFault } from '../common/problem.js';
import { invalid } from '../common/request-validation.pipe.js';
import { TRASH_DAYS } from '../database/retention.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import { GIVEN_AT_CREATION } from './dto/task-response.dto.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import { mergeExtra } from './extra.js';
import { EMPTY_FIELDS, type TaskFields, valueOf, WRITABLE } from './task-columns.js';
import type { Task } from './task.entity.js';

const DAY_MS = 24 * 60 * 60 * 1000;

// Has every property of a task: those that are added behind a spread make V8 use a slow object.
const EPOCH = new Date(0);
const BLANK: Task = {
  ...EMPTY_FIELDS,
  userId: '',
  id: '',
  version: 0,
  deletedAt: null,
  createdAt: EPOCH,
  updatedAt: EPOCH,
};
/** By how much the clock of a client may be fast. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/** A task deleted after this instant is in the trash; one deleted before is gone. */
export const trashBegins = (now: Date): Date => new Date(now.getTime() - TRASH_DAYS * DAY_MS);

/** In milliseconds since the epoch. */
export const leavesTrash = (deletedAt: Date): number => deletedAt.getTime() + TRASH_DAYS * DAY_MS;

export const isRestorable = ({ deletedAt }: Task, now: Date): boolean =>
  deletedAt === null || deletedAt > trashBegins(now);

/** @throws Problem VALIDATION_FAILED for what `mergeFields` refuses, and for times that cannot be. */
export function newTask(userId: string, id: string, dto: CreateTaskDto, now: Date): Task {
  const createdAt = dto.created_at === undefined ? now : new Date(dto.created_at);
  const task = mergeFields(dto, { ...BLANK, userId, id, createdAt, updatedAt: now }, now);
  const faults = timeFaults(dto, now);
  if (faults.length > 0) throw invalid(faults);
  if (dto.completed_at) task.completedAt = new Date(dto.completed_at);
  return task;
}

function timeFaults(dto: CreateTaskDto, now: Date): FieldFault[] {
  const latest = now.getTime() + CLOCK_TOLERANCE_MS;
  const faults = GIVEN_AT_CREATION.filter((name) => Date.parse(dto[name] ?? '') > latest).map((name): FieldFault => ({
    pointer: `/${name}`,
    code: 'INVALID_VALUE',
    detail: 'must not be in the future',
  }));
  if (dto.completed_at && dto.completed !== true) {
    const detail = 'must be null where completed is not true';
    faults.push({ pointer: '/completed_at', code: 'CONFLICTING_FIELDS', detail });
  }
  return faults;
}

/** @throws Problem VALIDATION_FAILED for both a due day and a due instant, or a field both set and cleared. */
export function mergeFields<Fields extends TaskFields>(given: UpdateTaskDto, base: Fields, now: Date): Fields {
  const dto = withoutClear(given);
  const fields = { ...base };
  for (const column of WRITABLE) {
    const json = dto[column.name as keyof UpdateTaskDto];
    if (json !== undefined) (fields as Record<string, unknown>)[column.property] = valueOf(column, json);
  }
  if (fields.dueDate !== null && fields.dueAt !== null) {
    const pointer = dto.due_at === undefined || dto.due_at === null ? '/due_date' : '/due_at';
    const detail = 'must be null where the other of due_date and due_at is set: a task has a day or an instant';
    throw invalid([{ pointer, code: 'CONFLICTING_FIELDS', detail }]);
  }
  // A task that stays completed keeps its time of completion.
  return { ...fields, completedAt: fields.completed ? (base.completedAt ?? now) : null };
}

/** As `mergeFields`, but for `extra`, which is merged member by member. */
export function patchFields(dto: UpdateTaskDto, current: Task, now: Date): Task {
  const { extra } = dto;
  return mergeFields(extra ? { ...dto, extra: mergeExtra(current.extra, extra) } : dto, current, now);
}

/** With null for each field that `clear` names. @throws Problem VALIDATION_FAILED for one that is set too. */
export function withoutClear({ clear = [], ...dto }: UpdateTaskDto): UpdateTaskDto {
  const errors = clear.flatMap((name, i): FieldFault[] =>
    dto[name] === undefined || dto[name] === null
      ? []
      : [
          {
            pointer: `/clear/${i}`,
            code: 'CONFLICTING_FIELDS',
            detail: `must not name ${name}, which is given a value`,
          },
        ],
  );
  if (errors.length > 0) throw invalid(errors);
  return { ...dto, ...Object.fromEntries(clear.map((name) => [name, null])) };
}
