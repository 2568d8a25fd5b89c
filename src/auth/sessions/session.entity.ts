import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `replacedAt` is in milliseconds since the epoch. */
export interface ReplacedGeneration {
  generation: number;
  replacedAt: number;
}

/** One login on one device. Its refresh tokens are derived from its id and generation, not stored. */
@Entity('sessions')
@Index('ix_sessions_ended', { synchronize: false })
export class Session {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_sessions' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_sessions' })
  id: string;

  @Column({ type: 'integer', default: 1 })
  generation: number;

  @Column({ type: 'integer', name: 'previous_generation', nullable: true })
  previousGeneration: number | null;

  @Column({ type: 'timestamptz', name: 'rotated_at', precision: 3, nullable: true })
  rotatedAt: Date | null;

  @Column({ type: 'integer', name: 'used_generation', nullable: true })
  usedGeneration: number | null;

  /** Those before the previous one, whose grace had not ended at the last rotation. */
  @Column({ type: 'jsonb', name: 'recent_generations', default: [] })
  recentGenerations: ReplacedGeneration[];

  /** Those that were lost on the way and replaced. Nobody may use them. */
  @Column({ type: 'integer', array: true, name: 'void_generations', default: '{}' })
  voidGenerations: number[];

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3 })
  lastUsedAt: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column({ type: 'inet', nullable: true })
  ip: string | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  revokedAt: Date | null;

  @Column({ type: 'text', name: 'revoked_reason', nullable: true })
  revokedReason: string | null;
}
