import type { ImportedTask, Omission } from './imported-task.js';

const MAX_DEPTH = 8;

export interface UnorderedTask extends ImportedTask {
  /** Where it belongs if it cannot be beneath its parent. */
  listRef: string | null;
  /** Among its siblings. Those without one keep the order of the file, after the others. */
  order?: number | string;
}

/** Puts each task after its parent. One whose parent is missing, beneath itself or too deep goes as near as it can. */
export function inTreeOrder(tasks: UnorderedTask[], omissions: Omission[]): ImportedTask[] {
  const omit = ({ where }: UnorderedTask, reason: string) => omissions.push({ where, field: 'parent', reason });
  const parents = new Map(tasks.map(({ ref, parentRef }) => [ref, parentRef]));
  for (const task of tasks) {
    const reason = parentFault(task.ref, parents);
    if (reason === undefined) continue;
    omit(task, reason);
    parents.set(task.ref, task.listRef);
  }
  const children = new Map<string | null, UnorderedTask[]>();
  for (const task of tasks) {
    const parentRef = parents.get(task.ref) ?? null;
    const siblings = children.get(parentRef);
    if (siblings === undefined) children.set(parentRef, [task]);
    else siblings.push(task);
  }
  const ordered: ImportedTask[] = [];
  const add = (parentRef: string | null, above: string[]) => {
    for (const task of (children.get(parentRef) ?? []).sort(compareOrder)) {
      if (above.length >= MAX_DEPTH) omit(task, `is too deep: there are ${MAX_DEPTH} levels`);
      const path = above.slice(0, MAX_DEPTH - 1);
      const { ref, where, fields } = task;
      ordered.push({ ref, parentRef: path.at(-1) ?? null, where, fields });
      add(ref, [...path, ref]);
    }
  };
  add(null, []);
  return ordered;
}

function parentFault(ref: string, parents: Map<string, string | null>): string | undefined {
  const above = new Set<string>();
  for (let at = parents.get(ref) ?? null; at !== null && !above.has(at); at = parents.get(at) ?? null) {
    if (at === ref) return 'is beneath the task itself';
    if (!parents.has(at)) return above.size === 0 ? 'is not in the file' : undefined;
    above.add(at);
  }
  return undefined;
}

function compareOrder({ order: a }: UnorderedTask, { order: b }: UnorderedTask): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a < b ? -1 : a > b ? 1 : 0;
}
