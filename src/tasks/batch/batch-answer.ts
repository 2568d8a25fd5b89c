import { Problem } from '../../common/problem.js';
import type { Answer } from '../../idempotency/answer.js';
import type { BatchResponse, IndependentBatchResponse, OperationResult } from '../dto/batch-response.dto.js';
import { toTaskResponse } from '../task-presenter.js';
import type { BatchResult } from './batch.service.js';
import type { Outcome } from './operation.js';
import { undoOfBatch } from './undo.js';

export function atomicAnswer({ version, results }: BatchResult<Outcome>): Answer {
  const tasks = results.map(({ task }) => toTaskResponse(task));
  const answer = { version, results: tasks, undo: undoOfBatch(results) } as BatchResponse;
  return { status: 200, headers: {}, body: JSON.stringify(answer) };
}

export function independentAnswer({ version, results }: BatchResult<Outcome | Problem>): Answer {
  const answer: IndependentBatchResponse = {
    version,
    results: results.map((result) => (result instanceof Problem ? presentProblem(result) : presentOutcome(result))),
  };
  return { status: 207, headers: {}, body: JSON.stringify(answer) };
}

function presentOutcome({ task, isNew, undo }: Outcome): OperationResult {
  const { id, version, deletedAt } = task;
  const shown =
    deletedAt === null ? { task: toTaskResponse(task) } : { id, version, deleted_at: deletedAt.toISOString() };
  return {
    status: isNew ? 201 : 200,
    ...shown,
    ...(undo === undefined ? { unchanged: true } : { undo }),
  };
}

/** Pointers into `data` begin there, as in the body of a single write. */
function presentProblem({ definition: { status, code }, message, errors, members }: Problem): OperationResult {
  return {
    status,
    error_code: code,
    detail: message,
    ...(errors && {
      errors: errors.map((fault) => ({ ...fault, pointer: fault.pointer.replace(/^\/data(?=\/)/, '') })),
    }),
    ...members,
  };
}
