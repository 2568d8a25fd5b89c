import type { FaultCode } from '../common/fault-codes.js';
import { escapePointer } from '../common/json-faults.js';

import { type FieldFault, Problem } from '../common/problem.js';
import type { TextLimits } from '../common/text-limits.js';
import { UUID } from '../common/uuid.js';
import { invalid, validated } from '../common/request-validation.pipe.js';
import type { Operation } from './dto/batch.dto.js';
import { CreateTaskDto } from './dto/create-task.dto.js';
import { UpdateTaskDto } from './dto/update-task.dto.js';

const MEMBERS = { create: ['op', 'data'], patch: ['op', 'id', 'data'], delete: ['op', 'id'] } as const;

/** @throws Problem VALIDATION_FAILED with the faults of all operations, at `/operations/3/data/title` and so on. */
export function readOperations(given: unknown[], limits: TextLimits): Operation[] {
  const faults: FieldFault[] = [];
  const operations = given.map((operation, i) => readOperation(operation, `/operations/${i}`, limits, faults));
  if (faults.length > 0) throw invalid(faults);
  return operations as Operation[];
}

export function toBatchProblem(problem: Problem, i: number): Problem {
  const at = `/operations/${i}`;
  const code = problem.definition.code as FaultCode;
  const errors = problem.errors?.map((fault) => ({ ...fault, pointer: `${at}/data${fault.pointer}` }));
  return new Problem(problem.definition, {
    errors: errors ?? [{ pointer: `${at}/id`, code, detail: problem.message }],
    cause: problem,
  });
}

function readOperation(given: unknown, at: string, limits: TextLimits, faults: FieldFault[]): Operation | undefined {
  const fault = (pointer: string, code: FaultCode, detail: string) => void faults.push({ pointer, code, detail });
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return fault(at, 'INVALID_TYPE', 'must be a JSON object');
  const { op, id, data } = given as Record<string, unknown>;
  if (op !== 'create' && op !== 'patch' && op !== 'delete') {
    return fault(`${at}/op`, op === undefined ? 'REQUIRED' : 'INVALID_VALUE', 'must be create, patch or delete');
  }
  const members: readonly string[] = MEMBERS[op];
  for (const key of Object.keys(given)) {
    if (!members.includes(key)) fault(`${at}/${escapePointer(key)}`, 'UNKNOWN_FIELD', `is not a field of ${op}`);
  }
  if (members.includes('id') && (typeof id !== 'string' || !UUID.test(id))) {
    fault(`${at}/id`, id === undefined ? 'REQUIRED' : 'INVALID_UUID', 'must be a UUID');
  }
  const taskId = String(id).toLowerCase();
  if (op === 'delete') return { op, id: taskId };
  try {
    return op === 'create'
      ? { op, data: validated(CreateTaskDto, data, limits) }
      : { op, id: taskId, data: validated(UpdateTaskDto, data, limits) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    for (const { pointer, ...rest } of error.errors ?? []) faults.push({ pointer: `${at}/data${pointer}`, ...rest });
  }
}
