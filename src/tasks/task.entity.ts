import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Extra } from './extra.js';

/** Lowest first; a row has the index. */
export const PRIORITIES = ['none', 'low', 'medium', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Of tasks from before there were positions, until the rebuild gives them one: before all others. */
export const UNPLACED = 'a000V';

/** `version` is its owner's write counter at its last write, and its ETag. */
@Entity('tasks')
@Index('ix_tasks_created', ['userId', 'createdAt', 'id'], { where: '(deleted_at IS NULL)' })
@Index('ix_tasks_open', ['userId', 'createdAt', 'id'], { where: '((deleted_at IS NULL) AND (NOT completed))' })
@Index('uq_tasks_version', ['userId', 'version'], { unique: true, where: '(version > 0)' })
@Index('ix_tasks_position', ['userId', 'parentId', 'position', 'id'], { where: '(deleted_at IS NULL)' })
@Index('ix_tasks_parent', ['userId', 'parentId'], { where: '(parent_id IS NOT NULL)' })
@Index('ix_tasks_trash', ['userId', 'deletedAt'], { where: '(deleted_at IS NOT NULL)' })
@Index('ix_tasks_trashed', ['deletedAt'], { where: '((deleted_at IS NOT NULL) AND (purged_at IS NULL))' })
@Index('ix_tasks_tombstones', ['deletedAt'], { where: '(purged_at IS NOT NULL)' })
@Index('ix_tasks_due_day', ['userId', 'due', 'id'], { where: '((deleted_at IS NULL) AND (due_date IS NOT NULL))' })
@Index('ix_tasks_due_instant', ['userId', 'due', 'id'], { where: '((deleted_at IS NULL) AND (due_at IS NOT NULL))' })
@Index('ix_tasks_undated', ['userId', 'id'], { where: '((deleted_at IS NULL) AND (due IS NULL))' })
@Index('ix_tasks_search', { synchronize: false })
export class Task {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_tasks' })
  id: string;

  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_tasks' })
  userId: string;

  @Column({ type: 'varchar', length: 500 })
  title: string;

  @Column({ type: 'varchar', length: 16_000, nullable: true })
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

  /** A task of the same owner; live if this one is. */
  @Column({ type: 'uuid', name: 'parent_id', nullable: true })
  parentId: string | null;

  /** A key of fractional indexing, among the tasks with the same parent. */
  @Column({ type: 'text', collation: 'C', default: UNPLACED })
  position: string;

  /** The client's own. Not jsonb, which would order its members anew. */
  @Column({ type: 'json', nullable: true })
  extra: Extra | null;

  @Column({ type: 'bigint' })
  version: number;

  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt: Date | null;

  /** The task whose deletion took this one along; the task itself if it was that one. */
  @Column({ type: 'uuid', name: 'deleted_with', nullable: true, select: false })
  deletedWith?: string | null;

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
