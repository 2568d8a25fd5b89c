import { draftOf, patchTask } from './fields.js';
import type { Queued, State, Task } from './model.js';

export type View = ReadonlyMap<string, Task>;

export const metaOf = (state: State) => state.meta.get('') ?? { nextSeq: 1, shown: 'tasksA', position: { version: 0 } };

export const queueOf = (state: State): Queued[] => [...state.queue.values()].sort((a, b) => a.seq - b.seq);

/** What the person sees: the tasks with all that the server has not answered yet. */
export function foldQueue(state: State, userId: string): View {
  const view = new Map(state[metaOf(state).shown]);
  for (const { operation, seen, at } of queueOf(state)) {
    const { op, id, data = {} } = operation;
    const task = view.get(id);
    if (op === 'create' && task === undefined) view.set(id, draftOf(userId, id, data, at));
    else if (op === 'patch' && task !== undefined) view.set(id, patchTask(task, data, at));
    else if (op === 'restore' && task === undefined && seen !== undefined) view.set(id, seen);
    else if (op === 'delete') for (const gone of treeOf(view, id)) view.delete(gone);
  }
  return view;
}

/** A task and what is below it. */
export function treeOf(tasks: View, id: string): Set<string> {
  const tree = new Set([id]);
  const children = new Map<string, string[]>();
  for (const { id: child, parent_id } of tasks.values())
    if (parent_id !== null) children.set(parent_id, [...(children.get(parent_id) ?? []), child]);
  for (const member of tree) for (const child of children.get(member) ?? []) tree.add(child);
  return tree;
}

/** By position, byte by byte, then by id. */
export function inOrder(view: View): Task[] {
  return [...view.values()].sort((a, b) => compare(a.position, b.position) || compare(a.id, b.id));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
