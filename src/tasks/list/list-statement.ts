import type { ReadOptions } from '../../database/database.service.js';
import type { Statement } from '../../database/statement.js';
import { TASK_JSON } from '../task-columns.js';
import { DUE, DUE_LATEST, type OrderKey, orderKeys } from './sort-keys.js';
import type { ListRequest, TaskFilter } from './task-list.js';

/** A shorter search has no trigram, so the index could not help. */
const SHORTEST_INDEXED_SEARCH = 3;

/** A page and one task more, which tells whether there is another page. A page before a position is reversed. */
export function listStatement(owner: string, { filter, sort, skip, limit, keyset }: ListRequest): Statement {
  const parameters: unknown[] = [owner];
  const conditions = filterConditions(filter, parameters, sort[0]?.key === 'due' && sort[0].descending);
  const keys = orderKeys(sort).map((key) => (keyset?.before ? { ...key, descending: !key.descending } : key));
  if (keyset !== undefined) {
    const values = keyset.position.map((value, i) => `$${parameters.push(value)}::${keys[i]?.type}`);
    conditions.push(afterCondition(keys, values));
  }
  const order = keys.map(({ sql, descending }) => (descending ? `${sql} DESC` : sql)).join(', ');
  const page =
    `LIMIT $${parameters.push(limit + 1)}` +
    (keyset === undefined && skip > 0 ? ` OFFSET $${parameters.push(skip)}` : '');
  const sql = `SELECT ${TASK_JSON} FROM tasks WHERE ${conditions.join(' AND ')} ORDER BY ${order} ${page}`;
  return { sql, parameters, ...(isByIndex({ filter, sort }) && { prepared: true }) };
}

/** Whether an index gives the list without a further filter: these few lists are what clients ask for most. */
export function isByIndex({ filter, sort }: Pick<ListRequest, 'filter' | 'sort'>): boolean {
  if (sort.length !== 1) return false;
  const isOpen = filter.completed === false && sort[0]?.key === 'created_at';
  return isUnfiltered(isOpen ? { ...filter, completed: undefined } : filter);
}

export function countStatement(owner: string, filter: TaskFilter): Statement {
  const parameters: unknown[] = [owner];
  const conditions = filterConditions(filter, parameters, false);
  return { sql: `SELECT count(*) AS n FROM tasks WHERE ${conditions.join(' AND ')}`, parameters };
}

export const oldestStatement = (owner: string, deletedAfter: Date): Statement => ({
  sql: 'SELECT min(deleted_at) AS oldest FROM tasks WHERE user_id = $1 AND deleted_at > $2 AND purged_at IS NULL',
  parameters: [owner, deletedAfter],
});

export function isUnfiltered(filter: TaskFilter): boolean {
  return filterConditions(filter, [], false).length === 2;
}

/** For the row policy `tasks_search`, through which a search reaches its index; undefined if it has none. */
export function searchPattern({ search }: TaskFilter): string | undefined {
  return search.length < SHORTEST_INDEXED_SEARCH ? undefined : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}

export const readOptions = (request: ListRequest): ReadOptions => ({
  search: searchPattern(request.filter),
  byIndex: isByIndex(request),
});

function filterConditions(filter: TaskFilter, parameters: unknown[], latestDueFirst: boolean): string[] {
  const { completed, priorities, tags, search, dueBefore, dueAfter, updatedAfter, deletedAfter } = filter;
  const add = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = ['user_id = $1'];
  if (deletedAfter === undefined) conditions.push('deleted_at IS NULL');
  else conditions.push(`deleted_at > ${add(deletedAfter)}`, 'purged_at IS NULL');
  // Not a parameter: with one, the planner could not use the partial index of open tasks.
  if (completed !== undefined) conditions.push(completed ? 'completed' : 'NOT completed');
  if (priorities.length > 0) conditions.push(`priority = ANY(${add(priorities)}::smallint[])`);
  if (tags.length > 0) {
    const wanted = `${add(tags)}::text[]`;
    conditions.push(`(tags && ${wanted} OR tag_forms && ${wanted})`);
  }
  if (search !== '') conditions.push(`strpos(search_text, ${add(search)}) > 0`);
  const due = latestDueFirst ? DUE_LATEST : DUE;
  if (dueBefore !== undefined || dueAfter !== undefined) {
    // Undated tasks are at ±infinity, which these bounds leave out.
    conditions.push(
      `${due} < ${add(dueBefore ?? 'infinity')}::timestamptz`,
      `${due} > ${add(dueAfter ?? '-infinity')}::timestamptz`,
    );
  }
  if (updatedAfter !== undefined) {
    const after = `${add(updatedAfter)}::timestamptz`;
    conditions.push(`updated_at > ${after}`, `version > (${lastVersionBefore(after)})`);
  }
  return conditions;
}

// Found from the newest down, so that a poll costs what is new. A minute less, because releases before 0310 of
// docs/decisions took the time before the lock. Not `coalesce` alone, which the planner does not take for leakproof.
const lastVersionBefore = (instant: string) => `SELECT coalesce(max(version), 0) FROM (
    SELECT version FROM tasks WHERE user_id = $1 AND updated_at <= ${instant} - interval '1 minute'
    ORDER BY version DESC LIMIT 1) AS before`;

/** A row comparison, which an index can answer, if all directions are the same; else the first key bounds the range. */
function afterCondition(keys: OrderKey[], values: string[]): string {
  const [first] = keys;
  if (first === undefined) throw new Error('An order has at least the id');
  if (keys.every(({ descending }) => descending === first.descending)) {
    return `(${keys.map(({ sql }) => sql).join(', ')}) ${first.descending ? '<' : '>'} (${values.join(', ')})`;
  }
  return `${first.sql} ${first.descending ? '<=' : '>='} ${values[0]} AND ${strictlyAfterCondition(keys, values)}`;
}

function strictlyAfterCondition([key, ...keys]: OrderKey[], [value, ...values]: string[]): string {
  if (key === undefined) return 'false';
  const beyond = `${key.sql} ${key.descending ? '<' : '>'} ${value}`;
  return keys.length === 0
    ? beyond
    : `(${beyond} OR (${key.sql} = ${value} AND ${strictlyAfterCondition(keys, values)}))`;
}
