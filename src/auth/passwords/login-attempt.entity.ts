import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('login_attempts')
@Index('ix_login_attempts_failed', ['userId', 'failedAt'])
@Index('ix_login_attempts_forgotten', ['failedAt'])
export class LoginAttempt {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_login_attempts' })
  userId: string;

  /** A network, as `networkOf` names it, or `device:` and the id of a known device. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_login_attempts' })
  source: string;

  @Column({ type: 'integer', name: 'failed_count' })
  failedCount: number;

  @Column({ type: 'timestamptz', name: 'locked_until', precision: 3, nullable: true })
  lockedUntil: Date | null;

  @Column({ type: 'timestamptz', name: 'failed_at', precision: 3 })
  failedAt: Date;
}
