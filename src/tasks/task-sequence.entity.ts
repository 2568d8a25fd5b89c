import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One row a user: the numbers of the last write to their tasks, of live tasks and of the last position. */
@Entity('task_sequences')
@Index('ix_task_sequences_changed', ['changedAt'])
export class TaskSequence {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_task_sequences' })
  userId: string;

  @Column({ type: 'bigint', name: 'last_version' })
  lastVersion: number;

  /** `updated_at` of the last write, in milliseconds since the epoch; null until the first one. */
  @Column({ type: 'bigint', name: 'last_stamp', nullable: true })
  lastStamp: number | null;

  /** For the feed: coarse, so that most writes do not change it, and update no index. */
  @Column({ type: 'timestamptz', name: 'changed_at', precision: 3, nullable: true })
  changedAt: Date | null;

  @Column({ type: 'bigint', name: 'task_count' })
  taskCount: number;

  /** No position of a task comes after the `endPosition` of this number. */
  @Column({ type: 'bigint', name: 'last_position', default: 0 })
  lastPosition: number;
}
