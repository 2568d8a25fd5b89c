import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How much of a limit has been used since its window opened. */
@Entity('rate_limits')
@Index('ix_rate_limits_expires', ['expiresAt'])
export class RateLimit {
  /** The policy and whom it counts, such as `auth:192.0.2.7`. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_rate_limits' })
  key: string;

  @Column('integer')
  used: number;

  /** When the window closes; the next request after it opens another. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;
}
