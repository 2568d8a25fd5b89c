import { Problem } from '../common/problem.js';
import { etagOf, toTaskResponse } from './task-presenter.js';
import type { Task } from './task.entity.js';
import { TASK_ERRORS } from './tasks.errors.js';

/** A task is not as the one who writes it believes. */
export class PreconditionFailed extends Error {
  /** @param current the task as it is; undefined if its content is gone. */
  constructor(
    readonly reason: 'STALE_TASK' | 'TASK_EXISTS',
    readonly current: Task | undefined,
  ) {
    super(reason);
  }
}

/** Throws the 412 of a failed precondition, with the task as it is; anything else as it came. */
export function toPreconditionProblem(error: unknown): never {
  if (!(error instanceof PreconditionFailed)) throw error;
  const { reason, current } = error;
  throw new Problem(
    TASK_ERRORS[reason],
    current && { headers: { ETag: etagOf(current.version) }, members: { current: toTaskResponse(current) } },
  );
}
