import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { AUDIT_EVENTS } from '../../audit/audit.service.js';
import type { AuditEvent } from '../../audit/audit-event.entity.js';
import { MayBeAbsent } from '../../common/fields.js';
import { LimitField, SkipField } from '../../common/query-fields.js';
import { IsInstant } from '../../common/validators.js';

const UUID_EXAMPLE = '019abc12-3456-7def-8123-456789abcdef';

export class ListAuditEventsQuery {
  @SkipField()
  skip: number = 0;

  @LimitField()
  limit: number = 100;

  @ApiProperty({
    type: String,
    required: false,
    format: 'uuid',
    description: 'Whose account it is about.',
    example: UUID_EXAMPLE,
  })
  @MayBeAbsent()
  @IsUUID('all', { message: 'user_id must be a UUID' })
  user_id?: string;

  @ApiProperty({ type: String, required: false, format: 'uuid', description: 'Who did it.', example: UUID_EXAMPLE })
  @MayBeAbsent()
  @IsUUID('all', { message: 'actor_id must be a UUID' })
  actor_id?: string;

  @ApiProperty({
    type: String,
    required: false,
    enum: AUDIT_EVENTS,
    enumName: 'AuditEventName',
    description: 'What happened.',
    example: 'login.failed',
  })
  @MayBeAbsent()
  @IsIn(AUDIT_EVENTS)
  event?: string;

  @ApiProperty({
    type: String,
    required: false,
    enum: ['success', 'failure'],
    enumName: 'AuditOutcome',
    description: 'How it went.',
    example: 'failure',
  })
  @MayBeAbsent()
  @IsIn(['success', 'failure'])
  outcome?: string;

  @ApiProperty({
    type: String,
    required: false,
    format: 'date-time',
    description: 'Only later ones.',
    example: '2026-11-21T00:00:00Z',
  })
  @MayBeAbsent()
  @IsInstant()
  occurred_after?: string;

  @ApiProperty({
    type: String,
    required: false,
    format: 'date-time',
    description: 'Only earlier ones: the way to pages deeper than `skip` reaches.',
    example: '2026-11-22T00:00:00Z',
  })
  @MayBeAbsent()
  @IsInstant()
  occurred_before?: string;
}

@ApiSchema({ name: 'AuditEvent' })
export class AuditEventResponse {
  @ApiProperty({ format: 'uuid', example: UUID_EXAMPLE })
  id: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  occurred_at: string;

  @ApiProperty({ enum: AUDIT_EVENTS, enumName: 'AuditEventName', example: 'login.failed' })
  event: string;

  @ApiProperty({ enum: ['success', 'failure'], enumName: 'AuditOutcome', example: 'failure' })
  outcome: 'success' | 'failure';

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Whose account it is about.',
    example: UUID_EXAMPLE,
  })
  user_id: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Who did it, as far as that is proven.',
    example: null,
  })
  actor_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: '192.0.2.7' })
  ip: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Mozilla/5.0' })
  user_agent: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'More about it.',
    example: { reason: 'wrong_password' },
  })
  detail: Record<string, unknown>;

  static from(event: AuditEvent): AuditEventResponse {
    return {
      id: event.id,
      occurred_at: event.occurredAt.toISOString(),
      event: event.event,
      outcome: event.outcome,
      user_id: event.userId,
      actor_id: event.actorId,
      ip: event.ip,
      user_agent: event.userAgent,
      detail: event.detail,
    };
  }
}

@ApiSchema({ name: 'AuditEventList' })
export class AuditEventListResponse {
  @ApiProperty({ type: [AuditEventResponse] })
  items: AuditEventResponse[];

  @ApiProperty({ type: 'integer', example: 0 })
  skip: number;

  @ApiProperty({ type: 'integer', example: 100 })
  limit: number;

  @ApiProperty({ description: 'Whether there are events after this page. Exact.', example: false })
  has_more: boolean;
}
