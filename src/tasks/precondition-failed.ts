import { Problem } from '../common/problem.js';
import { etagOf, toTaskResponse } from './task-presenter.js';
import type { Task } from './task.entity.js';
import { TASK_ERRORS } from './tasks.errors.js';

export class PreconditionFailed extends Error {
  /** @param current undefined if the content of the task is gone. */
  constructor(
    readonly reason: 'STALE_TASK' | 'TASK_EXISTS',
    readonly current: Task | undefined,
    /** The fields of a merge that others have changed too. */
    readonly conflicts?: string[],
  ) {
    super(reason);
  }
}

/** Throws a `PreconditionFailed` as a 412 with the current task, and every other error unchanged. */
export function toPreconditionProblem(error: unknown): never {
  if (!(error instanceof PreconditionFailed)) throw error;
  const { reason, current } = error;
  throw new Problem(
    TASK_ERRORS[reason],
    current && { headers: { ETag: etagOf(current.version) }, members: { current: toTaskResponse(current) } },
  );
}
