import { Injectable } from '@nestjs/common';
import { allOf } from '../common/all-of.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import { newId } from '../common/uuid.js';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import { toBatchProblem } from './batch-operations.js';
import type { Operation } from './dto/batch.dto.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import { PreconditionFailed } from './precondition-failed.js';
import { type EntityTags, matchesVersion } from './preconditions.js';
import { EMPTY_FIELDS } from './task-columns.js';
import type { Task } from './task.entity.js';
import { demandNew, demandNewAs, demandStored } from './task-read-only.js';
import { isRestorable, mergeFields, newTask } from './task-rules.js';
import { TASK_ERRORS } from './tasks.errors.js';
import { type Reservation, TasksRepository } from './tasks.repository.js';

/** `owner` is always the verified caller. Each write reserves its version first: that locks out the owner's others. */
@Injectable()
export class TasksService {
  constructor(
    private readonly tasks: TasksRepository,
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

  create(tx: Transaction, owner: string, task: Task): Promise<Task> {
    return this.tasks.create(tx, owner, task);
  }

  /** @throws PreconditionFailed if the owner has a task, or the tombstone of one, with this id. */
  async createAs(tx: Transaction, owner: string, task: Task): Promise<Task> {
    const reserved = await this.reserve(tx, owner, 1, 1);
    const created = await this.tasks.insert(tx, owner, task, reserved);
    if (created !== undefined) return created;
    throw new PreconditionFailed('TASK_EXISTS', await this.findRestorable(tx, owner, task.id));
  }

  /** An absent field gets its default. @throws Problem TASK_NOT_FOUND, VALIDATION_FAILED; PreconditionFailed. */
  async replace(tx: Transaction, owner: string, id: string, dto: CreateTaskDto, ifMatch?: EntityTags): Promise<Task> {
    const [reserved, current] = await this.findToWrite(tx, owner, id, 0);
    demandMatch(current, ifMatch);
    demandStored(dto, current);
    const emptied = { ...current, ...EMPTY_FIELDS, completedAt: current.completedAt };
    return this.change(tx, owner, mergeFields(dto, emptied, this.now()), reserved);
  }

  /** An absent field stays. @throws Problem TASK_NOT_FOUND, VALIDATION_FAILED; PreconditionFailed. */
  async update(tx: Transaction, owner: string, id: string, dto: UpdateTaskDto, ifMatch?: EntityTags): Promise<Task> {
    const [reserved, current] = await this.findToWrite(tx, owner, id, 0);
    demandMatch(current, ifMatch);
    demandStored(dto, current);
    return this.change(tx, owner, mergeFields(dto, current, this.now()), reserved);
  }

  /** Moves a task into the trash. @throws Problem TASK_NOT_FOUND; PreconditionFailed. */
  async remove(tx: Transaction, owner: string, id: string, ifMatch?: EntityTags): Promise<Task> {
    const [reserved, current] = await this.findToWrite(tx, owner, id, -1);
    demandMatch(current, ifMatch);
    return this.change(tx, owner, { ...current, deletedAt: this.now() }, reserved);
  }

  /** A live task stays as it is, so that the request may be repeated. @throws Problem TASK_NOT_FOUND. */
  async restore(tx: Transaction, owner: string, id: string): Promise<Task> {
    await this.reserve(tx, owner, 0, 0);
    const task = await this.findRestorable(tx, owner, id);
    if (task === undefined) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
    if (task.deletedAt === null) return task;
    return this.change(tx, owner, { ...task, deletedAt: null }, await this.reserve(tx, owner, 1, 1));
  }

  /** Each operation is a write with its own version. @throws Problem of the first that fails, with a pointer to it. */
  async batch(tx: Transaction, owner: string, operations: Operation[]): Promise<Task[]> {
    const count = (op: Operation['op']) => operations.filter((operation) => operation.op === op).length;
    const added = count('create') - count('delete');
    const { version, at } = await this.reserve(tx, owner, operations.length, added);
    const tasks: Task[] = [];
    for (const [i, operation] of operations.entries()) {
      const reserved = { version: version + i, at: new Date(at.getTime() + i) };
      const task = await this.perform(tx, owner, operation, reserved).catch((error: unknown) =>
        throwBatchProblem(i, error),
      );
      tasks.push(task);
    }
    return tasks;
  }

  private async perform(tx: Transaction, owner: string, operation: Operation, reserved: Reservation): Promise<Task> {
    const now = this.now();
    if (operation.op === 'create') {
      demandNew(operation.data, owner);
      const created = await this.tasks.insert(tx, owner, newTask(owner, newId(), operation.data, now), reserved);
      if (created === undefined) throw new Error('A new UUID is taken');
      return created;
    }
    const current = demandLive(await this.tasks.find(tx, owner, operation.id));
    if (operation.op === 'delete') return this.change(tx, owner, { ...current, deletedAt: now }, reserved);
    demandStored(operation.data, current);
    return this.change(tx, owner, mergeFields(operation.data, current, now), reserved);
  }

  /** Reserves a version and finds the live task, in one round trip. */
  private async findToWrite(tx: Transaction, owner: string, id: string, added: number): Promise<[Reservation, Task]> {
    const [reserved, task] = await allOf([this.reserve(tx, owner, 1, added), this.tasks.find(tx, owner, id)] as const);
    return [reserved, demandLive(task)];
  }

  private reserve(tx: Transaction, owner: string, writes: number, added: number): Promise<Reservation> {
    return this.tasks.reserveVersions(tx, owner, { writes, added, now: this.now() });
  }

  private async change(tx: Transaction, owner: string, task: Task, { version, at }: Reservation): Promise<Task> {
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

function throwBatchProblem(i: number, error: unknown): never {
  throw error instanceof Problem ? toBatchProblem(error, i) : error;
}

function demandLive(task: Task | undefined): Task {
  if (task?.deletedAt !== null) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
  return task;
}

function demandMatch(current: Task, ifMatch: EntityTags | undefined): void {
  if (ifMatch !== undefined && !matchesVersion(ifMatch, current.version))
    throw new PreconditionFailed('STALE_TASK', current);
}
