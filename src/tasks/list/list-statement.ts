import type { ReadOptions } from '../../database/database.service.js';
import type { Statement } from '../../database/statement.js';
import type { SortKey } from '../dto/sort.js';
import type { TagMode } from '../dto/tag-filter.js';
import { HAS_VERSION, TASK_JSON } from '../task-columns.js';
import { type OrderKey, orderKeys } from './sort-keys.js';
import { DUE_KINDS, type DueKind, type DueRange, type ListRequest, type TaskFilter } from './task-list.js';

/** A shorter search has no trigram, so the index could not help. */
const SHORTEST_INDEXED_SEARCH = 3;

/** A page, of an order without `due`, and one task more, which tells whether there is another page. A page before a position is reversed. */
export function listStatement(owner: string, { filter, sort, skip, limit, keyset }: ListRequest): Statement {
  const parameters: unknown[] = [owner];
  const conditions = filterConditions(filter, parameters);
  const keys = orderKeys(sort).map((key) => (keyset?.before ? { ...key, descending: !key.descending } : key));
  if (keyset !== undefined) {
    const values = keyset.position.map((value, i) => `$${parameters.push(value)}::${keys[i]?.type}`);
    conditions.push(afterCondition(keys, values));
  }
  if (keys.some(({ sql }) => sql === 'version')) conditions.push(HAS_VERSION);
  const order = orderIn(filter, keys)
    .map(({ sql, descending }) => (descending ? `${sql} DESC` : sql))
    .join(', ');
  const page =
    `LIMIT $${parameters.push(limit + 1)}` +
    (keyset === undefined && skip > 0 ? ` OFFSET $${parameters.push(skip)}` : '');
  const sql = `SELECT ${TASK_JSON} FROM tasks WHERE ${conditions.join(' AND ')} ORDER BY ${order} ${page}`;
  return { sql, parameters, ...(isByIndex({ filter, sort }) && { prepared: true }) };
}

/** Without an index: docs/decisions/0006. */
const UNINDEXED: ReadonlySet<SortKey> = new Set(['title', 'priority', 'completed']);

/** Whether an index gives the list without a further filter: these few lists are what clients ask for most. */
export function isByIndex({ filter, sort }: Pick<ListRequest, 'filter' | 'sort'>): boolean {
  const [first, ...others] = sort;
  if (first === undefined || others.length > 0) return false;
  if (first.key === 'position')
    return filter.parentId !== undefined && isUnfiltered({ ...filter, parentId: undefined });
  if (UNINDEXED.has(first.key)) return false;
  const isOpen = filter.completed === false && first.key === 'created_at';
  return isUnfiltered(isOpen ? { ...filter, completed: undefined } : filter);
}

export function countStatement(owner: string, filter: TaskFilter): Statement {
  const parameters: unknown[] = [owner];
  const conditions = filterConditions(filter, parameters);
  return { sql: `SELECT count(*) AS n FROM tasks WHERE ${conditions.join(' AND ')}`, parameters };
}

export const childCountsStatement = (owner: string, parents: string[]): Statement => ({
  sql: `SELECT parent_id AS id, count(*) FILTER (WHERE NOT completed)::int AS open, count(*)::int AS all FROM tasks
    WHERE user_id = $1 AND parent_id = ANY($2::uuid[]) AND deleted_at IS NULL GROUP BY parent_id`,
  parameters: [owner, parents],
});

export const oldestStatement = (owner: string, deletedAfter: Date): Statement => ({
  sql: 'SELECT min(deleted_at) AS oldest FROM tasks WHERE user_id = $1 AND deleted_at > $2 AND purged_at IS NULL',
  parameters: [owner, deletedAfter],
});

export function isUnfiltered(filter: TaskFilter): boolean {
  return filterConditions(filter, []).length === 2;
}

/** For the row policy `tasks_search`, through which a search reaches its index; undefined if it has none. */
export function searchPattern({ search }: TaskFilter): string | undefined {
  return search.length < SHORTEST_INDEXED_SEARCH ? undefined : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}

export const readOptions = (request: ListRequest): ReadOptions => ({
  search: searchPattern(request.filter),
  byIndex: isByIndex(request),
});

/** Of a column that IS NULL the planner does not see that it is the same in all rows: it is told the whole index. */
function orderIn({ parentId, deletedAfter }: TaskFilter, keys: OrderKey[]): Pick<OrderKey, 'sql' | 'descending'>[] {
  const [first] = keys;
  if (first?.sql !== 'position' || parentId === undefined || deletedAfter !== undefined) return keys;
  return [{ sql: 'parent_id', descending: first.descending }, ...keys];
}

export function filterConditions(filter: TaskFilter, parameters: unknown[]): string[] {
  const { completed, priorities, tags, tagMode, search, due, updatedAfter, deletedAfter, parentId } = filter;
  const add = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = ['user_id = $1'];
  if (deletedAfter === undefined) conditions.push('deleted_at IS NULL');
  else conditions.push(`deleted_at > ${add(deletedAfter)}`, 'purged_at IS NULL');
  // Not a parameter: with one, the planner could not use the partial index of open tasks.
  if (completed !== undefined) conditions.push(completed ? 'completed' : 'NOT completed');
  if (priorities.length > 0) conditions.push(`priority = ANY(${add(priorities)}::smallint[])`);
  if (tags.length > 0) conditions.push(tagCondition(tags, tagMode, add));
  if (search !== '') conditions.push(`strpos(search_text, ${add(search)}) > 0`);
  if (due !== undefined) {
    const kinds = DUE_KINDS.filter((kind) => due[kind] !== undefined);
    conditions.push(`(${kinds.map((kind) => dueConditions(kind, due[kind]!, parameters).join(' AND ')).join(' OR ')})`);
  }
  if (parentId !== undefined) conditions.push(parentId === null ? 'parent_id IS NULL' : `parent_id = ${add(parentId)}`);
  if (updatedAfter !== undefined) {
    const after = `${add(updatedAfter)}::timestamptz`;
    conditions.push(`updated_at > ${after}`, HAS_VERSION, `version > (${lastVersionBefore(after)})`);
  }
  return conditions;
}

function tagCondition(texts: string[][][], mode: TagMode | undefined, add: (value: unknown) => string): string {
  const has = (operator: '@>' | '&&', tags: string[]) => `coalesce(tag_forms, tags) ${operator} ${add(tags)}::text[]`;
  if (mode === 'any' || mode === 'none') return `${mode === 'none' ? 'NOT ' : ''}(${has('&&', texts.flat(2))})`;
  return texts.map((readings) => `(${readings.map((tags) => has('@>', tags)).join(' OR ')})`).join(' AND ');
}

/** Each kind has a partial index by `due`. */
const OF_KIND: Record<DueKind, string> = {
  day: 'due_date IS NOT NULL',
  instant: 'due_at IS NOT NULL',
  none: 'due IS NULL',
};

export function dueConditions(kind: DueKind, { from, before }: DueRange, parameters: unknown[]): string[] {
  const conditions = [OF_KIND[kind]];
  if (from !== undefined) conditions.push(`due >= $${parameters.push(from)}`);
  if (before !== undefined) conditions.push(`due < $${parameters.push(before)}`);
  return conditions;
}

// Found from the newest down, so that a poll costs what is new. A minute less, because releases before 0310 of
// docs/decisions took the time before the lock. Not `coalesce` alone, which the planner does not take for leakproof.
const lastVersionBefore = (instant: string) => `SELECT coalesce(max(version), 0) FROM (
    SELECT version FROM tasks WHERE user_id = $1 AND ${HAS_VERSION} AND updated_at <= ${instant} - interval '1 minute'
    ORDER BY version DESC LIMIT 1) AS before`;

/** A row comparison, which an index can answer, if all directions are the same; else the first key bounds the range. */
export function afterCondition(keys: OrderKey[], values: string[]): string {
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
