import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row a user: the number of the last write to their tasks, and the number of live tasks. */
@Entity('task_sequences')
export class TaskSequence {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_task_sequences' })
  userId: string;

  @Column({ type: 'bigint', name: 'last_version' })
  lastVersion: number;

  @Column({ type: 'bigint', name: 'task_count' })
  taskCount: number;
}
