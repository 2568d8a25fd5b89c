import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('rate_limits')
@Index('ix_rate_limits_expires', ['expiresAt'])
export class RateLimit {
  /** The policy and the caller, such as `auth:192.0.2.7`. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_rate_limits' })
  key: string;

  @Column('integer')
  used: number;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;
}
