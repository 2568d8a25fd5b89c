import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Problem } from '../common/problem.js';
import { CurrentUser, type Principal } from '../common/principal.js';
import { LowercaseUuidPipe } from '../common/lowercase-uuid.pipe.js';
import { TasksConfig } from '../config/slices.js';
import type { Transaction } from '../database/transaction.js';
import { type Answer, NO_CONTENT } from '../idempotency/answer.js';
import { IdempotencyKeyHeader } from '../idempotency/idempotency-key.decorator.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import type { IdempotentRequest, KeyedRequest } from '../idempotency/idempotent-request.js';
import { sendAnswer } from '../idempotency/send-answer.js';
import { meaningOfChange, meaningOfCreation } from './body-meaning.js';
import { IfMatch, IfNoneMatch, type PutCondition, PutPrecondition } from './conditional-headers.decorator.js';
import { CreateTaskDto } from './dto/create-task.dto.js';
import { MoveTaskDto } from './dto/move-task.dto.js';
import { UpdateTaskDto } from './dto/update-task.dto.js';
import { toPreconditionProblem } from './precondition-failed.js';
import type { EntityTags } from './preconditions.js';
import { createdAnswer, readAnswer, taskAnswer } from './task-presenter.js';
import type { Task } from './task.entity.js';
import {
  ApiCreateTask,
  ApiDeleteTask,
  ApiGetTask,
  ApiMoveTask,
  ApiOwnTasks,
  ApiReplaceTask,
  ApiRestoreTask,
  ApiUpdateTask,
} from './tasks.docs.js';
import { TASK_ERRORS } from './tasks.errors.js';
import { TasksService } from './tasks.service.js';

/** The owner is taken from the token; the guard has compared the path with it. */
@ApiOwnTasks()
@Controller(':user_id/tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly idempotency: IdempotencyService,
    private readonly config: TasksConfig,
  ) {}

  @Post()
  @ApiCreateTask()
  async create(
    @CurrentUser() { userId }: Principal,
    @Body() dto: CreateTaskDto,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Res() res: Response,
  ): Promise<void> {
    const task = this.tasks.prepare(userId, dto);
    const request = keyed?.meaning(meaningOfCreation(dto));
    const work = (tx: Transaction) => this.tasks.create(tx, userId, task);
    sendAnswer(res, await this.write(userId, request, work, this.presentCreated));
  }

  @Get(':id')
  @ApiGetTask()
  async get(
    @CurrentUser() { userId }: Principal,
    @Param('id', LowercaseUuidPipe) id: string,
    @IfNoneMatch() known: EntityTags | undefined,
    @Res() res: Response,
  ): Promise<void> {
    sendAnswer(res, readAnswer(await this.tasks.get(userId, id), known));
  }

  @Put(':id')
  @ApiReplaceTask()
  async replace(
    @CurrentUser() { userId }: Principal,
    @Param('id', LowercaseUuidPipe) id: string,
    @Body() dto: CreateTaskDto,
    @PutPrecondition() condition: PutCondition,
    @Res() res: Response,
  ): Promise<void> {
    if (condition.create) {
      const task = this.tasks.prepareAs(userId, id, dto);
      const work = (tx: Transaction) => this.tasks.createAs(tx, userId, task);
      sendAnswer(res, await this.write(userId, undefined, work, this.presentCreated));
    } else {
      const { ifMatch } = condition;
      this.demandIfMatch(ifMatch);
      const work = (tx: Transaction) => this.tasks.replace(tx, userId, id, dto, ifMatch);
      sendAnswer(res, await this.write(userId, undefined, work, taskAnswer));
    }
  }

  @Patch(':id')
  @ApiUpdateTask()
  async update(
    @CurrentUser() { userId }: Principal,
    @Param('id', LowercaseUuidPipe) id: string,
    @Body() dto: UpdateTaskDto,
    @IfMatch() ifMatch: EntityTags | undefined,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Res() res: Response,
  ): Promise<void> {
    this.demandIfMatch(ifMatch);
    const request = keyed?.meaning(meaningOfChange(dto));
    const work = (tx: Transaction) => this.tasks.update(tx, userId, id, dto, ifMatch);
    sendAnswer(res, await this.write(userId, request, work, taskAnswer));
  }

  @Delete(':id')
  @ApiDeleteTask()
  async remove(
    @CurrentUser() { userId }: Principal,
    @Param('id', LowercaseUuidPipe) id: string,
    @IfMatch() ifMatch: EntityTags | undefined,
    @Res() res: Response,
  ): Promise<void> {
    this.demandIfMatch(ifMatch);
    const work = (tx: Transaction) => this.tasks.remove(tx, userId, id, ifMatch);
    sendAnswer(res, await this.write(userId, undefined, work, () => NO_CONTENT));
  }

  @Post(':id/move')
  @ApiMoveTask()
  async move(
    @CurrentUser() { userId }: Principal,
    @Param('id', LowercaseUuidPipe) id: string,
    @Body() dto: MoveTaskDto,
    @IfMatch() ifMatch: EntityTags | undefined,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Res() res: Response,
  ): Promise<void> {
    this.demandIfMatch(ifMatch);
    const work = (tx: Transaction) => this.tasks.move(tx, userId, id, dto, ifMatch);
    sendAnswer(res, await this.write(userId, keyed?.meaning(dto), work, taskAnswer));
  }

  @Post(':id/restore')
  @ApiRestoreTask()
  async restore(
    @CurrentUser() { userId }: Principal,
    @Param('id', LowercaseUuidPipe) id: string,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Res() res: Response,
  ): Promise<void> {
    const work = (tx: Transaction) => this.tasks.restore(tx, userId, id);
    sendAnswer(res, await this.write(userId, keyed?.meaning(), work, taskAnswer));
  }

  private readonly presentCreated = (task: Task) => createdAnswer(task, this.config.PUBLIC_PATH);

  private write<T>(
    owner: string,
    request: IdempotentRequest | undefined,
    work: (tx: Transaction) => Promise<T>,
    present: (outcome: T) => Answer,
  ): Promise<Answer> {
    return this.idempotency.answer(owner, request, work, present).catch(toPreconditionProblem);
  }

  private demandIfMatch(ifMatch: EntityTags | undefined): void {
    if (ifMatch === undefined && this.config.REQUIRE_IF_MATCH) throw new Problem(TASK_ERRORS.IF_MATCH_REQUIRED);
  }
}
