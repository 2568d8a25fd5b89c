import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row, which changes when a backup was restored: no cursor of before is taken any more. */
@Entity('sync_epochs')
export class SyncEpoch {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'pk_sync_epochs' })
  id: number;

  @Column('uuid')
  epoch: string;

  @Column({ type: 'bigint', name: 'first_version' })
  firstVersion: number;
}
