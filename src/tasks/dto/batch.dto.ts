import { ApiProperty, ApiSchema, IntersectionType, PartialType, PickType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { CreateTaskDto } from './create-task.dto.js';
import { SET_BY_SERVER, TASK_READ_ONLY, TaskResponse } from './task-response.dto.js';
import { UpdateTaskBody } from './update-task.dto.js';

export const BATCH_OPS = ['create', 'patch', 'delete', 'restore'] as const;
export const BATCH_MODES = ['atomic', 'independent'] as const;

/** The fields of a task as a client saw them. It may send all that it has: what it does not change is not compared. */
export class TaskBaseDto extends PartialType(CreateTaskDto, { skipNullProperties: false }) {
  static readonly readOnly = TASK_READ_ONLY;
}

/** What the document says of it. */
@ApiSchema({ name: 'TaskBase' })
class TaskBaseBody extends IntersectionType(TaskBaseDto, PartialType(PickType(TaskResponse, SET_BY_SERVER))) {}

/** One write. Flat, because client generators make one class of it; `op` says which members belong to it. */
@ApiSchema({ name: 'TaskBatchOperation' })
export class BatchOperationDto {
  @ApiProperty({ enum: BATCH_OPS, enumName: 'TaskBatchOp', example: 'create' })
  op: (typeof BATCH_OPS)[number];

  @ApiProperty({
    format: 'uuid',
    required: false,
    description:
      'The task. Required but by `create`, where it is an id of your own making: with it the creation may be repeated.',
  })
  id?: string;

  @ApiProperty({
    type: UpdateTaskBody,
    required: false,
    description: 'Required by `create`, which needs a `title`, and by `patch`; not a member of the others.',
  })
  data?: UpdateTaskBody;

  @ApiProperty({
    type: TaskBaseBody,
    required: false,
    description:
      'Only of `patch`: the fields that `data` changes, as you saw them. One that is neither as in `base` nor as in `data` by now is a conflict, and the operation is refused; of `tags` and of the members of `extra` only what you changed counts.',
  })
  base?: TaskBaseBody;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    minimum: 1,
    required: false,
    description:
      'Not of `create`: the `version` that you saw. If the task has changed since, the operation is refused.',
    example: 42,
  })
  if_version?: number;
}

/** Up to 100 writes. `readOperations` checks what each holds. */
@ApiSchema({ name: 'TaskBatch' })
export class BatchDto {
  @ApiProperty({
    enum: BATCH_MODES,
    enumName: 'TaskBatchMode',
    required: false,
    description:
      '`atomic`, as if absent: all operations happen or none, answered with 200 or an error. `independent`: each for itself, answered with 207.',
    example: 'independent',
  })
  @IsIn(BATCH_MODES, { message: `mode must be one of ${BATCH_MODES.join(', ')}` })
  @MayBeAbsent()
  mode?: (typeof BATCH_MODES)[number];

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
