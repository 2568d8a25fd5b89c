import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { TaskResponse } from './task-response.dto.js';

/** What is told of a task that a batch deleted. */
export class DeletedTaskResponse {
  @ApiProperty({ format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' })
  id: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  deleted_at: string;
}

/** The outcome of each operation of a batch. */
@ApiExtraModels(TaskResponse, DeletedTaskResponse)
export class BatchResponse {
  @ApiProperty({
    type: 'array',
    description: 'In the order of the operations.',
    items: { anyOf: [TaskResponse, DeletedTaskResponse].map((model) => ({ $ref: getSchemaPath(model) })) },
  })
  results: (TaskResponse | DeletedTaskResponse)[];
}
