import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Lowest first; a row has the index. */
export const PRIORITIES = ['none', 'low', 'medium', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** `version` is its owner's write counter at its last write, and its ETag. */
@Entity('tasks')
@Index('ix_tasks_created', ['userId', 'createdAt', 'id'], { where: '(deleted_at IS NULL)' })
@Index('ix_tasks_open', ['userId', 'createdAt', 'id'], { where: '((deleted_at IS NULL) AND (NOT completed))' })
@Index('uq_tasks_version', ['userId', 'version'], { unique: true })
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

  // A number: comparisons of an enum are not marked leakproof, so that with row-level security they would use no index.
  @Column({ type: 'smallint', default: 0 })
  priority: number;

  /** `YYYY-MM-DD`. At most one of `dueDate` and `dueAt` is set. */
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

  /** `dueAt`, or the beginning of `dueDate` in UTC: lists sort and filter by it. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true, select: false })
  due?: Date | null;

  @Column({ type: 'text', name: 'search_text', select: false })
  searchText?: string;

  /** Empty only until the rebuild after an upgrade makes it. */
  @Column({ type: 'text', name: 'title_order', collation: 'C', default: '', select: false })
  titleOrder?: string;

  /** The tags as they are compared; null if they are the same. */
  @Column({ type: 'text', array: true, name: 'tag_forms', nullable: true, select: false })
  tagForms?: string[] | null;

  /** When the content was blanked: the row is a tombstone from then on. */
  @Column({ type: 'timestamptz', name: 'purged_at', precision: 3, nullable: true, select: false })
  purgedAt?: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt: Date;
}
