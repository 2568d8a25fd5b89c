import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row a user: the numbers of the last write to their tasks, of live tasks and of the last position. */
@Entity('task_sequences')
export class TaskSequence {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_task_sequences' })
  userId: string;

  @Column({ type: 'bigint', name: 'last_version' })
  lastVersion: number;

  @Column({ type: 'bigint', name: 'task_count' })
  taskCount: number;

  /** No position of a task comes after the `endPosition` of this number. */
  @Column({ type: 'bigint', name: 'last_position', default: 0 })
  lastPosition: number;
}
