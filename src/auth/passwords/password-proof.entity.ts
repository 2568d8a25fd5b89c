import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('password_proofs')
@Index('ix_password_proofs_failed', ['failedAt'])
export class PasswordProof {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_password_proofs' })
  userId: string;

  @Column('integer')
  failures: number;

  @Column({ type: 'timestamptz', name: 'locked_until', precision: 3, nullable: true })
  lockedUntil: Date | null;

  @Column({ type: 'timestamptz', name: 'failed_at', precision: 3, default: () => 'now()' })
  failedAt: Date;
}
