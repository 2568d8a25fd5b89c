import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('mail_quotas')
@Index('ix_mail_quotas_day_ends', ['dayEndsAt'])
export class MailQuota {
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'pk_mail_quotas' })
  recipient: Buffer;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_mail_quotas' })
  budget: string;

  @Column({ type: 'integer', name: 'hour_used' })
  hourUsed: number;

  @Column({ type: 'timestamptz', name: 'hour_ends_at', precision: 3 })
  hourEndsAt: Date;

  @Column({ type: 'integer', name: 'day_used' })
  dayUsed: number;

  @Column({ type: 'timestamptz', name: 'day_ends_at', precision: 3 })
  dayEndsAt: Date;
}
