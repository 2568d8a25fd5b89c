import { applyDecorators, HttpCode } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { ApiIfMatch, ApiIfNoneMatch } from './conditional-headers.decorator.js';
import { CreateTaskBody } from './dto/create-task.dto.js';
import { TaskResponse } from './dto/task-response.dto.js';
import { UpdateTaskBody } from './dto/update-task.dto.js';
import { TASK_ERRORS } from './tasks.errors.js';

export const header = (description: string, example?: string) => ({
  description,
  schema: { type: 'string' as const },
  example,
});

const ETAG = { ETag: header('The version, quoted.', '"42"') };
const LOCATION = { Location: header('The path of the task.') };
const CREATED = ApiCreatedResponse({ type: TaskResponse, description: 'The task.', headers: { ...ETAG, ...LOCATION } });
const CURRENT = ApiOkResponse({ type: TaskResponse, description: 'The task as it is now.', headers: ETAG });
const TASK_ID = ApiParam({
  name: 'id',
  description: 'The task.',
  type: String,
  format: 'uuid',
  example: '019abc12-3456-7def-8123-456789abcdef',
});

export const ApiOwnTasks = () =>
  applyDecorators(
    ApiTags('Tasks'),
    ApiBearerAuth(),
    ApiParam({ name: 'user_id', type: String, description: 'Your own id, or `me`.', example: 'me' }),
  );

export const ApiCreateTask = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'createTask',
      summary: 'Create a task',
      description: 'The server makes the id. To create under an id of your own, use PUT with `If-None-Match: *`.',
    }),
    ApiBody({ type: CreateTaskBody }),
    CREATED,
  );

export const ApiGetTask = () =>
  applyDecorators(
    TASK_ID,
    ApiOperation({ operationId: 'getTask', summary: 'Get a task', description: 'One of your own tasks.' }),
    ApiIfNoneMatch('The `ETag` of the task that you have.'),
    ApiOkResponse({ type: TaskResponse, description: 'The task.', headers: ETAG }),
    ApiResponse({ status: 304, description: 'You have it as it is.', headers: ETAG }),
    ApiProblems(TASK_ERRORS.TASK_NOT_FOUND, COMMON_ERRORS.MALFORMED_HEADER),
  );

export const ApiReplaceTask = () =>
  applyDecorators(
    TASK_ID,
    ApiOperation({
      operationId: 'replaceTask',
      summary: 'Replace a task, or create one under your own id',
      description:
        'Fields that are absent get their default, but a task that keeps its parent keeps its `position` too. Read-only fields may be present if they are as stored; else 422. With `If-None-Match: *` it creates, and fails if you have the id already, in the trash too; `id`, `user_id` and `deleted_at` are then compared, `created_at` and `completed_at` kept, and `version` and `updated_at` made anew, so that an exported task can be given back.',
    }),
    ApiBody({ type: CreateTaskBody }),
    ApiIfNoneMatch('`*`: create the task; it must not be there yet.', '*'),
    ApiIfMatch(),
    CURRENT,
    CREATED,
    ApiProblems(
      TASK_ERRORS.TASK_NOT_FOUND,
      COMMON_ERRORS.MALFORMED_HEADER,
      TASK_ERRORS.STALE_TASK,
      TASK_ERRORS.TASK_EXISTS,
      TASK_ERRORS.IF_MATCH_REQUIRED,
    ),
  );

export const ApiUpdateTask = () =>
  applyDecorators(
    TASK_ID,
    ApiOperation({
      operationId: 'updateTask',
      summary: 'Change a task',
      description:
        'A JSON merge patch (RFC 7396): fields that are absent stay, `null` clears, and so does a name in `clear`. Read-only fields may be present if they are as stored; else 422.',
    }),
    ApiConsumes('application/json', 'application/merge-patch+json'),
    ApiBody({ type: UpdateTaskBody }),
    ApiIfMatch(),
    CURRENT,
    ApiProblems(TASK_ERRORS.TASK_NOT_FOUND, TASK_ERRORS.STALE_TASK, TASK_ERRORS.IF_MATCH_REQUIRED),
  );

export const ApiMoveTask = () =>
  applyDecorators(
    TASK_ID,
    ApiOperation({
      operationId: 'moveTask',
      summary: 'Move a task',
      description:
        'To a place beneath another parent, or to another place beneath the one that it has: before or after a task there, or to the end. What is beneath it comes along. For clients that do not make a `position` of their own. Where there is no room between two tasks, those after them are written too, with a `position` and a `version` each.',
    }),
    ApiIfMatch(),
    CURRENT,
    ApiProblems(TASK_ERRORS.TASK_NOT_FOUND, TASK_ERRORS.STALE_TASK, TASK_ERRORS.IF_MATCH_REQUIRED),
  );

export const ApiDeleteTask = () =>
  applyDecorators(
    HttpCode(204),
    TASK_ID,
    ApiOperation({
      operationId: 'deleteTask',
      summary: 'Delete a task',
      description:
        'Moves the task into the trash with all that is beneath it, each with a `version` of its own. It can come back for 30 days. `If-Match` is about the task alone.',
    }),
    ApiIfMatch(),
    ApiNoContentResponse({ description: 'The task is in the trash.' }),
    ApiProblems(
      TASK_ERRORS.TASK_NOT_FOUND,
      COMMON_ERRORS.MALFORMED_HEADER,
      TASK_ERRORS.STALE_TASK,
      TASK_ERRORS.IF_MATCH_REQUIRED,
    ),
  );

export const ApiRestoreTask = () =>
  applyDecorators(
    TASK_ID,
    ApiOperation({
      operationId: 'restoreTask',
      summary: 'Restore a task',
      description:
        'Brings a task back from the trash, with all that went there with it; what was deleted before by itself stays. It comes back to where it was, or to the end of the tasks without a parent if its parent is in the trash or too deep by now. One that is not there but live stays as it is, so the request may be repeated.',
    }),
    CURRENT,
    ApiProblems(TASK_ERRORS.TASK_NOT_FOUND),
  );
