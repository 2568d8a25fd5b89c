import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { CreateTaskDto } from './create-task.dto.js';
import { UpdateTaskDto } from './update-task.dto.js';

export class CreateOperation {
  @ApiProperty({ enum: ['create'] })
  op: 'create';

  @ApiProperty({ type: CreateTaskDto })
  data: CreateTaskDto;
}

export class PatchOperation {
  @ApiProperty({ enum: ['patch'] })
  op: 'patch';

  @ApiProperty({ format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' })
  id: string;

  @ApiProperty({ type: UpdateTaskDto })
  data: UpdateTaskDto;
}

export class DeleteOperation {
  @ApiProperty({ enum: ['delete'] })
  op: 'delete';

  @ApiProperty({ format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' })
  id: string;
}

export type Operation = CreateOperation | PatchOperation | DeleteOperation;

/** Up to 100 writes that happen together or not at all. What each holds is checked by `readOperations`. */
@ApiExtraModels(CreateOperation, PatchOperation, DeleteOperation)
export class BatchDto {
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: 100,
    items: {
      oneOf: [CreateOperation, PatchOperation, DeleteOperation].map((model) => ({ $ref: getSchemaPath(model) })),
    },
    example: [{ op: 'create', data: { title: 'Buy milk' } }],
  })
  @ArrayMaxSize(100, { message: 'operations must hold at most 100 operations' })
  @ArrayMinSize(1, { message: 'operations must hold at least one operation' })
  @IsArray()
  operations: unknown[];
}
