import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An old address of an account. Anyone who reads its mail can take the account back. */
@Entity('email_restorations')
@Index('ix_email_restorations_expires', ['expiresAt'])
export class EmailRestoration {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_email_restorations' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_email_restorations' })
  id: string;

  @Column('text')
  email: string;

  @Column({ type: 'timestamptz', name: 'changed_at', precision: 3 })
  changedAt: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamptz', name: 'used_at', precision: 3, nullable: true })
  usedAt: Date | null;
}
