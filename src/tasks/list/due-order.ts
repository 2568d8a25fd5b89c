import { dayAt, endOf } from '../../common/time-zones.js';
import type { SortPart } from '../dto/sort.js';
import type { JsonRow } from '../task-columns.js';
import { type OrderKey, orderKeys } from './sort-keys.js';
import type { DueKind, ListRequest } from './task-list.js';

type Value = string | number | boolean | Date;

/** With the values of the order keys other than `due`, by their index. */
export interface DueRow extends JsonRow {
  due_day: string | null;
  due_at: Date | null;
  /** How many tasks were left out that come before all of these. */
  passed: number;
  [key: `key${number}`]: Value;
}

export const isDue = ({ sql }: OrderKey): boolean => sql === 'due';

export const sortsByDue = (sort: SortPart[]): boolean => sort.some(({ key }) => key === 'due');

/** In the direction in which a page is read, which is backwards for one before a position. */
export const readingKeys = ({ sort, keyset }: Pick<ListRequest, 'sort' | 'keyset'>): OrderKey[] =>
  orderKeys(sort).map((key) => (keyset?.before ? { ...key, descending: !key.descending } : key));

export const undatedIn = (sort: SortPart[]): 'infinity' | '-infinity' =>
  sort.some(({ key, descending }) => key === 'due' && descending) ? '-infinity' : 'infinity';

/** When the last moment has come to do a task, in milliseconds since the epoch; undefined if it is not due. */
export const endOfRow = ({ due_at, due_day }: DueRow, timeZone: string): number | undefined =>
  due_day === null ? due_at?.getTime() : endOf(due_day, timeZone);

/** An instant at which a day ends belongs to the next one. */
const AFTER_DAYS = '~';

/** Puts tasks of all kinds into one order. @returns those of the page, and one more. */
export function orderRows(rows: DueRow[], request: ListRequest): DueRow[] {
  const keys = readingKeys(request);
  const undated = undatedIn(request.sort) === 'infinity' ? Infinity : -Infinity;
  const valuesOf = (row: DueRow) =>
    keys.flatMap((key, i): Value[] =>
      isDue(key) ? [endOfRow(row, request.timeZone) ?? undated, row.due_day ?? AFTER_DAYS] : [row[`key${i}`]!],
    );
  const isDescending = keys.flatMap((key) => (isDue(key) ? [key.descending, key.descending] : [key.descending]));
  const first = request.skip - (rows[0]?.passed ?? 0);
  return rows
    .map((row) => ({ row, values: valuesOf(row) }))
    .sort(({ values: a }, { values: b }) => {
      for (const [i, value] of a.entries()) {
        const order = compare(value, b[i]!);
        if (order !== 0) return isDescending[i] ? -order : order;
      }
      return 0;
    })
    .map(({ row }) => row)
    .slice(first, first + request.limit + 1);
}

const SURROGATES = /[\ud800-\udfff]/;

/** Texts as the collation "C" does, by code points. */
function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string' && (SURROGATES.test(a) || SURROGATES.test(b)))
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

export const kindAt = (place: string): DueKind =>
  place.endsWith('infinity') ? 'none' : place.length === 10 ? 'day' : 'instant';

/** The value of `due` that tasks of a kind must be beyond to follow a task with this place, which has another kind. */
export function boundOf(kind: DueKind, place: string, descending: boolean, timeZone: string): Date | string {
  if (kindAt(place) === 'none' || kind === 'none') return place;
  // Where the bound itself follows, one millisecond earlier.
  const included = descending ? 0 : 1;
  if (kind === 'instant') return new Date(endOf(place, timeZone) - included);
  return new Date(Date.parse(dayAt(Date.parse(place), timeZone)) - included);
}
