import { Injectable } from '@nestjs/common';
import { NIL } from 'uuid';
import { invalid } from '../../common/request-validation.pipe.js';
import type { Transaction } from '../../database/transaction.js';
import type { MoveTaskDto } from '../dto/move-task.dto.js';
import type { Task } from '../task.entity.js';
import { type ReservedNumbers, TasksRepository } from '../tasks.repository.js';
import { parentFault } from './lineage.js';
import { endPosition, positionsBetween } from './positions.js';
import { type Direction, type Sibling, TreeRepository } from './tree.repository.js';

/** Comes before every task. */
const BEGINNING: Sibling = { id: NIL, position: '' };

type Place = [previous: Sibling | undefined, next: Sibling | undefined];

/** Says where tasks may stand. The owner must be locked, so that no other write changes the tree meanwhile. */
@Injectable()
export class PlacementService {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly tree: TreeRepository,
  ) {}

  /** @throws Problem VALIDATION_FAILED at `/parent_id`, the same for no task, one in the trash and someone else's. */
  async demandParent(tx: Transaction, owner: string, { id, parentId }: Task): Promise<void> {
    if (parentId === null) return;
    const fault = parentFault(await this.tree.findLineage(tx, owner, id, parentId));
    if (fault !== undefined) throw invalid([{ pointer: '/parent_id', ...fault }]);
  }

  /**
   * @param height how many levels come back with a task.
   * @returns the place that it had, or the end of the root if its parent is not there or too deep by now.
   */
  async findFormerPlace(
    tx: Transaction,
    owner: string,
    { id, parentId, position }: Task,
    height: number,
    { place }: ReservedNumbers,
  ): Promise<Pick<Task, 'parentId' | 'position'>> {
    if (parentId === null) return { parentId, position };
    const lineage = await this.tree.findLineage(tx, owner, id, parentId);
    const isFree = parentFault({ ...lineage, height }) === undefined;
    return isFree ? { parentId, position } : { parentId: null, position: endPosition(place) };
  }

  /** Gives the task a position; siblings after it get new ones where there is no room. @throws VALIDATION_FAILED. */
  async place(
    tx: Transaction,
    owner: string,
    task: Task,
    { before, after }: MoveTaskDto,
    numbers: ReservedNumbers,
    now: Date,
  ): Promise<Task> {
    if (before !== undefined && after !== undefined)
      throw invalid([
        { pointer: '/after', code: 'CONFLICTING_FIELDS', detail: 'must be absent where before is given' },
      ]);
    if (before === undefined && after === undefined) return { ...task, position: endPosition(numbers.place) };
    const [previous, next] =
      before === undefined
        ? await this.findPlaceAfter(tx, owner, task, after!)
        : await this.findPlaceBefore(tx, owner, task, before);
    if (next === undefined) return { ...task, position: endPosition(numbers.place) };
    const [position] = positionsBetween(previous?.position, next.position, 1) ?? [];
    return { ...task, position: position ?? (await this.makeRoom(tx, owner, task, previous, numbers, now)) };
  }

  private async findPlaceAfter(tx: Transaction, owner: string, task: Task, id: string): Promise<Place> {
    const previous = await this.demandSibling(tx, owner, task, id, '/after');
    return [previous, await this.findNeighbour(tx, owner, task, previous, 'following')];
  }

  private async findPlaceBefore(tx: Transaction, owner: string, task: Task, id: string): Promise<Place> {
    const next = await this.demandSibling(tx, owner, task, id, '/before');
    return [await this.findNeighbour(tx, owner, task, next, 'preceding'), next];
  }

  private async demandSibling(
    tx: Transaction,
    owner: string,
    task: Task,
    id: string,
    pointer: string,
  ): Promise<Sibling> {
    const sibling = await this.tasks.find(tx, owner, id);
    if (sibling?.deletedAt !== null || sibling.parentId !== task.parentId || sibling.id === task.id)
      throw invalid([
        { pointer, code: 'TASK_NOT_FOUND', detail: 'must be another of your tasks with the same parent' },
      ]);
    return sibling;
  }

  private async findNeighbour(
    tx: Transaction,
    owner: string,
    { id, parentId }: Task,
    from: Sibling,
    direction: Direction,
  ): Promise<Sibling | undefined> {
    // One of the two may be the task that is about to go elsewhere.
    const siblings = await this.tree.findSiblings(tx, owner, parentId, from, direction, 2);
    return siblings.find((sibling) => sibling.id !== id);
  }

  /** Between equal positions, or such that have grown too long, there is none: those that follow get others. */
  private async makeRoom(
    tx: Transaction,
    owner: string,
    { id, parentId }: Task,
    previous: Sibling | undefined,
    { place }: ReservedNumbers,
    now: Date,
  ): Promise<string> {
    const all = await this.tree.findSiblings(tx, owner, parentId, previous ?? BEGINNING, 'following');
    const following = all.filter((sibling) => sibling.id !== id);
    const found = positionsBeforeOneOf(previous, following);
    const shifted = following.slice(0, found === undefined ? undefined : found.length - 1);
    const reserved = await this.tasks.reserveVersions(tx, owner, { writes: shifted.length, added: 0, now });
    const [position, ...positions] = found ?? [place, ...shifted.map((_, i) => reserved.place + i)].map(endPosition);
    const repositioned = shifted.map((sibling, i) => ({ id: sibling.id, position: positions[i]! }));
    await this.tree.reposition(tx, owner, repositioned, reserved);
    return position!;
  }
}

/** For one task and those of `following` that come before the first that can stay; undefined if none of them can. */
function positionsBeforeOneOf(previous: Sibling | undefined, following: Sibling[]): string[] | undefined {
  for (let count = 1; count < following.length; count *= 2) {
    const positions = positionsBetween(previous?.position, following[count]!.position, count + 1);
    if (positions !== undefined) return positions;
  }
  return undefined;
}
