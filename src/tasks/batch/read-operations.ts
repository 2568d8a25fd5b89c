import type { FaultCode } from '../../common/fault-codes.js';
import { escapePointer } from '../../common/json-faults.js';
import { type FieldFault, Problem } from '../../common/problem.js';
import { invalid, validated } from '../../common/request-validation.pipe.js';
import type { TextLimits } from '../../common/text-limits.js';
import { UUID } from '../../common/uuid.js';
import { BATCH_OPS, TaskBaseDto } from '../dto/batch.dto.js';
import { CreateTaskDto } from '../dto/create-task.dto.js';
import { UpdateTaskDto } from '../dto/update-task.dto.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import { FIELD_GROUPS } from './field-groups.js';
import type { Operation } from './operation.js';

const MEMBERS = {
  create: ['op', 'id', 'data'],
  patch: ['op', 'id', 'data', 'base', 'if_version'],
  delete: ['op', 'id', 'if_version'],
  restore: ['op', 'id', 'if_version'],
} as const satisfies Record<Operation['op'], string[]>;

/** What was given of one operation, and what is wrong with it. */
interface Reading {
  given: Record<string, unknown>;
  faults: FieldFault[];
  limits: TextLimits;
}

/** @returns for each the operation, or a Problem whose pointers begin at the operation: `/data/title`, `/if_version`. */
export function readOperations(
  given: unknown[],
  limits: TextLimits,
  { requireGuard = false } = {},
): (Operation | Problem)[] {
  return given.map((operation) => {
    const faults: FieldFault[] = [];
    const read = readOperation(operation, faults, limits);
    if (faults.length > 0) return invalid(faults);
    const guarded = read!;
    return requireGuard && lacksGuard(guarded) ? guardRequired() : guarded;
  });
}

function readOperation(given: unknown, faults: FieldFault[], limits: TextLimits): Operation | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    faults.push({ pointer: '', code: 'INVALID_TYPE', detail: 'must be a JSON object' });
    return undefined;
  }
  const reading = { given: given as Record<string, unknown>, faults, limits };
  const { op, id } = reading.given;
  if (!isOp(op)) {
    const code = op === undefined ? 'REQUIRED' : 'INVALID_VALUE';
    faults.push({ pointer: '/op', code, detail: `must be one of ${BATCH_OPS.join(', ')}` });
    return undefined;
  }
  const members: readonly string[] = MEMBERS[op];
  for (const name of Object.keys(given).filter((key) => !members.includes(key)))
    faults.push({ pointer: `/${escapePointer(name)}`, code: 'UNKNOWN_FIELD', detail: `is not a field of ${op}` });
  const isOptional = op === 'create' && id === undefined;
  if (!isOptional && (typeof id !== 'string' || !UUID.test(id)))
    faults.push({ pointer: '/id', code: id === undefined ? 'REQUIRED' : 'INVALID_UUID', detail: 'must be a UUID' });
  const taskId = String(id).toLowerCase();
  if (op === 'create')
    return { op, ...(!isOptional && { id: taskId }), data: readPart(CreateTaskDto, 'data', reading)! };
  const guard = readVersion(reading);
  if (op !== 'patch') return { op, id: taskId, ...guard };
  const data = readPart(UpdateTaskDto, 'data', reading)!;
  return { op, id: taskId, data, ...readBase(reading, data), ...guard };
}

const isOp = (op: unknown): op is Operation['op'] => BATCH_OPS.includes(op as Operation['op']);

function readPart<T extends object>(
  type: new () => T,
  name: string,
  { given, faults, limits }: Reading,
): T | undefined {
  try {
    return validated(type, given[name], limits);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    faults.push(...(error.errors ?? []).map((fault) => ({ ...fault, pointer: `/${name}${fault.pointer}` })));
    return undefined;
  }
}

function readVersion({ given: { if_version }, faults }: Reading): { if_version?: number } {
  if (if_version === undefined) return {};
  if (!Number.isSafeInteger(if_version) || (if_version as number) < 1) {
    const code: FaultCode = typeof if_version === 'number' ? 'INVALID_VALUE' : 'INVALID_TYPE';
    faults.push({ pointer: '/if_version', code, detail: 'must be the version of a task' });
  }
  return { if_version: if_version as number };
}

/** What a client saw may be longer than what it may send by now. */
function readBase(reading: Reading, data: UpdateTaskDto | undefined): { base?: TaskBaseDto } {
  if (reading.given.base === undefined) return {};
  const limits = Object.fromEntries(Object.keys(reading.limits).map((name) => [name, Infinity]));
  const base = readPart(TaskBaseDto, 'base', { ...reading, limits });
  if (base === undefined || data === undefined) return {};
  const has = (dto: object, name: string) => (dto as Record<string, unknown>)[name] !== undefined;
  for (const columns of FIELD_GROUPS.values()) {
    const names = columns.map(({ name }) => name);
    const changed = names.find((name) => has(data, name) || data.clear?.some((cleared) => cleared === name));
    if (changed !== undefined && !names.some((name) => has(base, name)))
      reading.faults.push({
        pointer: `/base/${changed}`,
        code: 'REQUIRED',
        detail: 'must be there, because data changes it',
      });
  }
  return { base };
}

const lacksGuard = (operation: Operation): boolean =>
  (operation.op === 'patch' || operation.op === 'delete') &&
  operation.if_version === undefined &&
  !('base' in operation);

function guardRequired(): Problem {
  const detail = 'must be there, or base where the operation is a patch';
  return new Problem(TASK_ERRORS.IF_MATCH_REQUIRED, { errors: [{ pointer: '/if_version', code: 'REQUIRED', detail }] });
}
