import type { FieldFault } from '../common/problem.js';
import { invalid } from '../common/validation.pipe.js';
import { TRASH_DAYS } from '../database/retention.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import { PRIORITIES } from './task.entity.js';
import type { TaskFields } from './task-writer.repository.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What was deleted after this is in the trash; what was deleted before is gone. */
export const trashBegins = (now: Date): Date => new Date(now.getTime() - TRASH_DAYS * DAY_MS);

/** When a task that was deleted then leaves the trash, in milliseconds since the epoch. */
export const leavesTrash = (deletedAt: Date): number => deletedAt.getTime() + TRASH_DAYS * DAY_MS;

/** A task of which nothing was said. */
export const EMPTY: TaskFields = {
  title: '',
  description: null,
  completed: false,
  completedAt: null,
  priority: 0,
  dueDate: null,
  dueAt: null,
  tags: [],
};

/**
 * The fields of `base` with those of `dto` over them; `null` clears, and so does `clear`. A task that stays completed keeps its time of completion.
 *
 * @throws Problem VALIDATION_FAILED if the outcome has both a due day and a due instant, or a field is both set and cleared.
 */
export function applied(given: UpdateTaskDto, base: TaskFields, now: Date): TaskFields {
  const dto = given.clear === undefined ? given : withCleared(given, given.clear);
  const completed = dto.completed ?? base.completed;
  const dueDate = dto.due_date === undefined ? base.dueDate : dto.due_date;
  const dueAt = dto.due_at === undefined ? base.dueAt : dto.due_at === null ? null : new Date(dto.due_at);
  if (dueDate !== null && dueAt !== null) {
    const detail = 'must be null where the other of due_date and due_at is set: a task has a day or an instant';
    throw invalid([
      {
        pointer: dto.due_at === undefined || dto.due_at === null ? '/due_date' : '/due_at',
        code: 'CONFLICTING_FIELDS',
        detail,
      },
    ]);
  }
  return {
    title: dto.title ?? base.title,
    description: dto.description === undefined ? base.description : dto.description,
    completed,
    completedAt: completed ? (base.completedAt ?? now) : null,
    priority: dto.priority === undefined ? base.priority : PRIORITIES.indexOf(dto.priority),
    dueDate,
    dueAt,
    tags: dto.tags ?? base.tags,
  };
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
