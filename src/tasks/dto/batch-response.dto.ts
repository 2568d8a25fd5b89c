import { ApiProperty, type ApiPropertyOptions, ApiSchema } from '@nestjs/swagger';
import type { FieldFault } from '../../common/problem.js';
import { BatchOperationDto } from './batch.dto.js';
import { TaskResponse } from './task-response.dto.js';

const ID = '019abc12-3456-7def-8123-456789abcdef';

@ApiSchema({ name: 'TaskBatchResult' })
export class BatchResponse {
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Your last number after the batch.', example: 42 })
  version: number;

  @ApiProperty({
    type: [TaskResponse],
    description:
      'The tasks as each operation left them, in their order; a deleted one has its `deleted_at`. Of one that was deleted long ago the content is empty.',
  })
  results: TaskResponse[];

  @ApiProperty({
    type: [BatchOperationDto],
    description: 'The operations of a batch that takes this one back, unless someone has written over it.',
    example: [{ op: 'delete', id: ID, if_version: 42 }],
  })
  undo: BatchOperationDto[];
}

/** What became of one operation. Flat, because client generators make one class of it. */
@ApiSchema({ name: 'TaskOperationResult' })
export class OperationResult {
  @ApiProperty({
    type: 'integer',
    description: '201 created, 200 done or `unchanged`; 404, 412, 422 or 428 as for a single write.',
    example: 200,
  })
  status: number;

  @ApiProperty({
    type: TaskResponse,
    required: false,
    description: 'The task as the operation left it, if it is live.',
  })
  task?: TaskResponse;

  @ApiProperty({ format: 'uuid', required: false, description: 'Instead of `task` if it is deleted.', example: ID })
  id?: string;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    required: false,
    description: 'With `id`: the version of the deletion.',
    example: 47,
  })
  version?: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description: 'With `id`.',
    example: '2026-11-21T09:30:00.000Z',
  })
  deleted_at?: string;

  @ApiProperty({ required: false, description: 'True if it was so already: nothing was written.', example: true })
  unchanged?: boolean;

  @ApiProperty({
    type: BatchOperationDto,
    required: false,
    description: 'The operation that takes this one back, unless someone has written over it.',
  })
  undo?: BatchOperationDto;

  @ApiProperty({ $ref: '#/components/schemas/ErrorCode', required: false } as ApiPropertyOptions)
  error_code?: string;

  @ApiProperty({
    required: false,
    description: 'What went wrong, in words.',
    example: 'You have no task with this id.',
  })
  detail?: string;

  @ApiProperty({
    type: 'array',
    items: { $ref: '#/components/schemas/FieldFault' },
    required: false,
    description:
      'Pointers begin at `data`, as in the body of a single write; those to `op`, `id`, `base` and `if_version` at the operation.',
  })
  errors?: FieldFault[];

  @ApiProperty({
    type: [String],
    required: false,
    description:
      'The fields that are neither as in `base` nor as in `data`; `due` and `place` stand for two fields each, which are merged as one.',
    example: ['title'],
  })
  conflicts?: string[];

  @ApiProperty({ type: TaskResponse, required: false, description: 'With 412: the task as it is now.' })
  current?: TaskResponse;
}

@ApiSchema({ name: 'TaskBatchReport' })
export class IndependentBatchResponse {
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Your last number after the batch.', example: 47 })
  version: number;

  @ApiProperty({ type: [OperationResult], description: 'In the order of the operations.' })
  results: OperationResult[];
}
