import type { TaskResponse } from './dto/task-response.dto.js';
import { PRIORITIES, type Task } from './task.entity.js';

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

const json = (column: string) => `coalesce(to_json(${column})::text, 'null')`;
const instant = (column: string) => `coalesce('"' || to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null')`;

const FIELDS: Record<keyof TaskResponse, string> = {
  id: json('id'),
  user_id: json('user_id'),
  title: json('title'),
  description: json('description'),
  completed: json('completed'),
  completed_at: instant('completed_at'),
  priority: json(`(ARRAY['${PRIORITIES.join("', '")}'])[priority + 1]`),
  due_date: json('due_date'),
  due_at: instant('due_at'),
  tags: json('tags'),
  version: json('version'),
  deleted_at: instant('deleted_at'),
  created_at: instant('created_at'),
  updated_at: instant('updated_at'),
};

/**
 * A task as clients get it, made by the server: what `toTaskResponse` would make of the row. A page of tasks is nothing
 * but passed on, and to read each into objects and write it again is most of what a list would cost.
 */
export const JSON_COLUMN = `'{' || ${Object.entries(FIELDS)
  .map(([name, sql]) => `'"${name}":' || ${sql}`)
  .join(" || ',' || ")} || '}' AS json`;

/** @see JSON_COLUMN */
export interface JsonRow {
  json: string;
}

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
