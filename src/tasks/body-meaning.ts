import type { Operation } from './dto/batch.dto.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import { emptyOf, jsonOf, WRITABLE } from './task-columns.js';

/** What a new task has where its body says nothing. */
const DEFAULTS = Object.fromEntries(WRITABLE.map((column) => [column.name, jsonOf(column, emptyOf(column))]));

/** A creation in one form: what is left out is what would be there, and an instant is written in one way. */
export const meaningOfCreation = (dto: CreateTaskDto): object => ({ ...DEFAULTS, ...meaningOfChange(dto) });

/** A change in one form: what is named in `clear` is null. What is left out stays, and so it is not the same as any value. */
export function meaningOfChange({ clear = [], ...said }: UpdateTaskDto): object {
  // What is both set and cleared is refused, so that it means neither.
  const conflicting = clear.filter((name) => typeof said[name] === 'string');
  return {
    ...said,
    ...(typeof said.due_at === 'string' && { due_at: new Date(said.due_at).toISOString() }),
    ...Object.fromEntries(clear.filter((name) => !conflicting.includes(name)).map((name) => [name, null])),
    ...(conflicting.length > 0 && { clear: conflicting }),
  };
}

/** The operations of a batch, each in one form. */
export const meaningOfBatch = (operations: Operation[]): object[] =>
  operations.map((operation) => {
    if (operation.op === 'delete') return operation;
    const data = operation.op === 'create' ? meaningOfCreation(operation.data) : meaningOfChange(operation.data);
    return { ...operation, data };
  });
