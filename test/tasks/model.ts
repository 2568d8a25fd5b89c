import { isDeepStrictEqual } from 'node:util';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';

export type Fields = Partial<
  Pick<
    TaskResponse,
    'title' | 'description' | 'completed' | 'priority' | 'tags' | 'due_date' | 'due_at' | 'extra' | 'parent_id'
  > &
    Partial<Pick<TaskResponse, 'position' | 'created_at' | 'completed_at'>>
>;
type Task = TaskResponse;

const DEFAULTS = {
  description: null,
  completed: false,
  priority: 'none',
  tags: [],
  due_date: null,
  due_at: null,
  extra: null,
  parent_id: null,
} as const;
const MAX_DEPTH = 8;
const PRIORITIES = ['none', 'low', 'medium', 'high'];
const QUARTER_MS = 900_000;

/** The filters and the order of a list. */
export interface Listing {
  completed?: boolean;
  priority?: string[];
  tag?: string[];
  tag_mode?: string;
  q?: string;
  due?: 'none' | 'any' | 'overdue';
  due_from?: string;
  due_until?: string;
  tz?: string;
  parent_id?: string;
  sort: string;
}

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

  /** How many tasks each tag has, whatever the spelling. */
  get tags(): Map<string, { count: number; open_count: number }> {
    const tags = new Map<string, { count: number; open_count: number }>();
    for (const task of this.live)
      for (const tag of task.tags.map((own) => own.toLowerCase())) {
        const { count = 0, open_count = 0 } = tags.get(tag) ?? {};
        tags.set(tag, { count: count + 1, open_count: open_count + (task.completed ? 0 : 1) });
      }
    return tags;
  }

  isLive(id: string): boolean {
    return this.tasks.get(id)?.deleted_at === null;
  }

  /** Whether a patch would change nothing. */
  has(id: string, fields: Fields): boolean {
    const task = this.tasks.get(id)!;
    const extra = fields.extra ? merged(task.extra, fields.extra) : fields.extra;
    const wanted = { ...task, ...fields, ...(extra !== undefined && { extra }) };
    return isDeepStrictEqual(wanted, task);
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
      ...(kind === 'patch' && fields.extra && { extra: merged(before?.extra, fields.extra) }),
      version: ++this.version,
      created_at: before?.created_at ?? fields.created_at ?? actual.created_at,
      updated_at: actual.updated_at,
      completed_at: fields.completed_at ?? actual.completed_at,
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

  list(source: Task[], listing: Listing, now = 0): Task[] {
    const {
      completed,
      priority,
      tag,
      tag_mode = 'all',
      q,
      due,
      due_from,
      due_until,
      tz = 'UTC',
      parent_id,
      sort,
    } = listing;
    const dayOf = (task: Task) =>
      task.due_date ?? (task.due_at === null ? undefined : dayIn(tz, Date.parse(task.due_at)));
    const isOverdue = (task: Task) => !task.completed && isDue(task) && endOf(task, tz, 1) <= now;
    const keys = sort.split(',').map((part) => ({ key: part.replace('-', ''), sign: part.startsWith('-') ? -1 : 1 }));
    return source
      .filter((task) => completed === undefined || task.completed === completed)
      .filter((task) => parent_id === undefined || (task.parent_id ?? 'none') === parent_id)
      .filter((task) => priority === undefined || priority.includes(task.priority))
      .filter((task) => {
        const has = (wanted: string) => task.tags.some((own) => own.toLowerCase() === wanted.toLowerCase());
        if (tag === undefined) return true;
        return tag_mode === 'all' ? tag.every(has) : tag.some(has) === (tag_mode === 'any');
      })
      .filter(
        (task) =>
          q === undefined || `${task.title}\u0000${task.description ?? ''}`.toLowerCase().includes(q.toLowerCase()),
      )
      .filter((task) => due === undefined || (due === 'overdue' ? isOverdue(task) : isDue(task) === (due === 'any')))
      .filter((task) => due_from === undefined || (dayOf(task) ?? '') >= due_from)
      .filter((task) => due_until === undefined || (dayOf(task) ?? '9999') <= due_until)
      .sort((a, b) => {
        for (const { key, sign } of keys) {
          const order =
            key === 'due' ? compare(endOf(a, tz, sign), endOf(b, tz, sign)) : compare(valueOf(a, key), valueOf(b, key));
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

function valueOf(task: Task, key: string): string | number {
  if (key === 'priority') return PRIORITIES.indexOf(task.priority);
  if (key === 'completed') return Number(task.completed);
  return task[key as 'title'];
}

/** RFC 7396, as the text of its section 2 says. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const name of Object.keys(patch)) {
    if (patch[name] === null) delete result[name];
    else result[name] = merged(result[name], patch[name]);
  }
  return result;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDue = ({ due_at, due_date }: Task) => due_at !== null || due_date !== null;

/** An instant ends when it comes; a day at the first quarter of an hour that is on a later one, just before instants. */
function endOf({ due_at, due_date }: Task, tz: string, sign: number): number {
  if (due_at !== null) return Date.parse(due_at);
  if (due_date === null) return sign * Infinity;
  let at = Date.parse(due_date);
  while (dayIn(tz, at) > due_date) at -= QUARTER_MS;
  while (dayIn(tz, at) <= due_date) at += QUARTER_MS;
  return at - 0.5;
}

const calendars = new Map<string, Intl.DateTimeFormat>();

/** What a calendar on the wall shows, as `YYYY-MM-DD`. */
function dayIn(timeZone: string, at: number): string {
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone });
  calendars.set(timeZone, calendar);
  return calendar.format(at);
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
