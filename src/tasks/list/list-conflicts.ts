import type { FieldFault } from '../../common/problem.js';
import { invalid } from '../../common/request-validation.pipe.js';
import type { ListTasksQuery } from '../dto/list-tasks.query.js';

/** @throws Problem VALIDATION_FAILED that names each parameter that another one excludes. */
export function demandCompatible(query: ListTasksQuery): void {
  const { cursor, skip, completed, due, due_on, due_from, due_until, due_before, due_after } = query;
  const errors: FieldFault[] = [];
  const refuse = (name: string, detail: string) =>
    errors.push({ pointer: `/${name}`, code: 'CONFLICTING_FIELDS', detail });
  if (cursor !== undefined && skip > 0) refuse('skip', 'must be absent where cursor is given');
  for (const [name, day] of Object.entries({ due_from, due_until }))
    if (due_on !== undefined && day !== undefined) refuse(name, 'must be absent where due_on is given');
  if (due_from !== undefined && due_until !== undefined && due_until < due_from)
    refuse('due_until', 'must not be a day before due_from');
  for (const [name, bound] of Object.entries({ due_on, due_from, due_until, due_before, due_after }))
    if (due === 'none' && bound !== undefined) refuse(name, 'must be absent where due is none');
  if (due === 'overdue' && completed === true) refuse('completed', 'must not be true where due is overdue');
  if (errors.length > 0) throw invalid(errors);
}
