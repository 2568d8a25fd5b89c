import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';

export type Fields = Partial<
  Pick<
    TaskResponse,
    'title' | 'description' | 'completed' | 'priority' | 'tags' | 'due_date' | 'due_at' | 'parent_id' | 'position'
  >
>;
type Task = TaskResponse;

const DEFAULTS = {
  description: null,
  completed: false,
  priority: 'none',
  tags: [],
  due_date: null,
  due_at: null,
  parent_id: null,
} as const;
const MAX_DEPTH = 8;
const PRIORITIES = ['none', 'low', 'medium', 'high'];

/** What one user's tasks should be, kept in memory by the rules of the contract and nothing of the implementation. */
export class Model {
  readonly tasks = new Map<string, Task>();
  /** Of what is in the trash: which deletion took it there. */
  private readonly deletions = new Map<string, symbol>();
  version = 0;
  /** The live tasks and their versions after each transaction: what a reader may see. */
  readonly states = new Set<string>(['{}']);

  get live(): Task[] {
    return [...this.tasks.values()].filter(({ deleted_at }) => deleted_at === null);
  }

  get trash(): Task[] {
    return [...this.tasks.values()].filter(({ deleted_at }) => deleted_at !== null);
  }

  isLive(id: string): boolean {
    return this.tasks.get(id)?.deleted_at === null;
  }

  /** To try what may be done to the tree: of the tasks in it nothing but their parents matters. */
  copy(): Model {
    const copy = new Model();
    for (const [id, task] of this.tasks) copy.tasks.set(id, { ...task });
    return copy;
  }

  put(id: string, parentId: string | null): void {
    this.tasks.set(id, { ...this.tasks.get(id), id, parent_id: parentId, deleted_at: null } as Task);
  }

  discard(id: string): undefined {
    for (const one of this.levelsOf(id).flat()) this.tasks.get(one)!.deleted_at = 'in a moment';
  }

  childrenOf(parentId: string | null): Task[] {
    const children = this.live.filter(({ parent_id }) => parent_id === parentId);
    return children.sort((a, b) => compare(a.position, b.position) || compare(a.id, b.id));
  }

  /** The ids of a task and of the live ones beneath it, by levels. */
  levelsOf(id: string, isBeneath = (task: Task) => task.deleted_at === null): string[][] {
    const levels = [[id]];
    for (let level = levels[0]!; ; levels.push(level)) {
      const all = [...this.tasks.values()].filter((task) => isBeneath(task) && level.includes(task.parent_id ?? ''));
      level = all.map((task) => task.id).sort(compare);
      if (level.length === 0) return levels;
    }
  }

  /** Why a task may not be beneath another one. @param height how many levels it has. */
  parentFault(id: string, parentId: string | null, height = this.levelsOf(id).length): string | undefined {
    if (parentId === null) return undefined;
    const ancestors: string[] = [];
    for (let next: string | null = parentId; next !== null; next = this.tasks.get(next)!.parent_id) {
      if (!this.isLive(next)) return 'TASK_NOT_FOUND';
      ancestors.push(next);
    }
    if (ancestors.includes(id)) return 'CIRCULAR';
    return ancestors.length + height > MAX_DEPTH ? 'TOO_DEEP' : undefined;
  }

  /** What a deletion should have made of a task and those beneath it, of which `actual` has the times. */
  remove(id: string, actual: Map<string, Task>): void {
    const deletion = Symbol(id);
    for (const one of this.levelsOf(id).flat()) {
      const { deleted_at, updated_at } = actual.get(one) ?? this.tasks.get(one)!;
      this.tasks.set(one, { ...this.tasks.get(one)!, version: ++this.version, deleted_at, updated_at });
      this.deletions.set(one, deletion);
    }
  }

  /** What went together comes back together: to where it was, or to the end of the root. */
  restore(id: string, actual: Map<string, Task>): void {
    const deletion = this.deletions.get(id);
    const levels = this.levelsOf(id, (task) => this.deletions.get(task.id) === deletion);
    const task = this.tasks.get(id)!;
    const isFree = this.parentFault(id, task.parent_id, levels.length) === undefined;
    if (!isFree) Object.assign(task, { parent_id: null, position: this.atEnd(null, actual.get(id)!) });
    for (const one of levels.flat()) {
      const { updated_at } = actual.get(one)!;
      this.tasks.set(one, { ...this.tasks.get(one)!, version: ++this.version, deleted_at: null, updated_at });
      this.deletions.delete(one);
    }
  }

  /** Only the task moves. Those after it may get other positions, but stay in their order. */
  move(id: string, parentId: string | null, expected: string[], actual: Map<string, Task>): void {
    const siblings = expected.map((sibling) => actual.get(sibling)!);
    siblings.forEach((task, i) => {
      const before = this.tasks.get(task.id)!;
      const isMoved = task.id === id;
      const isWritten = isMoved || (i > expected.indexOf(id) && task.version !== before.version);
      if (!isWritten) return;
      const { position, updated_at } = task;
      const version = isMoved ? this.version + 1 : this.version + 1 + i - expected.indexOf(id);
      this.tasks.set(task.id, { ...before, parent_id: parentId, position, updated_at, version });
    });
    this.version = Math.max(...[...this.tasks.values()].map(({ version }) => version));
  }

  private atEnd(parentId: string | null, { id, position }: Task): string {
    const last = this.childrenOf(parentId)
      .filter((task) => task.id !== id)
      .at(-1);
    if (last !== undefined && position <= last.position) throw new Error(`${position} is not after ${last.position}`);
    return position;
  }

  /** What a write should have made of a task. Takes from `actual` only what the server chooses: the id and the times. */
  write(kind: 'create' | 'patch' | 'replace', actual: Task, fields: Fields = {}): Task {
    const before = this.tasks.get(actual.id);
    const base = kind === 'create' || kind === 'replace' ? { ...DEFAULTS, title: '' } : before;
    const expected = {
      ...actual,
      ...base,
      ...fields,
      version: ++this.version,
      created_at: before?.created_at ?? actual.created_at,
      updated_at: actual.updated_at,
      completed_at: actual.completed_at,
      deleted_at: null,
    } as Task;
    const stays = before?.parent_id === expected.parent_id;
    expected.position =
      fields.position ?? (stays ? before.position : this.atEnd(expected.parent_id, { ...actual, id: expected.id }));
    if (expected.completed && before?.completed) expected.completed_at = before.completed_at;
    if ((expected.completed_at !== null) !== expected.completed) throw new Error('completed and completed_at differ');
    this.tasks.set(actual.id, expected);
    return expected;
  }

  /** Ends a transaction: readers may see this state. */
  commit(): void {
    this.states.add(stateOf(this.live));
  }

  list(
    source: Task[],
    {
      completed,
      priority,
      tag,
      q,
      parent_id,
      sort,
    }: { completed?: boolean; priority?: string[]; tag?: string[]; q?: string; parent_id?: string; sort: string },
  ): Task[] {
    const keys = sort.split(',').map((part) => ({ key: part.replace('-', ''), sign: part.startsWith('-') ? -1 : 1 }));
    return source
      .filter((task) => completed === undefined || task.completed === completed)
      .filter((task) => parent_id === undefined || (task.parent_id ?? 'none') === parent_id)
      .filter((task) => priority === undefined || priority.includes(task.priority))
      .filter((task) => tag === undefined || task.tags.some((own) => tag.includes(own)))
      .filter(
        (task) =>
          q === undefined || `${task.title}\u0000${task.description ?? ''}`.toLowerCase().includes(q.toLowerCase()),
      )
      .sort((a, b) => {
        for (const { key, sign } of keys) {
          const order = compare(valueOf(a, key, sign), valueOf(b, key, sign));
          if (order !== 0) return sign * order;
        }
        return (keys.at(-1)?.sign ?? 1) * compare(a.id, b.id);
      });
  }
}

export function stateOf(tasks: Task[]): string {
  return JSON.stringify(
    Object.fromEntries(tasks.map(({ id, version }) => [id, version] as const).sort(([a], [b]) => compare(a, b))),
  );
}

function valueOf(task: Task, key: string, sign: number): string | number {
  if (key === 'due')
    return task.due_at ?? (task.due_date === null ? (sign > 0 ? '9999' : '0000') : `${task.due_date}T00:00:00.000Z`);
  if (key === 'priority') return PRIORITIES.indexOf(task.priority);
  if (key === 'completed') return Number(task.completed);
  return task[key as 'title'];
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
