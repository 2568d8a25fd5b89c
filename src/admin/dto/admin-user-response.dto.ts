import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { UserResponse } from '../../users/dto/user-response.dto.js';
import type { LockoutState } from '../../auth/passwords/lockout.service.js';
import type { User } from '../../users/user.entity.js';

/** An account as superusers see it; its owner does not get the fields that are for superusers. */
@ApiSchema({ name: 'Account' })
export class AdminUserResponse extends UserResponse {
  @ApiProperty({ readOnly: false, description: 'A deactivated account cannot log in.', example: true })
  override is_active: boolean;

  @ApiProperty({ readOnly: false, example: false })
  override is_superuser: boolean;

  @ApiProperty({
    readOnly: true,
    required: false,
    type: 'integer',
    description: 'For superusers: failed logins of the last day, but for those after which the same network logged in.',
    example: 0,
  })
  failed_login_count?: number;

  @ApiProperty({
    readOnly: true,
    required: false,
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'For superusers: until then no login is tried from at least one network.',
    example: null,
  })
  locked_until?: string | null;

  static override from(user: User, lockout?: LockoutState): AdminUserResponse {
    return {
      ...UserResponse.from(user),
      failed_login_count: lockout?.failedCount ?? 0,
      locked_until: lockout?.lockedUntil?.toISOString() ?? null,
    };
  }
}

@ApiSchema({ name: 'AccountList' })
export class AdminUserListResponse {
  @ApiProperty({ type: [AdminUserResponse] })
  items: AdminUserResponse[];

  @ApiProperty({ type: 'integer', description: 'How many accounts match, on all pages.', example: 1 })
  total: number;

  @ApiProperty({ type: 'integer', example: 0 })
  skip: number;

  @ApiProperty({ type: 'integer', example: 100 })
  limit: number;

  @ApiProperty({ description: 'Whether there are accounts after this page. Exact.', example: false })
  has_more: boolean;
}
