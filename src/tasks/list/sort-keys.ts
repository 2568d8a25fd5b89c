import type { SortKey, SortPart } from '../dto/sort.js';
import type { TaskResponse } from '../dto/task-response.dto.js';
import { PRIORITIES } from '../task.entity.js';
import { titleOrderOf } from '../text-forms.js';
import type { Position } from './task-list.js';

/** A column of an order. It is never null: a comparison of positions would be null then. */
export interface OrderKey {
  sql: string;
  type: string;
  descending: boolean;
  read: (task: TaskResponse) => string | number | boolean;
}

type Column = Omit<OrderKey, 'descending'>;

const SORT_COLUMNS: Record<Exclude<SortKey, 'due'>, Column> = {
  created_at: { sql: 'created_at', type: 'timestamptz', read: (task) => task.created_at },
  // Versions rise with the times of the writes, and have an index (docs/decisions/0310).
  updated_at: { sql: 'version', type: 'bigint', read: (task) => task.version },
  title: { sql: 'title_order', type: 'text', read: (task) => titleOrderOf(task.title) },
  priority: { sql: 'priority', type: 'smallint', read: (task) => PRIORITIES.indexOf(task.priority) },
  completed: { sql: 'completed', type: 'boolean', read: (task) => task.completed },
  position: { sql: 'position', type: 'text', read: (task) => task.position },
};

/** The columns of an order. The version or the id ends it, so that no two tasks are equal. */
export function orderKeys(sort: SortPart[]): OrderKey[] {
  const keys = sort.map(({ key, descending }) => ({
    ...(key === 'due' ? dueColumn(descending) : SORT_COLUMNS[key]),
    descending,
  }));
  const version = sort.findIndex(({ key }) => key === 'updated_at');
  if (version >= 0) return keys.slice(0, version + 1);
  return [...keys, { sql: 'id', type: 'uuid', descending: sort.at(-1)?.descending ?? false, read: (task) => task.id }];
}

export function positionOf(json: string, sort: SortPart[]): Position {
  const task = JSON.parse(json) as TaskResponse;
  return orderKeys(sort).map(({ read }) => read(task));
}

/** Undated tasks come last in both directions. */
function dueColumn(descending: boolean): Column {
  const undated = descending ? '-infinity' : 'infinity';
  return { sql: 'due', type: 'timestamptz', read: ({ due_at, due_date }) => due_at ?? due_date ?? undated };
}
