import { ApiProperty } from '@nestjs/swagger';
import type { User } from '../user.entity.js';

/** An account, as its owner sees it. */
export class UserResponse {
  @ApiProperty({ format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' })
  id: string;

  @ApiProperty({ format: 'idn-email', example: 'ada@example.org' })
  email: string;

  @ApiProperty({ example: 'ada' })
  username: string;

  @ApiProperty({ example: 'Ada Lovelace' })
  full_name: string;

  @ApiProperty({ description: 'A deactivated account cannot log in.', example: true })
  is_active: boolean;

  @ApiProperty({ example: false })
  is_superuser: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  email_verified_at: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  updated_at: string;

  /** Names each field: what is not named here, such as the password hash, can never get out. */
  static from(user: User): UserResponse {
    return {
      id: user.id,
      email: user.email,
      username: user.username,
      full_name: user.fullName,
      is_active: user.isActive,
      is_superuser: user.isSuperuser,
      email_verified_at: user.emailVerifiedAt?.toISOString() ?? null,
      created_at: user.createdAt.toISOString(),
      updated_at: user.updatedAt.toISOString(),
    };
  }
}
