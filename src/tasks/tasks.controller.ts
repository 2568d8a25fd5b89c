import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiConsumes, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { CurrentUser, type Principal } from '../common/principal.js';
import { UuidPipe } from '../common/uuid.pipe.js';
import { CreateTaskDto } from './dto/create-task.dto.js';
import { ListTasksQuery } from './dto/list-tasks.query.js';
import { TaskListResponse } from './dto/task-list-response.dto.js';
import { TaskResponse } from './dto/task-response.dto.js';
import { UpdateTaskDto } from './dto/update-task.dto.js';
import type { Task } from './task.entity.js';
import { etagOf, toTaskListResponse, toTaskResponse } from './task-presenter.js';
import { TASK_ERRORS } from './tasks.errors.js';
import { TasksService } from './tasks.service.js';

const ETAG = { ETag: { description: 'The version, quoted.', schema: { type: 'string' as const }, example: '"42"' } };
const ApiTaskId = () => ApiParam({ name: 'id', format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' });

/** The caller's tasks. The owner is taken from the token; the guard has held the path against it. */
@ApiTags('Tasks')
@ApiBearerAuth()
@ApiParam({ name: 'user_id', description: 'Your own id, or `me`.', example: 'me' })
@Controller(':user_id/tasks')
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Get()
  @ApiOperation({ operationId: 'listTasks', summary: 'List your tasks', description: 'Newest first unless `sort` says otherwise.' })
  @ApiOkResponse({ type: TaskListResponse, description: 'One page.' })
  async list(@CurrentUser() caller: Principal, @Query() query: ListTasksQuery): Promise<TaskListResponse> {
    return toTaskListResponse(await this.tasks.list(caller.userId, query), query);
  }

  @Post()
  @ApiOperation({ operationId: 'createTask', summary: 'Create a task', description: 'The server makes the id.' })
  @ApiCreatedResponse({
    type: TaskResponse,
    description: 'The task.',
    headers: { ...ETAG, Location: { description: 'The path of the task.', schema: { type: 'string' } } },
  })
  async create(@CurrentUser() caller: Principal, @Body() dto: CreateTaskDto, @Res({ passthrough: true }) res: Response): Promise<TaskResponse> {
    const task = await this.tasks.create(caller.userId, dto);
    res.location(`/api/v1/${task.userId}/tasks/${task.id}`);
    return answer(task, res);
  }

  @Get(':id')
  @ApiTaskId()
  @ApiOperation({ operationId: 'getTask', summary: 'Get a task', description: 'One of your own tasks.' })
  @ApiOkResponse({ type: TaskResponse, description: 'The task.', headers: ETAG })
  @ApiProblems(TASK_ERRORS.TASK_NOT_FOUND)
  async get(@CurrentUser() caller: Principal, @Param('id', UuidPipe) id: string, @Res({ passthrough: true }) res: Response): Promise<TaskResponse> {
    return answer(await this.tasks.get(caller.userId, id), res);
  }

  @Put(':id')
  @ApiTaskId()
  @ApiOperation({ operationId: 'replaceTask', summary: 'Replace a task', description: 'Fields that are absent get their default.' })
  @ApiOkResponse({ type: TaskResponse, description: 'The task as it is now.', headers: ETAG })
  @ApiProblems(TASK_ERRORS.TASK_NOT_FOUND)
  async replace(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @Body() dto: CreateTaskDto,
    @Res({ passthrough: true }) res: Response,
  ): Promise<TaskResponse> {
    return answer(await this.tasks.replace(caller.userId, id, dto), res);
  }

  @Patch(':id')
  @ApiTaskId()
  @ApiOperation({
    operationId: 'updateTask',
    summary: 'Change a task',
    description: 'A JSON merge patch (RFC 7396): fields that are absent stay, `null` clears.',
  })
  @ApiConsumes('application/json', 'application/merge-patch+json')
  @ApiOkResponse({ type: TaskResponse, description: 'The task as it is now.', headers: ETAG })
  @ApiProblems(TASK_ERRORS.TASK_NOT_FOUND)
  async update(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @Body() dto: UpdateTaskDto,
    @Res({ passthrough: true }) res: Response,
  ): Promise<TaskResponse> {
    return answer(await this.tasks.update(caller.userId, id, dto), res);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiTaskId()
  @ApiOperation({ operationId: 'deleteTask', summary: 'Delete a task', description: 'Moves the task into the trash.' })
  @ApiNoContentResponse({ description: 'The task is gone.' })
  @ApiProblems(TASK_ERRORS.TASK_NOT_FOUND)
  async remove(@CurrentUser() caller: Principal, @Param('id', UuidPipe) id: string): Promise<void> {
    await this.tasks.remove(caller.userId, id);
  }
}

function answer(task: Task, res: Response): TaskResponse {
  res.setHeader('ETag', etagOf(task.version));
  return toTaskResponse(task);
}
