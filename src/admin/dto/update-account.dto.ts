import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';

/** What a superuser changes of an account, as a merge patch: what is absent stays. */
export class UpdateAccountDto {
  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'A deactivated account is logged out at once and cannot log in.',
    example: true,
  })
  @MayBeAbsent()
  @IsBoolean()
  is_active?: boolean;

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Superusers manage accounts. They see nobody’s tasks but their own.',
    example: false,
  })
  @MayBeAbsent()
  @IsBoolean()
  is_superuser?: boolean;
}
