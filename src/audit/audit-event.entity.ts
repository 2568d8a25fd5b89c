import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Only our own words and ids, nothing that a client typed: people type passwords into the wrong field. */
export type EventDetail = Record<string, string | number | boolean | string[] | null>;

@Entity('audit_events')
@Index('ix_audit_events_occurred', ['occurredAt', 'id'])
@Index('ix_audit_events_user', ['userId', 'occurredAt', 'id'])
export class AuditEvent {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_audit_events' })
  id: string;

  @Column({ type: 'timestamptz', name: 'occurred_at', precision: 3 })
  occurredAt: Date;

  @Column('text')
  event: string;

  @Column('text')
  outcome: 'success' | 'failure';

  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId: string | null;

  /** Who did it; null if that is not proven. */
  @Column({ type: 'uuid', name: 'actor_id', nullable: true })
  actorId: string | null;

  @Column({ type: 'inet', nullable: true })
  ip: string | null;

  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column({ type: 'jsonb', default: {} })
  detail: EventDetail;
}
