import type { Operation, Task, TaskPatch } from './model.js';

type Json = Record<string, unknown>;

const FIELDS = [
  'title',
  'description',
  'completed',
  'priority',
  'due_date',
  'due_at',
  'tags',
  'parent_id',
  'position',
  'extra',
];
/** What the server merges as one field, and the name that a conflict gives it. */
const GROUPS: Record<string, string> = { due_date: 'due', due_at: 'due', parent_id: 'place', position: 'place' };
/** The position of a task that the server has not placed yet. It sorts behind all that the server gives, and is never sent. */
export const UNPLACED = '~';

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** As in the `fields` of a conflict. */
export const conflictNameOf = (field: string) => GROUPS[field] ?? field;
export const groupOf = (field: string) => FIELDS.filter((name) => conflictNameOf(name) === conflictNameOf(field));

export function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => isEqual(value, b[i]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && isEqual(a[name], b[name]));
}

/** RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

/** The merge patch that makes `to` of `from`. */
function patchBetween(from: unknown, to: unknown): unknown {
  if (!isObject(from) || !isObject(to)) return to;
  const removed = Object.keys(from).filter((name) => !(name in to));
  const changed = Object.keys(to).filter((name) => !isEqual(from[name], to[name]));
  return Object.fromEntries([
    ...removed.map((name) => [name, null]),
    ...changed.map((name) => [name, patchBetween(from[name], to[name])]),
  ]);
}

/** @param at when: an instant. */
export function patchTask(task: Task, data: TaskPatch, at: string): Task {
  const given = Object.fromEntries(
    Object.entries(data).filter(([name, value]) => FIELDS.includes(name) && value !== undefined),
  );
  const next: Task = { ...task, ...given };
  if (given.extra !== undefined) next.extra = mergePatch(task.extra, given.extra) as Task['extra'];
  // A task has a day or an instant.
  if (given.due_at && given.due_date === undefined) next.due_date = null;
  if (given.due_date && given.due_at === undefined) next.due_at = null;
  if (next.parent_id !== task.parent_id && given.position === undefined) next.position = UNPLACED;
  return { ...next, completed_at: next.completed ? (task.completed_at ?? at) : null };
}

/** The task with these fields as they are in `seen`. */
export function withFields(task: Task, seen: object, names: string[]): Task {
  return { ...task, ...Object.fromEntries(names.map((name) => [name, (seen as Json)[name]])) };
}

/** The change from one to the other, with what was seen before it as its `base`. */
export function changeBetween(before: Task, after: Task): Required<Pick<Operation, 'data' | 'base'>> {
  const [from, to] = [before as Json, after as Json];
  const [data, base]: [Json, Json] = [{}, {}];
  for (const field of FIELDS) {
    if (isEqual(from[field], to[field]) || to[field] === UNPLACED) continue;
    data[field] = field === 'extra' ? patchBetween(from.extra, to.extra) : to[field];
    for (const seen of groupOf(field)) if (from[seen] !== UNPLACED) base[seen] = from[seen];
  }
  return { data, base };
}

/** The task as it was seen before `patch`, with all else as it is. */
export function beforePatch(task: Task, { data = {}, base = {} }: Operation): Task {
  const before = { ...task, ...base };
  if (!data.extra) return before;
  const seen = base.extra ?? {};
  const extra: Json = { ...task.extra };
  for (const name of Object.keys(data.extra)) {
    if (name in seen) extra[name] = seen[name];
    else delete extra[name];
  }
  return { ...before, extra: base.extra === null && Object.keys(extra).length === 0 ? null : extra };
}

/** What a creation sends of a task. */
export function creationOf(task: Task): Operation['data'] {
  const names = FIELDS.filter((name) => (task as Json)[name] !== UNPLACED);
  return Object.fromEntries(names.map((name) => [name, (task as Json)[name]]));
}

export function draftOf(userId: string, id: string, data: NonNullable<Operation['data']>, at: string): Task {
  const blank: Task = {
    id,
    user_id: userId,
    title: '',
    description: null,
    completed: false,
    completed_at: null,
    priority: 'none',
    due_date: null,
    due_at: null,
    tags: [],
    parent_id: null,
    position: UNPLACED,
    extra: null,
    version: 0,
    deleted_at: null,
    created_at: at,
    updated_at: at,
  };
  return patchTask(blank, data, at);
}
