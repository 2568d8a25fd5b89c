import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'TaskEvent', description: 'The `data` of an event `change`.' })
export class EventResponse {
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    description: 'The number of your last write, on any device. It is the `id` of the event too.',
    example: 43,
  })
  version: number;
}
