import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The priorities, lowest first; a row holds the index. */
export const PRIORITIES = ['none', 'low', 'medium', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A task. `version` is its owner's write counter at its last write: its ETag. */
@Entity('tasks')
@Index('ix_tasks_created', ['userId', 'createdAt', 'id'], { where: '(deleted_at IS NULL)' })
@Index('ix_tasks_open', ['userId', 'createdAt', 'id'], { where: '((deleted_at IS NULL) AND (NOT completed))' })
@Index('ix_tasks_updated', ['userId', 'updatedAt', 'id'], { where: '(deleted_at IS NULL)' })
@Index('ix_tasks_title_order', ['userId', 'titleOrder', 'id'], { where: '(deleted_at IS NULL)' })
@Index('ix_tasks_priority', ['userId', 'priority', 'id'], { where: '(deleted_at IS NULL)' })
@Index('ix_tasks_completed', ['userId', 'completed', 'id'], { where: '(deleted_at IS NULL)' })
@Index('ix_tasks_trash', ['userId', 'deletedAt'], { where: '(deleted_at IS NOT NULL)' })
@Index('ix_tasks_due', { synchronize: false })
@Index('ix_tasks_due_latest', { synchronize: false })
@Index('ix_tasks_search', { synchronize: false })
export class Task {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_tasks' })
  id: string;

  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_tasks' })
  userId: string;

  @Column({ type: 'varchar', length: 200 })
  title: string;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  description: string | null;

  @Column({ type: 'boolean', default: false })
  completed: boolean;

  @Column({ type: 'timestamptz', name: 'completed_at', precision: 3, nullable: true })
  completedAt: Date | null;

  /** An index into {@link PRIORITIES}: a number, because row-level security lets the planner use an index only for comparisons that leak nothing, which those of an enum are not marked as. */
  @Column({ type: 'smallint', default: 0 })
  priority: number;

  /** A day without a time, `YYYY-MM-DD`. At most one of `dueDate` and `dueAt` is set. */
  @Column({ type: 'date', name: 'due_date', nullable: true })
  dueDate: string | null;

  @Column({ type: 'timestamptz', name: 'due_at', precision: 3, nullable: true })
  dueAt: Date | null;

  @Column({ type: 'text', array: true, default: '{}' })
  tags: string[];

  @Column({ type: 'bigint' })
  version: number;

  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt: Date | null;

  /** The due day or instant as an instant (a day begins at midnight UTC): what lists sort and filter by. For the database alone. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true, select: false })
  due?: Date | null;

  /** Title and description as searches compare them. For the database alone. */
  @Column({ type: 'text', name: 'search_text', select: false })
  searchText?: string;

  /** What titles are ordered by. Empty only where it waits to be made. For the database alone. */
  @Column({ type: 'text', name: 'title_order', collation: 'C', default: '', select: false })
  titleOrder?: string;

  /** The tags as they are compared, where that is not as they are. For the database alone. */
  @Column({ type: 'text', array: true, name: 'tag_forms', nullable: true, select: false })
  tagForms?: string[] | null;

  /** When the content was taken away, 30 days after the deletion: what is left is a tombstone. For the database alone. */
  @Column({ type: 'timestamptz', name: 'purged_at', precision: 3, nullable: true, select: false })
  purgedAt?: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt: Date;
}
