import { isInstant } from '../common/validators.js';
import { Problem } from '../common/problem.js';
import type { Operation } from './batch/operation.js';
import type { BatchDto } from './dto/batch.dto.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import { emptyOf, jsonOf, WRITABLE } from './task-columns.js';

/** Left out where they are empty, as by releases that did not know them: their keys outlive an upgrade. */
const NEWER = ['parent_id', 'position', 'extra'];

const INSTANTS = ['due_at', 'completed_at', 'created_at'] as const;

const DEFAULTS = Object.fromEntries(
  WRITABLE.filter(({ name }) => !NEWER.includes(name)).map((column) => [column.name, jsonOf(column, emptyOf(column))]),
);

/** A creation in one form, so that bodies that mean the same are equal: defaults are filled in, instants are in UTC. */
export function meaningOfCreation(dto: CreateTaskDto): object {
  const meaning = Object.entries({ ...DEFAULTS, ...meaningOfChange(dto) });
  return Object.fromEntries(meaning.filter(([name, value]) => value !== null || name in DEFAULTS));
}

/** A change in one form: a field named in `clear` is null. One that is left out stays out, unlike any value. */
export function meaningOfChange({ clear = [], ...fields }: UpdateTaskDto): object {
  // A field both set and cleared is refused later, so it must equal neither.
  const conflicting = clear.filter((name) => (fields[name] ?? null) !== null);
  return {
    ...fields,
    ...Object.fromEntries(
      INSTANTS.filter((name) => isInstant(fields[name])).map((name) => [name, new Date(fields[name]!).toISOString()]),
    ),
    ...Object.fromEntries(clear.filter((name) => !conflicting.includes(name)).map((name) => [name, null])),
    ...(conflicting.length > 0 && { clear: conflicting }),
  };
}

/**
 * Atomic ones as a list, as by releases that knew no others.
 * @param given stands for an operation that is not valid.
 */
export function meaningOfBatch(mode: BatchDto['mode'], operations: (Operation | Problem)[], given: unknown[]): object {
  const meanings = operations.map((operation, i) =>
    operation instanceof Problem ? given[i] : meaningOfOperation(operation),
  );
  return mode === 'independent' ? { mode, operations: meanings } : meanings;
}

function meaningOfOperation(operation: Operation): object {
  if (operation.op === 'create') return { ...operation, data: meaningOfCreation(operation.data) };
  if (operation.op !== 'patch') return operation;
  const { data, base, ...rest } = operation;
  return { ...rest, data: meaningOfChange(data), ...(base && { base: meaningOfChange(base) }) };
}
