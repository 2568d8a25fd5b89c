import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { TaskResponse } from './task-response.dto.js';

@ApiSchema({ name: 'TaskBatchResult' })
export class BatchResponse {
  @ApiProperty({
    type: [TaskResponse],
    description: 'The tasks as they are now, in the order of the operations; a deleted one has its `deleted_at`.',
  })
  results: TaskResponse[];
}
