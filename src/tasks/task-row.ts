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

const orNull = (column: string, text: string) => `CASE WHEN ${column} IS NULL THEN 'null' ELSE ${text} END`;
const quoted = (sql: string) => `'"' || ${sql} || '"'`;
const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""')`;

const FIELDS: Record<keyof TaskResponse, string> = {
  id: quoted('id'),
  user_id: quoted('user_id'),
  title: 'to_json(title)',
  description: orNull('description', 'to_json(description)::text'),
  completed: 'completed::text',
  completed_at: orNull('completed_at', instant('completed_at')),
  priority: quoted(`(ARRAY['${PRIORITIES.join("', '")}'])[priority + 1]`),
  due_date: orNull('due_date', 'to_json(due_date)::text'),
  due_at: orNull('due_at', instant('due_at')),
  tags: 'to_json(tags)',
  version: 'version',
  deleted_at: orNull('deleted_at', instant('deleted_at')),
  created_at: instant('created_at'),
  updated_at: instant('updated_at'),
};

/**
 * A task as clients get it, made by the server: what `toTaskResponse` would make of the row. A page of tasks is nothing
 * but passed on, and to read each into objects and write it again is most of what a list would cost.
 */
export const JSON_COLUMN = `concat('{', ${Object.entries(FIELDS)
  .map(([name, sql]) => `'"${name}":', ${sql}`)
  .join(", ',', ")}, '}') AS json`;

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
