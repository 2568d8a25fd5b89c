import { ApiProperty } from '@nestjs/swagger';
import type { Session } from '../sessions/session.entity.js';

/** A session in the export, without any token. */
export class ExportedSession {
  @ApiProperty({ format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' })
  id: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  last_used_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-12-21T09:30:00.000Z' })
  expires_at: string;

  @ApiProperty({ type: String, nullable: true, example: 'Mozilla/5.0 (X11; Linux x86_64)' })
  user_agent: string | null;

  @ApiProperty({ type: String, nullable: true, example: '203.0.113.7' })
  ip: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it ended before its time.',
    example: null,
  })
  ended_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it ended, such as `logout`.', example: null })
  end_reason: string | null;

  static of(session: Session): ExportedSession {
    return {
      id: session.id,
      created_at: session.createdAt.toISOString(),
      last_used_at: session.lastUsedAt.toISOString(),
      expires_at: session.expiresAt.toISOString(),
      user_agent: session.userAgent,
      ip: session.ip,
      ended_at: session.revokedAt?.toISOString() ?? null,
      end_reason: session.revokedReason,
    };
  }
}
