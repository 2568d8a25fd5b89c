import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A generation that was current until `replacedAt`, in milliseconds since the epoch. */
export interface ReplacedGeneration {
  generation: number;
  replacedAt: number;
}

/** One login on one device. Its refresh tokens are derived from its id and generation, not stored. */
@Entity('sessions')
export class Session {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_sessions' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_sessions' })
  id: string;

  /** Which refresh token is current: counts up with every rotation. */
  @Column({ type: 'integer', default: 1 })
  generation: number;

  /** The one that was presented for the current one. */
  @Column({ type: 'integer', name: 'previous_generation', nullable: true })
  previousGeneration: number | null;

  @Column({ type: 'timestamptz', name: 'rotated_at', precision: 3, nullable: true })
  rotatedAt: Date | null;

  /** The newest generation whose access token was seen in use. */
  @Column({ type: 'integer', name: 'used_generation', nullable: true })
  usedGeneration: number | null;

  /** Those before the previous one that were current within the grace at the last rotation. */
  @Column({ type: 'jsonb', name: 'recent_generations', default: [] })
  recentGenerations: ReplacedGeneration[];

  /** Those that were lost on the way and replaced, and that nobody may use. */
  @Column({ type: 'integer', array: true, name: 'void_generations', default: '{}' })
  voidGenerations: number[];

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3 })
  lastUsedAt: Date;

  /** The absolute end, however busy the session is. */
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
