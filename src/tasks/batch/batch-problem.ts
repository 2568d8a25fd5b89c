import { COMMON_ERRORS } from '../../common/common.errors.js';
import type { FaultCode } from '../../common/fault-codes.js';
import { Problem } from '../../common/problem.js';
import { invalid } from '../../common/request-validation.pipe.js';
import { PreconditionFailed } from '../precondition-failed.js';
import { toTaskResponse } from '../task-presenter.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import type { Operation } from './operation.js';

/** What became of one operation that failed, with pointers that begin at it. @throws every other error. */
export function toOperationProblem(error: unknown): Problem {
  if (error instanceof PreconditionFailed) {
    const { reason, current, conflicts } = error;
    const members = { ...(conflicts && { conflicts }), ...(current && { current: toTaskResponse(current) }) };
    return new Problem(TASK_ERRORS[reason], { members, cause: error });
  }
  if (!(error instanceof Problem)) throw error;
  const errors = error.errors?.map((fault) => ({ ...fault, pointer: `/data${fault.pointer}` }));
  return new Problem(error.definition, { errors, cause: error });
}

/** The problem of an atomic batch whose operation `i` failed. */
export function toBatchProblem({ definition, errors, members, message }: Problem, i: number): Problem {
  const member = definition !== TASK_ERRORS.STALE_TASK ? 'id' : members.conflicts ? 'base' : 'if_version';
  const faults = errors ?? [{ pointer: `/${member}`, code: definition.code as FaultCode, detail: message }];
  return new Problem(definition, {
    errors: faults.map((fault) => ({ ...fault, pointer: `/operations/${i}${fault.pointer}` })),
    members,
  });
}

/** @throws Problem with the faults of all operations: VALIDATION_FAILED, else IF_MATCH_REQUIRED. */
export function demandOperations(operations: (Operation | Problem)[]): asserts operations is Operation[] {
  const problems = operations.map((operation, i) =>
    operation instanceof Problem ? toBatchProblem(operation, i) : undefined,
  );
  const faultsOf = (code: string) =>
    problems.flatMap((problem) => (problem?.definition.code === code ? problem.errors! : []));
  const faults = faultsOf(COMMON_ERRORS.VALIDATION_FAILED.code);
  if (faults.length > 0) throw invalid(faults);
  const unguarded = faultsOf(TASK_ERRORS.IF_MATCH_REQUIRED.code);
  if (unguarded.length > 0) throw new Problem(TASK_ERRORS.IF_MATCH_REQUIRED, { errors: unguarded });
}
