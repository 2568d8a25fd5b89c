import { ApiProperty, ApiSchema, IntersectionType, OmitType, PartialType, PickType } from '@nestjs/swagger';
import { TaskResponse } from '../../dto/task-response.dto.js';

const OF_TOMBSTONE = ['id', 'version', 'deleted_at'] as const;

/** Flat, because client generators make one class of it. */
@ApiSchema({ name: 'TaskChange', description: 'A task; of a deleted one only `id`, `version` and `deleted_at`.' })
class TaskChangeResponse extends IntersectionType(
  PickType(TaskResponse, OF_TOMBSTONE),
  PartialType(OmitType(TaskResponse, OF_TOMBSTONE)),
) {}

@ApiSchema({ name: 'TaskChanges' })
export class ChangesResponse {
  @ApiProperty({ type: [TaskChangeResponse], description: 'In the order of their versions.' })
  items: TaskChangeResponse[];

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    description: 'The number of your last write, on any device. When `has_more` is false you know everything up to it.',
    example: 42,
  })
  version: number;

  @ApiProperty({
    description: 'For `cursor`, the next time. Always there.',
    example: 'q1yVkLsJ0Yc7mA2eUo8xgDQyIDE3OTAwMDAwMDAwMDA',
  })
  next_cursor: string;

  @ApiProperty({ description: 'Whether to ask again at once.', example: false })
  has_more: boolean;
}
