import { ApiProperty, PartialType, PickType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { AdminUserResponse } from './admin-user-response.dto.js';

/** What a superuser sees of another's account and cannot change by a patch. */
export const ACCOUNT_READ_ONLY = [
  'id',
  'email',
  'username',
  'full_name',
  'email_verified_at',
  'created_at',
  'updated_at',
  'failed_login_count',
  'locked_until',
] as const;

/** What a superuser changes of another's account, as a merge patch: what is absent stays. */
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
