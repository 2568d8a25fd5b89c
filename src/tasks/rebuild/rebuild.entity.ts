import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('rebuilds')
export class Rebuild {
  @PrimaryColumn({ type: 'varchar', length: 50, primaryKeyConstraintName: 'pk_rebuilds' })
  name: string;

  /** Users up to this id are done. */
  @Column({ type: 'uuid', name: 'after_user', nullable: true })
  afterUser: string | null;

  /** After this, another instance may take the work over. */
  @Column({ type: 'timestamptz', name: 'lease_until', precision: 3 })
  leaseUntil: Date;

  @Column({ type: 'timestamptz', name: 'done_at', precision: 3, nullable: true })
  doneAt: Date | null;
}
