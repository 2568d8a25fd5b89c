import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Short words and ids of our own. Never what a client typed: people type passwords into the wrong field. */
export type EventDetail = Record<string, string | number | boolean | string[] | null>;

/** One thing that happened to an account. Never changed once written. */
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

  /** Whose account it is about; null where nobody has the account that was named. */
  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId: string | null;

  /** Who did it, as far as that is proven; null for someone who is not logged in. */
  @Column({ type: 'uuid', name: 'actor_id', nullable: true })
  actorId: string | null;

  @Column({ type: 'inet', nullable: true })
  ip: string | null;

  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column({ type: 'jsonb', default: {} })
  detail: EventDetail;
}
