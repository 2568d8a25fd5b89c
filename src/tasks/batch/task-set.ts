import type { Task } from '../task.entity.js';
import type { ReservedNumbers } from '../tasks.repository.js';
import type { Lineage } from '../tree/lineage.js';
import { endPosition } from '../tree/positions.js';

/** What the tree knows of a task. */
export type TreeNode = Pick<Task, 'id' | 'parentId' | 'version' | 'deletedAt' | 'deletedWith' | 'updatedAt'>;

/** What there is to write, each row once and in its last state. */
export interface Changes {
  created: Task[];
  changed: Task[];
  /** Tasks that went into the trash, or came back, with another one. */
  nodes: TreeNode[];
  /** How many numbers these writes took. */
  writes: number;
  /** By how much there are more live tasks. */
  added: number;
}

/** The tasks of one owner that a batch may touch. Each write has a number of its own; nothing is stored here. */
export class TaskSet {
  private readonly nodes = new Map<string, TreeNode>();
  private readonly children = new Map<string, Set<string>>();
  private readonly created = new Set<string>();
  private readonly changed = new Set<string>();
  private readonly written = new Set<string>();
  private readonly first: number;
  /** In milliseconds since the epoch. */
  private at: number;
  private added = 0;

  /** @param nodes those around `tasks` in the tree; the same one may be in both. */
  constructor(
    tasks: Task[],
    nodes: TreeNode[],
    private readonly next: ReservedNumbers,
    private readonly now: Date,
    mostWrites: number,
  ) {
    this.first = next.version;
    // So early that the last of all writes that there can be is not after now (docs/decisions/0310).
    this.at = Math.max(next.at.getTime(), now.getTime() - mostWrites);
    for (const node of [...nodes, ...tasks]) this.put(node);
  }

  /** The time of the last write. */
  get lastAt(): Date {
    return new Date(this.at - 1);
  }

  /** The number of the last write. */
  get version(): number {
    return this.next.version - 1;
  }

  /** A task that an operation names: live, in the trash or a tombstone. */
  find(id: string): Task | undefined {
    const node = this.nodes.get(id);
    return node !== undefined && isTask(node) ? node : undefined;
  }

  /** An empty position becomes the one at the end. */
  create(task: Task): Task {
    this.created.add(task.id);
    this.added += 1;
    const created = this.write(this.placed(task));
    // Unless the client gave a time.
    if (task.createdAt === task.updatedAt) created.createdAt = created.updatedAt;
    return created;
  }

  change(task: Task): Task {
    this.changed.add(task.id);
    return this.write(this.placed(task));
  }

  remove(root: Task): Task {
    const removed = this.subtreeOf(root).map((node) =>
      this.write({ ...node, deletedAt: this.now, deletedWith: root.id }),
    );
    this.added -= removed.length;
    return removed[0] as Task;
  }

  restore(root: Task, place: Pick<Task, 'parentId' | 'position'>): Task {
    this.changed.add(root.id);
    const restored = this.subtreeOf(root).map((node) =>
      this.write({ ...node, ...(node.id === root.id && this.placed(place)), deletedAt: null, deletedWith: null }),
    );
    this.added += restored.length;
    return restored[0] as Task;
  }

  lineageOf(id: string, parentId: string): Lineage {
    const ancestors: string[] = [];
    let node = this.nodes.get(parentId);
    const isLive = node?.deletedAt === null;
    for (; node !== undefined; node = this.nodes.get(node.parentId ?? '')) ancestors.push(node.id);
    const task = this.nodes.get(id);
    return {
      depth: isLive ? ancestors.length : null,
      height: task === undefined ? 1 : this.levelsOf(task).length,
      isCircular: ancestors.includes(id),
    };
  }

  get changes(): Changes {
    const rows = (ids: Iterable<string>) => [...ids].map((id) => this.nodes.get(id)!);
    const isOld = (id: string) => !this.created.has(id);
    return {
      created: rows(this.created) as Task[],
      changed: rows([...this.changed].filter(isOld)) as Task[],
      nodes: rows([...this.written].filter((id) => isOld(id) && !this.changed.has(id))),
      writes: this.next.version - this.first,
      added: this.added,
    };
  }

  private placed<T extends Pick<Task, 'position'>>(task: T): T {
    return task.position === '' ? { ...task, position: endPosition(this.next.place++) } : task;
  }

  private write<T extends TreeNode>(node: T): T {
    const written = { ...node, version: this.next.version++, updatedAt: new Date(this.at++) };
    this.written.add(node.id);
    this.put(written);
    return written;
  }

  private put(node: TreeNode): void {
    const former = this.nodes.get(node.id)?.parentId;
    if (former) this.children.get(former)?.delete(node.id);
    this.nodes.set(node.id, node);
    if (node.parentId === null) return;
    const siblings = this.children.get(node.parentId) ?? new Set();
    this.children.set(node.parentId, siblings.add(node.id));
  }

  /** The task, then what is beneath it as it is (live, or deleted with it) level by level. */
  private subtreeOf(root: TreeNode): TreeNode[] {
    return this.levelsOf(root).flat();
  }

  private levelsOf(root: TreeNode): TreeNode[][] {
    const levels: TreeNode[][] = [];
    for (let level = [root]; level.length > 0; level = level.flatMap((node) => this.childrenOf(node)).sort(byId))
      levels.push(level);
    return levels;
  }

  private childrenOf(parent: TreeNode): TreeNode[] {
    return [...(this.children.get(parent.id) ?? [])]
      .map((id) => this.nodes.get(id)!)
      .filter((child) => isDeletedLike(child, parent));
  }
}

const isTask = (node: TreeNode): node is Task => 'title' in node;

const byId = (a: TreeNode, b: TreeNode) => (a.id < b.id ? -1 : 1);

const isDeletedLike = (a: TreeNode, b: TreeNode) =>
  a.deletedAt?.getTime() === b.deletedAt?.getTime() && (a.deletedWith ?? null) === (b.deletedWith ?? null);
