import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { MayBeAbsent, MayBeNull } from '../../common/fields.js';
import { IsUuid } from '../../common/validators.js';

/** Where a task goes: next to another one, or to the end of its parent. */
@ApiSchema({ name: 'TaskMove' })
export class MoveTaskDto {
  @ApiProperty({
    type: String,
    format: 'uuid',
    required: false,
    nullable: true,
    description: 'The new parent, or `null` for none. Absent: the parent that it has.',
    example: null,
  })
  @IsUuid()
  @MayBeNull()
  parent_id?: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    required: false,
    description: 'The task that will follow, in the same parent. Not together with `after`.',
    examples: ['019abc12-3456-7def-8123-456789abcdef'],
  })
  @IsUuid()
  @MayBeAbsent()
  before?: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    required: false,
    description: 'The task that will precede, in the same parent. Not together with `before`.',
    examples: ['019abc12-3456-7def-8123-456789abcdef'],
  })
  @IsUuid()
  @MayBeAbsent()
  after?: string;
}
