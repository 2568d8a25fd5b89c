import { ApiExtraModels, ApiProperty, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { TaskResponse } from './task-response.dto.js';

@ApiSchema({ name: 'TaskChildCounts' })
export class ChildCountsResponse {
  @ApiProperty({ type: 'integer', description: 'Not completed.', example: 2 })
  open: number;

  @ApiProperty({ type: 'integer', example: 5 })
  all: number;
}

@ApiSchema({ name: 'TaskList' })
@ApiExtraModels(ChildCountsResponse)
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

  @ApiProperty({
    type: 'object',
    selfRequired: false,
    additionalProperties: { $ref: getSchemaPath(ChildCountsResponse) },
    description:
      'With `include=child_counts`: how many tasks are directly beneath those of this page, by their `id`. One that is not named has none.',
    example: { '019abc12-3456-7def-8123-456789abcdef': { open: 2, all: 5 } },
  })
  child_counts?: Record<string, ChildCountsResponse>;
}
