import { Injectable } from '@nestjs/common';
import { allOf } from '../common/all-of.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import { newId } from '../common/uuid.js';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import type { MoveTaskDto } from './dto/move-task.dto.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import { PreconditionFailed } from './precondition-failed.js';
import { type EntityTags, matchesVersion } from './preconditions.js';
import { EMPTY_FIELDS } from './task-columns.js';
import type { Task } from './task.entity.js';
import { demandNew, demandNewAs, demandStored } from './task-read-only.js';
import { isRestorable, mergeFields, newTask, patchFields } from './task-rules.js';
import { TASK_ERRORS } from './tasks.errors.js';
import { type ReservedNumbers, TasksRepository } from './tasks.repository.js';
import { PlacementService } from './tree/placement.service.js';
import { endPosition, reachOf } from './tree/positions.js';
import { TrashService } from './tree/trash.service.js';
import { TreeRepository } from './tree/tree.repository.js';

/** `owner` is always the verified caller. Each write reserves its version first: that locks out the owner's others. */
@Injectable()
export class TasksService {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly tree: TreeRepository,
    private readonly placement: PlacementService,
    private readonly trash: TrashService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem TASK_NOT_FOUND, the same for no task and for someone else's. */
  async get(owner: string, id: string): Promise<Task> {
    const [[task]] = await this.database.readAsOwner<[Task[]]>(owner, [this.tasks.findStatement(owner, id)]);
    return demandLive(task);
  }

  /** @returns a task that is not stored yet. @throws Problem VALIDATION_FAILED. */
  prepare(owner: string, dto: CreateTaskDto): Task {
    demandNew(dto, owner);
    return newTask(owner, newId(), dto, this.now());
  }

  prepareAs(owner: string, id: string, dto: CreateTaskDto): Task {
    demandNewAs(dto, owner, id);
    return newTask(owner, id, dto, this.now());
  }

  /** @throws Problem VALIDATION_FAILED for a parent that cannot be one. */
  async create(tx: Transaction, owner: string, task: Task): Promise<Task> {
    if (task.parentId === null) return this.tasks.create(tx, owner, task);
    const [numbers] = await allOf([
      this.reserve(tx, owner, 1, 1, task.position),
      this.placement.demandParent(tx, owner, task),
    ] as const);
    const created = await this.tasks.insert(tx, owner, task, numbers);
    if (created === undefined) throw new Error('A new UUID is taken');
    return created;
  }

  /** @throws PreconditionFailed if the owner has a task, or the tombstone of one, with this id; VALIDATION_FAILED. */
  async createAs(tx: Transaction, owner: string, task: Task): Promise<Task> {
    const numbers = await this.reserve(tx, owner, 1, 1, task.position);
    await this.placement.demandParent(tx, owner, task).catch(async (error: unknown) => {
      // Anyone who repeats the request must learn that the task is there, even if its parent is gone by now.
      const existing = await this.findRestorable(tx, owner, task.id);
      throw existing === undefined ? error : new PreconditionFailed('TASK_EXISTS', existing);
    });
    const created = await this.tasks.insert(tx, owner, task, numbers);
    if (created !== undefined) return created;
    throw new PreconditionFailed('TASK_EXISTS', await this.findRestorable(tx, owner, task.id));
  }

  /**
   * An absent field gets its default, but the position of a task that keeps its parent stays.
   * @throws Problem TASK_NOT_FOUND, VALIDATION_FAILED; PreconditionFailed.
   */
  async replace(tx: Transaction, owner: string, id: string, dto: CreateTaskDto, ifMatch?: EntityTags): Promise<Task> {
    const [numbers, current] = await this.findToWrite(tx, owner, id, 0, dto.position);
    demandMatch(current, ifMatch);
    demandStored(dto, current);
    const { completedAt, position } = current;
    const emptied = { ...current, ...EMPTY_FIELDS, completedAt, position };
    return this.place(tx, owner, dto, current, mergeFields(dto, emptied, this.now()), numbers);
  }

  /** An absent field stays. @throws Problem TASK_NOT_FOUND, VALIDATION_FAILED; PreconditionFailed. */
  async update(tx: Transaction, owner: string, id: string, dto: UpdateTaskDto, ifMatch?: EntityTags): Promise<Task> {
    const [numbers, current] = await this.findToWrite(tx, owner, id, 0, dto.position);
    demandMatch(current, ifMatch);
    demandStored(dto, current);
    return this.place(tx, owner, dto, current, patchFields(dto, current, this.now()), numbers);
  }

  /** @throws Problem TASK_NOT_FOUND, VALIDATION_FAILED; PreconditionFailed. */
  async move(tx: Transaction, owner: string, id: string, dto: MoveTaskDto, ifMatch?: EntityTags): Promise<Task> {
    const [numbers, current] = await this.findToWrite(tx, owner, id, 0);
    demandMatch(current, ifMatch);
    const moved = { ...current, parentId: dto.parent_id === undefined ? current.parentId : dto.parent_id };
    if (moved.parentId !== current.parentId) await this.placement.demandParent(tx, owner, moved);
    const now = this.now();
    const placed = await this.placement.place(tx, owner, moved, dto, numbers, now);
    return this.change(tx, owner, placed, numbers);
  }

  /** Moves a task into the trash, with all that is beneath it. @throws Problem TASK_NOT_FOUND; PreconditionFailed. */
  async remove(tx: Transaction, owner: string, id: string, ifMatch?: EntityTags): Promise<Task> {
    const [[numbers, current], ids] = await allOf([
      this.findToWrite(tx, owner, id, -1),
      this.tree.findSubtree(tx, owner, id),
    ] as const);
    demandMatch(current, ifMatch);
    return this.trash.remove(tx, owner, current, ids, numbers, this.now());
  }

  /** A live task stays as it is, so that the request may be repeated. @throws Problem TASK_NOT_FOUND. */
  async restore(tx: Transaction, owner: string, id: string): Promise<Task> {
    await this.reserve(tx, owner, 0, 0);
    const task = await this.findRestorable(tx, owner, id);
    if (task === undefined) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
    if (task.deletedAt === null) return task;
    return this.trash.restore(tx, owner, task, this.now());
  }

  /** Reserves a version and finds the live task, in one round trip. */
  private async findToWrite(
    tx: Transaction,
    owner: string,
    id: string,
    added: number,
    position?: string,
  ): Promise<[ReservedNumbers, Task]> {
    const [numbers, task] = await allOf([
      this.reserve(tx, owner, 1, added, position),
      this.tasks.find(tx, owner, id),
    ] as const);
    return [numbers, demandLive(task)];
  }

  /** A task that changes its parent without a position goes to the end there. */
  private async place(
    tx: Transaction,
    owner: string,
    { position }: UpdateTaskDto,
    current: Task,
    merged: Task,
    numbers: ReservedNumbers,
  ): Promise<Task> {
    if (merged.parentId !== current.parentId) {
      await this.placement.demandParent(tx, owner, merged);
      if (position === undefined) merged.position = endPosition(numbers.place);
    }
    return this.change(tx, owner, merged, numbers);
  }

  private reserve(
    tx: Transaction,
    owner: string,
    writes: number,
    added: number,
    position?: string,
  ): Promise<ReservedNumbers> {
    return this.tasks.reserveVersions(tx, owner, { writes, added, now: this.now(), reach: reachOf(position) });
  }

  private async change(tx: Transaction, owner: string, task: Task, { version, at }: ReservedNumbers): Promise<Task> {
    const changed = await this.tasks.update(tx, owner, { ...task, version, updatedAt: at });
    if (changed === undefined) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
    return changed;
  }

  private async findRestorable(tx: Transaction, owner: string, id: string): Promise<Task | undefined> {
    const task = await this.tasks.find(tx, owner, id);
    return task !== undefined && isRestorable(task, this.now()) ? task : undefined;
  }

  private now(): Date {
    return this.clock.date();
  }
}

function demandLive(task: Task | undefined): Task {
  if (task?.deletedAt !== null) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
  return task;
}

function demandMatch(current: Task, ifMatch: EntityTags | undefined): void {
  if (ifMatch !== undefined && !matchesVersion(ifMatch, current.version))
    throw new PreconditionFailed('STALE_TASK', current);
}
