import { Injectable } from '@nestjs/common';
import { allOf } from '../common/all-of.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import { newId } from '../common/uuid.js';
import { AppConfig } from '../config/app-config.js';
import { type Answer, NO_CONTENT } from '../idempotency/answer.js';
import type { IdempotentRequest } from '../idempotency/idempotent-request.js';
import { atOperation } from './batch-operations.js';
import type { Operation } from './dto/batch.dto.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import { type EntityTags, matches } from './preconditions.js';
import type { Task } from './task.entity.js';
import { batchAnswer, etagOf, taskAnswer, toTaskResponse } from './task-presenter.js';
import { demandNew, demandNewAs, demandStored } from './task-read-only.js';
import { applied, EMPTY, trashBegins } from './task-rules.js';
import type { TaskWriter } from './task-writer.repository.js';
import { TASK_ERRORS } from './tasks.errors.js';
import { TasksRepository } from './tasks.repository.js';

/**
 * The rules of tasks. The owner is always the verified caller. A write gives its whole answer, because that is what an
 * idempotency key keeps.
 */
@Injectable()
export class TasksService {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  /** @returns the task as clients get it. */
  get(owner: string, id: string): Promise<{ version: number; json: string }> {
    return this.tasks.get(owner, id);
  }

  create(owner: string, dto: CreateTaskDto, once?: IdempotentRequest): Promise<Answer> {
    const now = this.now();
    demandNew(dto, owner);
    const fields = applied(dto, EMPTY, now);
    return this.tasks.write(owner, once, async (writer) => taskAnswer(201, await writer.create(newId(), fields, now)));
  }

  /**
   * Creates a task under the client's own id.
   *
   * @throws Problem TASK_EXISTS if the owner has had one with this id that is not forgotten yet, in the trash or not.
   */
  createAs(owner: string, id: string, dto: CreateTaskDto): Promise<Answer> {
    const now = this.now();
    demandNewAs(dto, owner, id);
    const fields = applied(dto, EMPTY, now);
    return this.tasks.write(owner, undefined, async (writer) => {
      const task = await writer.insert(id, fields, await writer.take(1, 1), now);
      if (task !== undefined) return taskAnswer(201, task);
      throw preconditionFailed(TASK_ERRORS.TASK_EXISTS, await writer.findRestorable(id, trashBegins(now)));
    });
  }

  /** Full replacement: what the body leaves out gets its default. */
  replace(owner: string, id: string, dto: CreateTaskDto, ifMatch?: EntityTags): Promise<Answer> {
    this.demandIfMatch(ifMatch);
    const now = this.now();
    return this.tasks.write(owner, undefined, async (writer) => {
      const [version, current] = await allOf([writer.take(1, 0), writer.get(id)] as const);
      demandCurrent(current, ifMatch);
      demandStored(dto, current);
      const fields = applied(dto, { ...EMPTY, completedAt: current.completedAt }, now);
      return taskAnswer(200, await writer.update(id, fields, version, now));
    });
  }

  /** Merge patch: what the body leaves out stays. */
  update(
    owner: string,
    id: string,
    dto: UpdateTaskDto,
    ifMatch?: EntityTags,
    once?: IdempotentRequest,
  ): Promise<Answer> {
    this.demandIfMatch(ifMatch);
    const now = this.now();
    return this.tasks.write(owner, once, async (writer) => {
      const [version, current] = await allOf([writer.take(1, 0), writer.get(id)] as const);
      demandCurrent(current, ifMatch);
      demandStored(dto, current);
      return taskAnswer(200, await writer.update(id, applied(dto, current, now), version, now));
    });
  }

  remove(owner: string, id: string, ifMatch?: EntityTags): Promise<Answer> {
    this.demandIfMatch(ifMatch);
    const now = this.now();
    return this.tasks.write(owner, undefined, async (writer) => {
      const version = await writer.take(1, -1);
      demandCurrent(await writer.get(id), ifMatch);
      await writer.remove(id, version, now);
      return NO_CONTENT;
    });
  }

  /** Brings a task back from the trash. One that is live stays as it is, so that a repeated request does no harm. */
  restore(owner: string, id: string, once?: IdempotentRequest): Promise<Answer> {
    const now = this.now();
    return this.tasks.write(owner, once, async (writer) => {
      await writer.take(0, 0);
      const found = await writer.findRestorable(id, trashBegins(now));
      if (found === undefined) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
      return taskAnswer(200, found.deletedAt === null ? found : await writer.restore(id, await writer.take(1, 1), now));
    });
  }

  /** All operations in their order, each a write of its own number; or none, if one fails. */
  batch(owner: string, operations: Operation[], once?: IdempotentRequest): Promise<Answer> {
    const now = this.now();
    const count = (op: Operation['op']) => operations.filter((operation) => operation.op === op).length;
    return this.tasks.write(owner, once, async (writer) => {
      const first = await writer.take(operations.length, count('create') - count('delete'));
      const tasks: Task[] = [];
      for (const [i, operation] of operations.entries()) {
        tasks.push(
          await perform(owner, writer, operation, first + i, now).catch((error: unknown) => pointAt(error, i)),
        );
      }
      return batchAnswer(tasks);
    });
  }

  private demandIfMatch(ifMatch: EntityTags | undefined): void {
    if (ifMatch === undefined && this.config.REQUIRE_IF_MATCH) throw new Problem(TASK_ERRORS.IF_MATCH_REQUIRED);
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

async function perform(
  owner: string,
  writer: TaskWriter,
  operation: Operation,
  version: number,
  now: Date,
): Promise<Task> {
  if (operation.op === 'delete') {
    await writer.get(operation.id);
    return writer.remove(operation.id, version, now);
  }
  if (operation.op === 'patch') {
    const current = await writer.get(operation.id);
    demandStored(operation.data, current);
    return writer.update(operation.id, applied(operation.data, current, now), version, now);
  }
  demandNew(operation.data, owner);
  const task = await writer.insert(newId(), applied(operation.data, EMPTY, now), version, now);
  if (task === undefined) throw new Error('A new UUID is taken');
  return task;
}

function pointAt(error: unknown, i: number): never {
  throw error instanceof Problem ? atOperation(error, i) : error;
}

/** @throws Problem STALE_TASK with the task as it is, if that is not how the client knows it. */
function demandCurrent(current: Task, ifMatch: EntityTags | undefined): void {
  if (ifMatch !== undefined && !matches(ifMatch, current.version))
    throw preconditionFailed(TASK_ERRORS.STALE_TASK, current);
}

function preconditionFailed(definition: (typeof TASK_ERRORS)['STALE_TASK'], current: Task | undefined): Problem {
  if (current === undefined) return new Problem(definition);
  return new Problem(definition, {
    headers: { ETag: etagOf(current.version) },
    members: { current: toTaskResponse(current) },
  });
}
