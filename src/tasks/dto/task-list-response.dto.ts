import { ApiProperty } from '@nestjs/swagger';
import { TaskResponse } from './task-response.dto.js';

/** One page of tasks. */
export class TaskListResponse {
  @ApiProperty({ type: [TaskResponse] })
  items: TaskResponse[];

  @ApiProperty({ type: 'integer', description: 'How many tasks match, on all pages.', example: 1 })
  total: number;

  @ApiProperty({ type: 'integer', example: 0 })
  skip: number;

  @ApiProperty({ type: 'integer', example: 100 })
  limit: number;

  @ApiProperty({ description: 'Whether there are tasks after this page. Exact.', example: false })
  has_more: boolean;
}
