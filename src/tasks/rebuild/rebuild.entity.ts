import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Stored forms that are to be made anew for all users, and how far that has come. */
@Entity('rebuilds')
export class Rebuild {
  @PrimaryColumn({ type: 'varchar', length: 50, primaryKeyConstraintName: 'pk_rebuilds' })
  name: string;

  /** The last user, by id, of whom all is done. */
  @Column({ type: 'uuid', name: 'after_user', nullable: true })
  afterUser: string | null;

  /** Until when the instance that is at it need not say that it still is. */
  @Column({ type: 'timestamptz', name: 'lease_until', precision: 3 })
  leaseUntil: Date;

  @Column({ type: 'timestamptz', name: 'done_at', precision: 3, nullable: true })
  doneAt: Date | null;
}
