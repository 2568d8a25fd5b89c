import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { MailTokenPurpose } from '../tokens/mail-token.js';

/** The newest link for one purpose that was mailed to a user. Its token is derived from `id`. */
@Entity('mail_tokens')
@Index('ix_mail_tokens_expires', ['expiresAt'])
export class MailToken {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_mail_tokens' })
  userId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_mail_tokens' })
  purpose: MailTokenPurpose;

  @Column('uuid')
  id: string;

  @Column('text')
  email: string;

  /** A delayed mail must not replace a newer one. */
  @Column({ type: 'timestamptz', name: 'requested_at', precision: 3 })
  requestedAt: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamptz', name: 'used_at', precision: 3, nullable: true })
  usedAt: Date | null;
}
