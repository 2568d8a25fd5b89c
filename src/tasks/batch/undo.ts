import { isDeepStrictEqual } from 'node:util';
import { type Extra, isObject } from '../extra.js';
import { jsonOf } from '../task-columns.js';
import type { Task } from '../task.entity.js';
import { FIELD_GROUPS } from './field-groups.js';
import type { Operation, Outcome } from './operation.js';

/** The operation that takes a write back, unless someone has written over it. @param before undefined for a creation. */
export function undoOf(before: Task | undefined, after: Task): Operation {
  const { id, version } = after;
  if (before?.deletedAt !== null) return { op: 'delete', id, if_version: version };
  if (after.deletedAt !== null) return { op: 'restore', id, if_version: version };
  const [data, base]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const columns of FIELD_GROUPS.values()) {
    if (columns.every(({ property }) => isDeepStrictEqual(before[property], after[property]))) continue;
    for (const column of columns) {
      data[column.name] = jsonOf(column, before[column.property]);
      base[column.name] = jsonOf(column, after[column.property]);
    }
  }
  if (isObject(data.extra)) data.extra = patchBetween(after.extra ?? {}, data.extra);
  return { op: 'patch', id, data, base };
}

/** The JSON Merge Patch (RFC 7396) that makes `to` of `from`; it cannot set a member to null. */
export function patchBetween(from: Extra, to: Extra): Extra {
  const removed = Object.keys(from).filter((name) => !Object.hasOwn(to, name));
  const changed = Object.entries(to).filter(([name, value]) => !isDeepStrictEqual(from[name], value));
  return Object.fromEntries([
    ...removed.map((name) => [name, null]),
    ...changed.map(([name, value]) => [
      name,
      isObject(from[name]) && isObject(value) ? patchBetween(from[name], value) : value,
    ]),
  ]) as Extra;
}

/** What takes a whole batch back, as its operations. A task that it created is deleted as the batch left it. */
export function undoOfBatch(outcomes: Outcome[]): Operation[] {
  const created = new Set(outcomes.filter(({ isNew }) => isNew).map(({ task }) => task.id));
  const last = new Map(outcomes.map(({ task }) => [task.id, task]));
  return outcomes.toReversed().flatMap(({ task: { id }, isNew, undo }) => {
    if (undo === undefined) return [];
    if (!created.has(id)) return [undo];
    const left = last.get(id)!;
    return isNew && left.deletedAt === null ? [undoOf(undefined, left)] : [];
  });
}
