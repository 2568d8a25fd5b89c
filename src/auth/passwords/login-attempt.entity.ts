import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The failed logins to one account from one source, since the last good one from there. */
@Entity('login_attempts')
@Index('ix_login_attempts_failed', ['userId', 'failedAt'])
export class LoginAttempt {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_login_attempts' })
  userId: string;

  /** Who guesses: a network, as `networkOf` names it, or `device:` and the id of a device that logged in before. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_login_attempts' })
  source: string;

  @Column({ type: 'integer', name: 'failed_count' })
  failedCount: number;

  @Column({ type: 'timestamptz', name: 'locked_until', precision: 3, nullable: true })
  lockedUntil: Date | null;

  @Column({ type: 'timestamptz', name: 'failed_at', precision: 3 })
  failedAt: Date;
}
