import { applyDecorators, HttpCode } from '@nestjs/common';
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
import { ApiProblems } from '../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { ApiIfMatch, ApiIfNoneMatch } from './conditional-headers.decorator.js';
import { BatchResponse } from './dto/batch-response.dto.js';
import { TaskResponse } from './dto/task-response.dto.js';
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
    CREATED,
  );

export const ApiBatchTasks = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'batchTasks',
      summary: 'Write several tasks at once',
      description:
        'Up to 100 operations in one transaction: all happen, or none. A fault points at its operation, such as `/operations/3/data/title`.',
    }),
    ApiOkResponse({ type: BatchResponse, description: 'What became of each.' }),
    ApiProblems(TASK_ERRORS.TASK_NOT_FOUND),
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
        'Fields that are absent get their default. Read-only fields may be present if they are as stored; else 422. With `If-None-Match: *` it creates, and fails if you have the id already, in the trash too; of the read-only fields `id`, `user_id` and `deleted_at` are then compared and the others made anew, so that an exported task can be given back.',
    }),
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
      description: 'Moves the task into the trash, from which it can come back for 30 days.',
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
        'Brings a task back from the trash. One that is not there but live stays as it is, so the request may be repeated.',
    }),
    CURRENT,
    ApiProblems(TASK_ERRORS.TASK_NOT_FOUND),
  );
