import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('password_proofs')
export class PasswordProof {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_password_proofs' })
  userId: string;

  @Column('integer')
  failures: number;

  @Column({ type: 'timestamptz', name: 'locked_until', precision: 3, nullable: true })
  lockedUntil: Date | null;
}
