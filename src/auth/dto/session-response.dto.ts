import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Session } from '../sessions/session.entity.js';

@ApiSchema({ name: 'Session' })
export class SessionResponse {
  @ApiProperty({ format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' })
  id: string;

  @ApiProperty({ format: 'date-time', description: 'When it logged in.', example: '2026-11-21T09:30:00.000Z' })
  created_at: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When it last refreshed its tokens.',
    example: '2026-11-21T09:30:00.000Z',
  })
  last_used_at: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When it has to log in again, however busy it is.',
    example: '2026-12-21T09:30:00.000Z',
  })
  expires_at: string;

  @ApiProperty({ type: String, nullable: true, example: 'Mozilla/5.0 (X11; Linux x86_64)' })
  user_agent: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where it logged in from.', example: '203.0.113.7' })
  ip: string | null;

  @ApiProperty({ description: 'Whether it is the one that asks.', example: true })
  current: boolean;

  static from(session: Session, currentId: string | null): SessionResponse {
    return {
      id: session.id,
      created_at: session.createdAt.toISOString(),
      last_used_at: session.lastUsedAt.toISOString(),
      expires_at: session.expiresAt.toISOString(),
      user_agent: session.userAgent,
      ip: session.ip,
      current: session.id === currentId,
    };
  }
}

/** The session used last comes first. */
@ApiSchema({ name: 'SessionList' })
export class SessionListResponse {
  @ApiProperty({ type: [SessionResponse] })
  items: SessionResponse[];
}
