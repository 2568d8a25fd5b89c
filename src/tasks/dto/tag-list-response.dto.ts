import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'TagCount' })
export class TagCountResponse {
  @ApiProperty({ description: 'In the spelling that most of your tasks have.', example: 'home' })
  tag: string;

  @ApiProperty({ type: 'integer', description: 'How many of your tasks have it, in any spelling.', example: 12 })
  count: number;

  @ApiProperty({ type: 'integer', description: 'How many of these are not completed.', example: 3 })
  open_count: number;
}

@ApiSchema({ name: 'TagList' })
export class TagListResponse {
  @ApiProperty({ type: [TagCountResponse] })
  items: TagCountResponse[];
}
