import { beforePatch, changeBetween, conflictNameOf, creationOf, groupOf, patchTask, withFields } from './fields.js';
import { metaOf, queueOf, type View } from './fold.js';
import type { Change, Conflict, NewTask, Operation, Queued, State, Task, TaskPatch, Undo } from './model.js';

export interface Planned {
  changes: Change[];
  /** Of the operation in the queue that holds the edit. */
  seq: number;
}

export type Edit = { op: 'create'; data: NewTask } | { op: 'patch'; data: TaskPatch } | { op: 'delete' | 'restore' };

/** @param at when: an instant. @throws Error for a change or deletion of a task that is not there. */
export function planEdit(
  state: State,
  view: View,
  id: string,
  edit: Edit,
  at: string,
  seen = view.get(id),
): { changes: Change[]; undo: Undo } {
  const { op } = edit;
  if (op === 'create' || op === 'restore') {
    const { changes, seq } = enqueue(state, view, { id, ...edit }, at, seen);
    return { changes, undo: { id, seq, inverse: { op: 'delete', id } } };
  }
  const task = demandTask(view, id);
  if (op === 'patch') {
    const before = seen === undefined ? task : withFields(task, seen, Object.keys(edit.data).flatMap(groupOf));
    const change = changeBetween(before, patchTask(before, edit.data, at));
    const after = patchTask(task, change.data, at);
    const { changes, seq } = enqueue(state, view, { op, id, ...change }, at);
    return { changes, undo: { id, seq, inverse: { op, id, ...changeBetween(after, task) } } };
  }
  const { changes, seq } = enqueue(state, view, { op, id }, at);
  const isForgotten = state.queue.get(`${seq}`)?.operation.op === 'create';
  const inverse: Operation = isForgotten ? { op: 'create', id, data: creationOf(task) } : { op: 'restore', id };
  return { changes, undo: { id, seq, inverse, seen: task } };
}

/** Puts an operation into the queue, or into one for the same task that was not sent yet. */
function enqueue(state: State, view: View, operation: Operation, at: string, seen?: Task): Planned {
  const { op, id, data } = operation;
  const queue = queueOf(state);
  const ofTask = queue.filter((queued) => queued.operation.id === id);
  const last = ofTask.at(-1);
  const open = last?.isSent ? undefined : last;
  const isLast = open !== undefined && queue.at(-1) === open;
  // Moves, deletions and restorations stay behind what was done to other tasks of the tree.
  if (op === 'patch' && (isLast || (open && data!.parent_id === undefined)) && TAKES_PATCH.includes(open.operation.op))
    return { changes: [mergeInto(open, demandTask(view, id), operation, at)], seq: open.seq };
  if (op === 'patch' && Object.keys(data!).length === 0) return { changes: [], seq: 0 };
  if (isLast && open.operation.op === OPPOSITE[op]) return { changes: [remove(open)], seq: open.seq };
  if (op === 'delete' && isUnknown(ofTask) && !queue.some((queued) => queued.operation.data?.parent_id === id))
    return { changes: ofTask.map(remove), seq: ofTask[0]!.seq };
  const meta = metaOf(state);
  const { nextSeq: seq } = meta;
  const added: Change = { kind: 'queue', id: `${seq}`, value: { seq, operation, at, seen } };
  return { changes: [added, { kind: 'meta', id: '', value: { ...meta, nextSeq: seq + 1 } }], seq };
}

const TAKES_PATCH: Operation['op'][] = ['create', 'patch'];
const OPPOSITE: Partial<Record<Operation['op'], Operation['op']>> = { delete: 'restore', restore: 'delete' };

function demandTask(view: View, id: string): Task {
  const task = view.get(id);
  if (task === undefined) throw new Error(`There is no task ${id}`);
  return task;
}

function mergeInto(open: Queued, task: Task, patch: Operation, at: string): Change {
  const after = patchTask(task, patch.data!, at);
  if (open.operation.op === 'create') return put(open, { ...open.operation, data: creationOf(after) });
  const change = changeBetween(beforePatch({ ...task, ...patch.base }, open.operation), after);
  return Object.keys(change.data).length === 0 ? remove(open) : put(open, { ...open.operation, ...change });
}

/** The server cannot have heard of the task. */
const isUnknown = (ofTask: Queued[]) => ofTask[0]?.operation.op === 'create' && ofTask.every(({ isSent }) => !isSent);

const remove = ({ seq }: Queued): Change => ({ kind: 'queue', id: `${seq}` });
const put = (queued: Queued, operation: Operation): Change => ({
  kind: 'queue',
  id: `${queued.seq}`,
  value: { ...queued, operation, isMerged: true },
});

export function undoEdit(state: State, view: View, { seq, inverse, seen }: Undo, at: string): Change[] {
  // What was refused has changed nothing. It may hold other edits too, so it stays a conflict.
  if (state.conflicts.has(`${seq}`)) return [];
  // It was taken back already.
  if (view.has(inverse.id) === (inverse.op === 'create' || inverse.op === 'restore')) return [];
  const servers = state.undos.get(`${seq}`);
  return enqueue(state, view, servers?.op === inverse.op ? servers : inverse, at, seen).changes;
}

/** Sends a refused operation again, on top of what is there by now; what was not refused is merged as before. */
export function retryConflict(state: State, view: View, conflict: Conflict, at: string): Change[] {
  const { seq, operation, current, fields } = conflict;
  const { if_version: _, ...again } = operation;
  const task = view.get(operation.id) ?? current;
  if (operation.op === 'patch' && task !== undefined) {
    const { base = {}, data = {} } = operation;
    const merged = Object.keys(base).filter((field) => !fields.includes(conflictNameOf(field)));
    const before = withFields(task, base, merged);
    Object.assign(again, changeBetween(before, patchTask(before, data, at)));
  }
  return [{ kind: 'conflicts', id: `${seq}` }, ...enqueue(state, view, again, at).changes];
}
