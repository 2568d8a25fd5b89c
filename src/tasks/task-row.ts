import type { Task } from './task.entity.js';

/** A row as the driver gives it: `bigint` comes as text, and so does the date, which must not become an instant. */
export interface TaskRow {
  user_id: string;
  id: string;
  title: string;
  description: string | null;
  completed: boolean;
  completed_at: Date | null;
  priority: number;
  due_date: string | null;
  due_at: Date | null;
  tags: string[];
  version: string;
  deleted_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export const COLUMNS = `user_id, id, title, description, completed, completed_at, priority, due_date::text, due_at, tags, version,
  deleted_at, created_at, updated_at`;

export function toTask(row: TaskRow): Task {
  return {
    userId: row.user_id,
    id: row.id,
    title: row.title,
    description: row.description,
    completed: row.completed,
    completedAt: row.completed_at,
    priority: row.priority,
    dueDate: row.due_date,
    dueAt: row.due_at,
    tags: row.tags,
    version: Number(row.version),
    deletedAt: row.deleted_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
