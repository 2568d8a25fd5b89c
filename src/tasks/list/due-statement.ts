import type { Statement } from '../../database/statement.js';
import { SHOWN, TASK_JSON } from '../task-columns.js';
import { boundOf, isDue, kindAt, readingKeys, undatedIn } from './due-order.js';
import { afterCondition, dueConditions, filterConditions, isByIndex } from './list-statement.js';
import type { OrderKey } from './sort-keys.js';
import { DUE_KINDS, type DueKind, type Keyset, type ListRequest } from './task-list.js';

interface Branch {
  kind: DueKind;
  /** The tasks of this kind after the position have greater values in these keys. */
  after?: { key: OrderKey; value: unknown }[];
}

/**
 * The tasks of a page in an order with `due`, and a few more, for `orderRows`: each kind of task has an index in its own
 * order, whatever the time zone.
 */
export function dueStatement(owner: string, request: ListRequest): Statement {
  const { filter, sort, skip, limit } = request;
  const parameters: unknown[] = [owner];
  const add = (value: unknown) => `$${parameters.push(value)}`;
  const keys = readingKeys(request);
  const others = keys.flatMap((key, i) => (isDue(key) ? [] : [{ sql: key.sql, name: `key${i}` }]));
  const columns = [...SHOWN.map(({ name }) => name), ...others.map(({ sql, name }) => `${sql} AS ${name}`)];
  const branches = branchesOf(request, keys).map(({ kind, after }) => {
    const conditions = [
      ...filterConditions({ ...filter, due: undefined }, parameters),
      ...dueConditions(kind, filter.due?.[kind] ?? {}, parameters),
    ];
    if (after !== undefined) {
      const values = after.map(({ key, value }) => `${add(value)}::${key.type}`);
      const compared = after.map(({ key }) => key);
      conditions.push(afterCondition(compared, values));
    }
    const order = keys
      .filter((key) => kind !== 'none' || !isDue(key))
      .map(({ sql, descending }) => (descending ? `${sql} DESC` : sql));
    const selected = [...columns, ...endOf(kind, undatedIn(sort))].join(', ');
    return `(SELECT ${selected} FROM tasks WHERE ${conditions.join(' AND ')} ORDER BY ${order.join(', ')} LIMIT ${add(skip + limit + 1)})`;
  });
  const { passed, isNear } = windowOf(keys[0]!, add, request);
  const place = ['due_date::text AS due_day', 'due_at', ...others.map(({ name }) => name), `${passed} AS passed`];
  return {
    sql: `WITH candidates AS (${branches.join(' UNION ALL ')}) SELECT ${[TASK_JSON, ...place].join(', ')} FROM candidates WHERE ${isNear}`,
    parameters,
    ...(isByIndex(request) && { prepared: true }),
  };
}

/** Between when a task may be over: in any time zone, a day is so at most two days after it began in UTC. */
const endOf = (kind: DueKind, undated: string): string[] =>
  kind === 'none'
    ? [`'${undated}'::timestamptz AS earliest`, `'${undated}'::timestamptz AS latest`]
    : ['due AS earliest', `${kind === 'day' ? `due + interval '2 days'` : 'due'} AS latest`];

/** A condition for those that may be on the page, so that JSON is made of few others; and how many are before them. */
function windowOf(
  { sql, descending }: OrderKey,
  add: (value: unknown) => string,
  { skip, limit }: ListRequest,
): { passed: string; isNear: string } {
  if (sql !== 'due') return { passed: '0', isNear: 'true' };
  const [first, last, upTo, from, end] = descending
    ? (['latest', 'earliest', '>=', '<=', '-infinity'] as const)
    : (['earliest', 'latest', '<=', '>=', 'infinity'] as const);
  const nth = (column: string, n: number) =>
    `coalesce((SELECT ${column} FROM candidates ORDER BY ${column}${descending ? ' DESC' : ''} LIMIT 1 OFFSET ${add(n)}), '${end}')`;
  const isNear = `${first} ${upTo} ${nth(last, skip + limit)}`;
  if (skip === 0) return { passed: '0', isNear };
  const isLate = `${last} ${from} ${nth(first, skip)}`;
  return { passed: `(SELECT count(*) FROM candidates WHERE NOT ${isLate})::int`, isNear: `${isNear} AND ${isLate}` };
}

function branchesOf(request: ListRequest, keys: OrderKey[]): Branch[] {
  const { filter, keyset } = request;
  const kinds = DUE_KINDS.filter((kind) => filter.due === undefined || filter.due[kind] !== undefined);
  return keyset === undefined
    ? kinds.map((kind) => ({ kind }))
    : kinds.flatMap((kind) => branchAfter(keyset, kind, keys, request));
}

/** Empty if no task of this kind comes after the position. */
function branchAfter(
  { position, before }: Keyset,
  kind: DueKind,
  keys: OrderKey[],
  { sort, timeZone }: ListRequest,
): Branch[] {
  const after = keys.map((key, i): { key: OrderKey; value: unknown } => ({ key, value: position[i] }));
  const at = keys.findIndex(isDue);
  const key = keys[at]!;
  const due = String(position[at]);
  const isUndated = kind === 'none';
  if (kindAt(due) === kind)
    return [{ kind, after: isUndated ? after.toSpliced(at, 1) : after.with(at, { key, value: new Date(due) }) }];
  if (at === 0 && (isUndated || kindAt(due) === 'none')) return isUndated === before ? [] : [{ kind }];
  // No task of another kind has the same place, so the keys after `due` decide nothing.
  const sql = isUndated ? `'${undatedIn(sort)}'::timestamptz` : key.sql;
  const value = boundOf(kind, due, key.descending, timeZone);
  return [{ kind, after: [...after.slice(0, at), { key: { ...key, sql }, value }] }];
}
