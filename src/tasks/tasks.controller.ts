import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { REVALIDATED } from '../common/cache-control.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { sendJson } from '../common/send-json.js';
import { CurrentUser, type Principal } from '../common/principal.js';
import { UuidPipe } from '../common/uuid.pipe.js';
import { IdempotencyKeyHeader } from '../idempotency/idempotency-key.decorator.js';
import type { KeyedRequest } from '../idempotency/idempotent-request.js';
import { sendAnswer } from '../idempotency/send-answer.js';
import { readOperations } from './batch-operations.js';
import { meaningOfBatch, meaningOfChange, meaningOfCreation } from './body-meaning.js';
import {
  ApiIfMatch,
  ApiIfNoneMatch,
  IfMatch,
  IfNoneMatch,
  type PutCondition,
  PutPrecondition,
} from './conditional-headers.decorator.js';
import { BatchDto } from './dto/batch.dto.js';
import { BatchResponse } from './dto/batch-response.dto.js';
import { CreateTaskDto } from './dto/create-task.dto.js';
import { ListTasksQuery } from './dto/list-tasks.query.js';
import { TaskListResponse } from './dto/task-list-response.dto.js';
import { TaskResponse } from './dto/task-response.dto.js';
import { UpdateTaskDto } from './dto/update-task.dto.js';
import { linkHeader } from './list/links.js';
import { TaskListService } from './list/task-list.service.js';
import { type EntityTags, matches } from './preconditions.js';
import { etagOf, listAnswer } from './task-presenter.js';
import { TASK_ERRORS } from './tasks.errors.js';
import { TasksService } from './tasks.service.js';

const header = (description: string, example?: string) => ({
  description,
  schema: { type: 'string' as const },
  example,
});
const ETAG = { ETag: header('The version, quoted.', '"42"') };
const LOCATION = { Location: header('The path of the task.') };
const ApiTaskId = () =>
  ApiParam({
    name: 'id',
    description: 'The task.',
    type: String,
    format: 'uuid',
    example: '019abc12-3456-7def-8123-456789abcdef',
  });

/** The caller's tasks. The owner is taken from the token; the guard has held the path against it. */
@ApiTags('Tasks')
@ApiBearerAuth()
@ApiParam({ name: 'user_id', type: String, description: 'Your own id, or `me`.', example: 'me' })
@Controller(':user_id/tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly lists: TaskListService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listTasks',
    summary: 'List your tasks',
    description:
      'Newest first unless `sort` says otherwise. To poll, send the `ETag` back in `If-None-Match`: an unchanged list costs next to nothing.',
  })
  @ApiIfNoneMatch('The `ETag` of the page that you have.')
  @ApiOkResponse({
    type: TaskListResponse,
    description: 'One page.',
    headers: { ETag: header('Names this state of this page.'), Link: header('`first`, `prev` and `next` (RFC 8288).') },
  })
  @ApiResponse({
    status: 304,
    description: 'You have this page already.',
    headers: { ETag: header('The one you sent.') },
  })
  @ApiProblems(TASK_ERRORS.INVALID_CURSOR, COMMON_ERRORS.MALFORMED_HEADER)
  async list(
    @CurrentUser() caller: Principal,
    @Query() query: ListTasksQuery,
    @IfNoneMatch() known: EntityTags | undefined,
    @Req() req: Request,
    @Res() res: Response,
  ): Promise<void> {
    const { etag, page } = await this.lists.list(caller.userId, query, known);
    res.setHeader('Cache-Control', REVALIDATED);
    res.setHeader('ETag', etag);
    if (page === undefined) return void res.status(304).end();
    res.setHeader('Link', linkHeader(req.originalUrl, query, page));
    sendJson(res, listAnswer(page, query));
  }

  @Post()
  @ApiOperation({
    operationId: 'createTask',
    summary: 'Create a task',
    description: 'The server makes the id. To create under an id of your own, use PUT with `If-None-Match: *`.',
  })
  @ApiCreatedResponse({ type: TaskResponse, description: 'The task.', headers: { ...ETAG, ...LOCATION } })
  async create(
    @CurrentUser() caller: Principal,
    @Body() dto: CreateTaskDto,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Res() res: Response,
  ): Promise<void> {
    sendAnswer(res, await this.tasks.create(caller.userId, dto, keyed?.meaning(meaningOfCreation(dto))));
  }

  @Post('batch')
  @ApiOperation({
    operationId: 'batchTasks',
    summary: 'Write several tasks at once',
    description:
      'Up to 100 operations in one transaction: all happen, or none. A fault points at its operation, such as `/operations/3/data/title`.',
  })
  @ApiOkResponse({
    type: BatchResponse,
    description: 'What became of each.',
  })
  @ApiProblems(TASK_ERRORS.TASK_NOT_FOUND)
  async batch(
    @CurrentUser() caller: Principal,
    @Body() dto: BatchDto,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Res() res: Response,
  ): Promise<void> {
    const operations = readOperations(dto.operations);
    sendAnswer(res, await this.tasks.batch(caller.userId, operations, keyed?.meaning(meaningOfBatch(operations))));
  }

  @Get(':id')
  @ApiTaskId()
  @ApiOperation({ operationId: 'getTask', summary: 'Get a task', description: 'One of your own tasks.' })
  @ApiIfNoneMatch('The `ETag` of the task that you have.')
  @ApiOkResponse({ type: TaskResponse, description: 'The task.', headers: ETAG })
  @ApiResponse({ status: 304, description: 'You have it as it is.', headers: ETAG })
  @ApiProblems(TASK_ERRORS.TASK_NOT_FOUND, COMMON_ERRORS.MALFORMED_HEADER)
  async get(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @IfNoneMatch() known: EntityTags | undefined,
    @Res() res: Response,
  ): Promise<void> {
    const { version, json } = await this.tasks.get(caller.userId, id);
    res.setHeader('Cache-Control', REVALIDATED);
    res.setHeader('ETag', etagOf(version));
    if (known !== undefined && matches(known, version)) res.status(304).end();
    else sendJson(res, json);
  }

  @Put(':id')
  @ApiTaskId()
  @ApiOperation({
    operationId: 'replaceTask',
    summary: 'Replace a task, or create one under your own id',
    description:
      'Fields that are absent get their default. Read-only fields may be present if they are as stored; else 422. With `If-None-Match: *` it creates, and fails if you have the id already, in the trash too; of the read-only fields `id`, `user_id` and `deleted_at` are then compared and the others made anew, so that an exported task can be given back.',
  })
  @ApiIfMatch()
  @ApiIfNoneMatch('`*`: create the task; it must not be there yet.')
  @ApiOkResponse({ type: TaskResponse, description: 'The task as it is now.', headers: ETAG })
  @ApiCreatedResponse({ type: TaskResponse, description: 'The task.', headers: { ...ETAG, ...LOCATION } })
  @ApiProblems(
    TASK_ERRORS.TASK_NOT_FOUND,
    COMMON_ERRORS.MALFORMED_HEADER,
    TASK_ERRORS.STALE_TASK,
    TASK_ERRORS.TASK_EXISTS,
    TASK_ERRORS.IF_MATCH_REQUIRED,
  )
  async replace(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @Body() dto: CreateTaskDto,
    @PutPrecondition() condition: PutCondition,
    @Res() res: Response,
  ): Promise<void> {
    const { userId } = caller;
    sendAnswer(
      res,
      await (condition.create
        ? this.tasks.createAs(userId, id, dto)
        : this.tasks.replace(userId, id, dto, condition.ifMatch)),
    );
  }

  @Patch(':id')
  @ApiTaskId()
  @ApiOperation({
    operationId: 'updateTask',
    summary: 'Change a task',
    description:
      'A JSON merge patch (RFC 7396): fields that are absent stay, `null` clears, and so does a name in `clear`. Read-only fields may be present if they are as stored; else 422.',
  })
  @ApiConsumes('application/json', 'application/merge-patch+json')
  @ApiIfMatch()
  @ApiOkResponse({ type: TaskResponse, description: 'The task as it is now.', headers: ETAG })
  @ApiProblems(TASK_ERRORS.TASK_NOT_FOUND, TASK_ERRORS.STALE_TASK, TASK_ERRORS.IF_MATCH_REQUIRED)
  async update(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @Body() dto: UpdateTaskDto,
    @IfMatch() ifMatch: EntityTags | undefined,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Res() res: Response,
  ): Promise<void> {
    sendAnswer(res, await this.tasks.update(caller.userId, id, dto, ifMatch, keyed?.meaning(meaningOfChange(dto))));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiTaskId()
  @ApiOperation({
    operationId: 'deleteTask',
    summary: 'Delete a task',
    description: 'Moves the task into the trash, from which it can come back for 30 days.',
  })
  @ApiIfMatch()
  @ApiNoContentResponse({ description: 'The task is in the trash.' })
  @ApiProblems(
    TASK_ERRORS.TASK_NOT_FOUND,
    COMMON_ERRORS.MALFORMED_HEADER,
    TASK_ERRORS.STALE_TASK,
    TASK_ERRORS.IF_MATCH_REQUIRED,
  )
  async remove(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: EntityTags | undefined,
  ): Promise<void> {
    await this.tasks.remove(caller.userId, id, ifMatch);
  }

  @Post(':id/restore')
  @ApiTaskId()
  @ApiOperation({
    operationId: 'restoreTask',
    summary: 'Restore a task',
    description:
      'Brings a task back from the trash. One that is not there but live stays as it is, so the request may be repeated.',
  })
  @ApiOkResponse({ type: TaskResponse, description: 'The task as it is now.', headers: ETAG })
  @ApiProblems(TASK_ERRORS.TASK_NOT_FOUND)
  async restore(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Res() res: Response,
  ): Promise<void> {
    sendAnswer(res, await this.tasks.restore(caller.userId, id, keyed?.meaning()));
  }
}
