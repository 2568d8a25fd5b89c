import { ApiProperty } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { BooleanFilterField, LimitField, SkipField } from '../../common/query-fields.js';
import { IsCharacterLength } from '../../common/validators.js';

export class ListUsersQuery {
  @SkipField()
  skip: number = 0;

  @LimitField()
  limit: number = 100;

  @BooleanFilterField('is_active', 'Only active accounts, or only deactivated ones.')
  is_active?: boolean;

  @BooleanFilterField('is_superuser', 'Only superusers, or only others.')
  is_superuser?: boolean;

  @ApiProperty({
    type: String,
    required: false,
    minLength: 1,
    maxLength: 254,
    description: 'Part of the e-mail address, the username or the full name, in any case.',
    example: 'ada',
  })
  @MayBeAbsent()
  @IsString()
  @IsCharacterLength(1, 254)
  q?: string;
}
