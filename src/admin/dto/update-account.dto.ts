import { ApiProperty, PartialType, PickType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { AdminUserResponse } from './admin-user-response.dto.js';

export const ACCOUNT_READ_ONLY = [
  'id',
  'email',
  'username',
  'full_name',
  'time_zone',
  'locale',
  'email_verified_at',
  'created_at',
  'updated_at',
  'failed_login_count',
  'locked_until',
] as const;

/** A superuser's merge patch of another's account: fields that are absent stay. */
export class UpdateAccountDto extends PartialType(PickType(AdminUserResponse, ACCOUNT_READ_ONLY)) {
  static readonly readOnly: readonly string[] = ACCOUNT_READ_ONLY;

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
