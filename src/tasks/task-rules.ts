import type { FieldFault } from '../common/problem.js';
import { invalid } from '../common/request-validation.pipe.js';
import { TRASH_DAYS } from '../database/retention.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import { EMPTY, type TaskFields, valueOf, WRITABLE } from './task-columns.js';
import type { Task } from './task.entity.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What was deleted after this is in the trash; what was deleted before is gone. */
export const trashBegins = (now: Date): Date => new Date(now.getTime() - TRASH_DAYS * DAY_MS);

/** When a task that was deleted then leaves the trash, in milliseconds since the epoch. */
export const leavesTrash = (deletedAt: Date): number => deletedAt.getTime() + TRASH_DAYS * DAY_MS;

/** Whether a task is live, or in the trash. */
export const isRestorable = ({ deletedAt }: Task, now: Date): boolean =>
  deletedAt === null || deletedAt > trashBegins(now);

/** A task that was never written. @throws Problem VALIDATION_FAILED as `mergeFields` does. */
export function newTask(userId: string, id: string, dto: CreateTaskDto, now: Date): Task {
  const fields = mergeFields(dto, EMPTY, now);
  return { ...fields, userId, id, version: 0, deletedAt: null, createdAt: now, updatedAt: now };
}

/**
 * `base` with the fields of `dto` over its own; `null` clears, and so does `clear`. A task that stays completed keeps its
 * time of completion.
 *
 * @throws Problem VALIDATION_FAILED if the outcome has both a due day and a due instant, or a field is both set and cleared.
 */
export function mergeFields<Fields extends TaskFields>(given: UpdateTaskDto, base: Fields, now: Date): Fields {
  const dto = given.clear === undefined ? given : withCleared(given, given.clear);
  const fields = { ...base };
  for (const column of WRITABLE) {
    const json = dto[column.name as keyof UpdateTaskDto];
    if (json !== undefined) Object.assign(fields, { [column.property]: valueOf(column, json) });
  }
  if (fields.dueDate !== null && fields.dueAt !== null) {
    const pointer = dto.due_at === undefined || dto.due_at === null ? '/due_date' : '/due_at';
    const detail = 'must be null where the other of due_date and due_at is set: a task has a day or an instant';
    throw invalid([{ pointer, code: 'CONFLICTING_FIELDS', detail }]);
  }
  return { ...fields, completedAt: fields.completed ? (base.completedAt ?? now) : null };
}

/** @throws Problem VALIDATION_FAILED if a field to be cleared is given a value too. */
function withCleared(dto: UpdateTaskDto, names: NonNullable<UpdateTaskDto['clear']>): UpdateTaskDto {
  const errors = names.flatMap((name, i): FieldFault[] =>
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
  return { ...dto, ...Object.fromEntries(names.map((name) => [name, null])) };
}
