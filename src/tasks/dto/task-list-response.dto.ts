import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { TaskResponse } from './task-response.dto.js';

@ApiSchema({ name: 'TaskList' })
export class TaskListResponse {
  @ApiProperty({ type: [TaskResponse] })
  items: TaskResponse[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'How many tasks match, on all pages; null with a cursor, unless `include_total=true`.',
    example: 1,
  })
  total: number | null;

  @ApiProperty({ type: 'integer', example: 0 })
  skip: number;

  @ApiProperty({ type: 'integer', example: 100 })
  limit: number;

  @ApiProperty({ description: 'Whether there are tasks after this page. Exact.', example: false })
  has_more: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For `cursor`: the next page. Null on the last one.',
    example: null,
  })
  next_cursor: string | null;
}
