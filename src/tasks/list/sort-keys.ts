import type { SortKey, SortPart } from '../dto/sort.js';
import type { TaskResponse } from '../dto/task-response.dto.js';
import { PRIORITIES } from '../task.entity.js';
import { titleOrderOf } from '../text-forms.js';
import type { Position } from './task-list.js';

/** One column of an order. None is ever null, so that two positions always compare. */
export interface OrderKey {
  sql: string;
  type: string;
  descending: boolean;
  of: (task: TaskResponse) => string | number | boolean;
}

type Column = Omit<OrderKey, 'descending'>;

/**
 * Undated tasks come last in both directions: each has its own key, and its own index. Not `coalesce`: the planner does
 * not take that for leakproof, and so would not let a row comparison into the index.
 */
export const DUE = `CASE WHEN due IS NULL THEN 'infinity' ELSE due END`;
export const DUE_LATEST = `CASE WHEN due IS NULL THEN '-infinity' ELSE due END`;

const SORT_COLUMNS: Record<Exclude<SortKey, 'due'>, Column> = {
  created_at: { sql: 'created_at', type: 'timestamptz', of: (task) => task.created_at },
  updated_at: { sql: 'updated_at', type: 'timestamptz', of: (task) => task.updated_at },
  title: { sql: 'title_order', type: 'text', of: (task) => titleOrderOf(task.title) },
  priority: { sql: 'priority', type: 'smallint', of: (task) => PRIORITIES.indexOf(task.priority) },
  completed: { sql: 'completed', type: 'boolean', of: (task) => task.completed },
};

/** The columns of an order; the id ends it, in the direction of the last key, so that no two tasks are equal in it. */
export function orderKeys(sort: SortPart[]): OrderKey[] {
  const keys = sort.map(({ key, descending }) => ({
    ...(key === 'due' ? dueColumn(descending) : SORT_COLUMNS[key]),
    descending,
  }));
  return [...keys, { sql: 'id', type: 'uuid', descending: sort.at(-1)?.descending ?? false, of: (task) => task.id }];
}

/** Where a task, given as JSON, stands in an order. */
export function positionOf(json: string, sort: SortPart[]): Position {
  const task = JSON.parse(json) as TaskResponse;
  return orderKeys(sort).map(({ of }) => of(task));
}

function dueColumn(descending: boolean): Column {
  const undated = descending ? '-infinity' : 'infinity';
  return {
    sql: descending ? DUE_LATEST : DUE,
    type: 'timestamptz',
    of: ({ due_at, due_date }) => due_at ?? (due_date === null ? undated : `${due_date}T00:00:00.000Z`),
  };
}
