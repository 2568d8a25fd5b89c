import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../../common/api-problems.decorator.js';
import { BatchResponse, IndependentBatchResponse } from '../dto/batch-response.dto.js';
import { TASK_ERRORS } from '../tasks.errors.js';

export const ApiBatchTasks = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'batchTasks',
      summary: 'Write several tasks at once',
      description:
        'Up to 100 operations in one transaction, in their order. `atomic`: all happen, or none; a fault points at its operation, such as `/operations/3/data/title`. `independent`: each for itself, always 207. Each may be sent again at any age: what has happened already is left as it is. Only a `create` without an `id` needs an `Idempotency-Key` for that.',
    }),
    ApiOkResponse({ type: BatchResponse, description: 'All have happened.' }),
    ApiResponse({ status: 207, type: IndependentBatchResponse, description: 'What became of each.' }),
    ApiProblems(TASK_ERRORS.TASK_NOT_FOUND, TASK_ERRORS.STALE_TASK, TASK_ERRORS.IF_MATCH_REQUIRED),
  );
