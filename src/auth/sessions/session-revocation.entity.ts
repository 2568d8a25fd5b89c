import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An ended session whose access tokens may still be valid. No foreign key: it outlives a deleted user. */
@Entity('session_revocations')
@Index('ix_session_revocations_revoked_at', ['revokedAt'])
export class SessionRevocation {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_session_revocations' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', name: 'session_id', primaryKeyConstraintName: 'pk_session_revocations' })
  sessionId: string;

  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, default: () => 'clock_timestamp()' })
  revokedAt: Date;
}
