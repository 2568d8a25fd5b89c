import { ApiProperty } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { MayBeAbsent } from '../../../common/fields.js';
import { LimitField } from '../../../common/query-fields.js';

export class ChangesQuery {
  @ApiProperty({
    type: String,
    required: false,
    description: '`next_cursor` of the answer before; everything if absent.',
  })
  @MayBeAbsent()
  @IsString()
  cursor?: string;

  @LimitField(1_000)
  limit: number = 1_000;
}
