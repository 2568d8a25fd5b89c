import type { Statement } from '../../database/statement.js';
import { TASK_JSON } from '../task-columns.js';
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
 * The first tasks of each kind, for `orderRows`. Each kind has an index in its own order, whatever the time zone.
 *
 * @param offsets how many tasks of each kind to pass over.
 * @param selected what to read of a task beside its place.
 */
export function dueStatement(
  owner: string,
  request: ListRequest,
  offsets?: Record<DueKind, number>,
  selected: string = TASK_JSON,
): Statement {
  const { filter, limit } = request;
  const parameters: unknown[] = [owner];
  const add = (value: unknown) => `$${parameters.push(value)}`;
  const keys = readingKeys(request);
  const place = keys.map((key, i) => (isDue(key) ? 'due_date::text AS due_day, due' : `${key.sql} AS key${i}`));
  const sql = branchesOf(request, keys).map(({ kind, after }) => {
    const conditions = [
      ...filterConditions({ ...filter, due: undefined }, parameters),
      ...dueConditions(kind, filter.due?.[kind] ?? {}, parameters),
    ];
    if (after !== undefined) {
      const values = after.map(({ key, value }) => `${add(value)}::${key.type}`);
      conditions.push(
        afterCondition(
          after.map(({ key }) => key),
          values,
        ),
      );
    }
    const order = keys
      .filter((key) => kind !== 'none' || !isDue(key))
      .map(({ sql, descending }) => (descending ? `${sql} DESC` : sql));
    const page = `LIMIT ${add(limit + 1)}` + (offsets === undefined ? '' : ` OFFSET ${add(offsets[kind])}`);
    return `(SELECT ${[selected, ...place].join(', ')} FROM tasks WHERE ${conditions.join(' AND ')} ORDER BY ${order.join(', ')} ${page})`;
  });
  return { sql: sql.join(' UNION ALL '), parameters, ...(isByIndex(request) && { prepared: true }) };
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
  if (kindAt(due) === kind)
    return [{ kind, after: kind === 'none' ? after.toSpliced(at, 1) : after.with(at, { key, value: new Date(due) }) }];
  const isUndated = kind === 'none';
  if (at === 0 && (isUndated || kindAt(due) === 'none')) return isUndated === before ? [] : [{ kind }];
  // No task of another kind has the same place, so the keys after `due` decide nothing.
  const sql = isUndated ? `'${undatedIn(sort)}'::timestamptz` : key.sql;
  return [
    {
      kind,
      after: [...after.slice(0, at), { key: { ...key, sql }, value: boundOf(kind, due, key.descending, timeZone) }],
    },
  ];
}
