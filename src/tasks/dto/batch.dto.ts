import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import type { CreateTaskDto } from './create-task.dto.js';
import { UpdateTaskBody, type UpdateTaskDto } from './update-task.dto.js';

export const BATCH_OPS = ['create', 'patch', 'delete'] as const;

/** An operation that `readOperations` has checked. */
export type Operation =
  | { op: 'create'; data: CreateTaskDto }
  | { op: 'patch'; id: string; data: UpdateTaskDto }
  | { op: 'delete'; id: string };

/** One write. Flat, because client generators make one class of it; `op` says which members belong to it. */
@ApiSchema({ name: 'TaskBatchOperation' })
export class BatchOperationDto {
  @ApiProperty({ enum: BATCH_OPS, enumName: 'TaskBatchOp', example: 'create' })
  op: (typeof BATCH_OPS)[number];

  @ApiProperty({
    format: 'uuid',
    required: false,
    description: 'The task. Required by `patch` and `delete`, and not a member of `create`.',
  })
  id?: string;

  @ApiProperty({
    type: UpdateTaskBody,
    required: false,
    description: 'Required by `create`, which needs a `title`, and by `patch`; not a member of `delete`.',
  })
  data?: UpdateTaskBody;
}

/** Up to 100 writes, all or none. `readOperations` checks what each holds. */
@ApiSchema({ name: 'TaskBatch' })
export class BatchDto {
  @ApiProperty({
    type: [BatchOperationDto],
    minItems: 1,
    maxItems: 100,
    example: [{ op: 'create', data: { title: 'Buy milk' } }],
  })
  @ArrayMaxSize(100, { message: 'operations must hold at most 100 operations' })
  @ArrayMinSize(1, { message: 'operations must hold at least one operation' })
  @IsArray()
  operations: unknown[];
}
