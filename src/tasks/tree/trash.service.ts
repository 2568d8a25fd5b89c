import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import type { Task } from '../task.entity.js';
import { type ReservedNumbers, TasksRepository } from '../tasks.repository.js';
import { levelsBeneath } from './levels.js';
import { PlacementService } from './placement.service.js';
import { TreeRepository } from './tree.repository.js';

/** Tasks go to the trash and come back with all that is beneath them. The owner must be locked. */
@Injectable()
export class TrashService {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly tree: TreeRepository,
    private readonly placement: PlacementService,
  ) {}

  /**
   * @param ids of the task, whose version is reserved, and of those beneath it.
   * @returns the task; the others have the versions that follow.
   */
  async remove(
    tx: Transaction,
    owner: string,
    task: Task,
    ids: string[],
    numbers: ReservedNumbers,
    now: Date,
  ): Promise<Task> {
    const others = ids.length - 1;
    if (others > 0) await this.tasks.reserveVersions(tx, owner, { writes: others, added: -others, now });
    await this.tree.remove(tx, owner, ids, numbers, now);
    return { ...task, version: numbers.version, updatedAt: numbers.at, deletedAt: now };
  }

  /** Brings a task back with what went with it, to where it was or else to the end of the root. */
  async restore(tx: Transaction, owner: string, task: Task, now: Date): Promise<Task> {
    const levels = levelsBeneath(task.id, await this.tree.findDeletedTogether(tx, owner, task));
    const ids = levels.flat();
    const numbers = await this.tasks.reserveVersions(tx, owner, { writes: ids.length, added: ids.length, now });
    const place = await this.placement.findFormerPlace(tx, owner, task, levels.length, numbers);
    const restored = { ...task, ...place, version: numbers.version, updatedAt: numbers.at, deletedAt: null };
    await this.tree.restore(tx, owner, ids, restored);
    return restored;
  }
}
