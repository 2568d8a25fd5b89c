import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { User } from '../user.entity.js';

export const USER_READ_ONLY = [
  'id',
  'email',
  'is_active',
  'is_superuser',
  'email_verified_at',
  'created_at',
  'updated_at',
] as const;

@ApiSchema({ name: 'User' })
export class UserResponse {
  @ApiProperty({ readOnly: true, format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' })
  id: string;

  @ApiProperty({ readOnly: true, format: 'idn-email', example: 'ada@example.org' })
  email: string;

  @ApiProperty({ example: 'ada' })
  username: string;

  @ApiProperty({ example: 'Ada Lovelace' })
  full_name: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where the days of the user begin and end; null is UTC.',
    example: 'America/Los_Angeles',
  })
  time_zone: string | null;

  @ApiProperty({ description: 'The language of mails: a language tag (BCP 47).', example: 'de-CH' })
  locale: string;

  @ApiProperty({ readOnly: true, description: 'A deactivated account cannot log in.', example: true })
  is_active: boolean;

  @ApiProperty({ readOnly: true, example: false })
  is_superuser: boolean;

  @ApiProperty({ readOnly: true, type: String, format: 'date-time', nullable: true, example: null })
  email_verified_at: string | null;

  @ApiProperty({ readOnly: true, format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  created_at: string;

  @ApiProperty({ readOnly: true, format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  updated_at: string;

  /** Names each field, so that no other one, such as the password hash, is ever sent. */
  static from(user: User): UserResponse {
    return {
      id: user.id,
      email: user.email,
      username: user.username,
      full_name: user.fullName,
      time_zone: user.timeZone,
      locale: user.locale,
      is_active: user.isActive,
      is_superuser: user.isSuperuser,
      email_verified_at: user.emailVerifiedAt?.toISOString() ?? null,
      created_at: user.createdAt.toISOString(),
      updated_at: user.updatedAt.toISOString(),
    };
  }
}
