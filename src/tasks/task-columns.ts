import { columnsOf, type TableColumn } from '../database/columns.js';
import { TASK_READ_ONLY } from './dto/task-response.dto.js';
import { PRIORITIES, type Priority, Task } from './task.entity.js';

/** How SQL reads the values of one type of column, and how they are written in JSON. */
interface ColumnFormat {
  /** SQL of the value that the entity has; the column itself if absent. */
  selected?: (name: string) => string;
  json: (name: string) => string;
  /** The same without the quotes, where nothing has to be escaped between them. */
  unquoted?: (name: string) => string;
  toJson?(value: unknown): unknown;
  fromJson?(value: unknown): unknown;
  /** The default instead of null, where the column is not nullable. */
  empty?: unknown;
}

const quoted = (sql: string) => `'"' || ${sql} || '"'`;
const toJson = (name: string) => `to_json(${name})::text`;
const priorityName = (name: string) => `(ARRAY['${PRIORITIES.join("', '")}'])[${name} + 1]`;
const TEXT: ColumnFormat = { json: toJson, empty: '' };

const FORMATS: Record<string, ColumnFormat> = {
  uuid: { json: quoted, unquoted: (name) => name },
  varchar: TEXT,
  text: TEXT,
  'text[]': { json: toJson, empty: [] },
  json: { json: (name) => `${name}::text` },
  boolean: { json: (name) => `${name}::text`, empty: false },
  // The only smallint is the priority.
  smallint: {
    json: (name) => quoted(priorityName(name)),
    unquoted: priorityName,
    toJson: (value: number) => PRIORITIES[value],
    fromJson: (value: Priority) => PRIORITIES.indexOf(value),
    empty: 0,
  },
  // As text: the driver would make a Date of a day.
  date: { selected: (name) => `${name}::text`, json: toJson },
  timestamptz: {
    json: (name) => `to_char(${name} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""')`,
    toJson: (value: Date) => value.toISOString(),
    fromJson: (value: string) => new Date(value),
  },
  // The driver returns a bigint as text, and a float8 as a number, which is exact up to 2^53.
  bigint: { selected: (name) => `${name}::float8`, json: (name) => `${name}::text` },
};

/** True of every task, and what lets a statement use the index of versions. */
export const HAS_VERSION = 'version > 0';

const BOOKKEEPING = [
  'id',
  'userId',
  'version',
  'deletedAt',
  'deletedWith',
  'purgedAt',
  'createdAt',
  'updatedAt',
] as const;

/** The fields that clients write, and `completedAt`, which follows from them. */
export type TaskFields = Omit<Task, (typeof BOOKKEEPING)[number] | 'due' | 'searchText' | 'titleOrder' | 'tagForms'>;

export type TaskColumn = TableColumn<keyof Task> & { format: ColumnFormat };

const isOneOf = (names: readonly string[], name: string) => names.includes(name);

export const TASK_COLUMNS: TaskColumn[] = columnsOf(Task).map((column) => {
  const format = FORMATS[column.type];
  if (format === undefined) throw new TypeError(`Nobody said how a ${column.type} of a task stands in JSON`);
  return { ...column, format };
});

/** The columns that the purge blanks and every write of a task sets. */
export const CONTENT = TASK_COLUMNS.filter(({ property }) => !isOneOf(BOOKKEEPING, property));

export const SHOWN = TASK_COLUMNS.filter(({ isHidden }) => !isHidden);

export const WRITABLE = SHOWN.filter(({ name }) => !isOneOf(TASK_READ_ONLY, name));

export const columnsFor = (properties: (keyof Task)[]): TaskColumn[] =>
  properties.map((property) => TASK_COLUMNS.find((column) => column.property === property)!);

export const emptyOf = ({ isNullable, format }: TaskColumn): unknown => (isNullable ? null : format.empty);

export const jsonOf = ({ format }: TaskColumn, value: unknown): unknown =>
  value === null || format.toJson === undefined ? value : format.toJson(value);

export const valueOf = ({ format }: TaskColumn, json: unknown): unknown =>
  json === null || format.fromJson === undefined ? json : format.fromJson(json);

export const EMPTY_FIELDS = Object.fromEntries(
  CONTENT.filter(({ isHidden }) => !isHidden).map((column) => [column.property, emptyOf(column)]),
) as Record<keyof TaskFields, unknown> as TaskFields;

export const selectedOf = (columns: TaskColumn[]): string =>
  columns
    .map(({ name, property, format }) => {
      const selected = format.selected?.(name) ?? name;
      return selected === property ? selected : `${selected} AS "${property}"`;
    })
    .join(', ');

export const TASK_SELECTED = selectedOf(SHOWN);

export interface JsonRow {
  json: string;
}

/** The JSON that `toTaskResponse` would make; in Node that would be most of a list's cost (docs/decisions/0005). */
export const TASK_JSON = `${objectOf(SHOWN)} AS json`;

const TOMBSTONE = columnsFor(['id', 'version', 'deletedAt']);

/** The same, but of a deleted task no more than a client needs to forget it. */
export const TASK_CHANGE_JSON = `CASE WHEN deleted_at IS NULL THEN ${objectOf(SHOWN)} ELSE ${objectOf(TOMBSTONE)} END AS json`;

type JsonPart = { text: string } | { sql: string };

/** Neighbouring texts become one: each argument of concat takes time in each row. */
function objectOf(columns: TaskColumn[]): string {
  const args: string[] = [];
  let text = '';
  for (const part of columns.flatMap(memberParts)) {
    if ('text' in part) text += part.text;
    else {
      args.push(`'${text}'`, part.sql);
      text = '';
    }
  }
  return `concat(${[...args, `'${text}}'`].join(', ')})`;
}

function memberParts({ name, isNullable, format }: TaskColumn, i: number): JsonPart[] {
  const start = `${i === 0 ? '{' : ','}"${name}":`;
  if (isNullable)
    return [{ text: start }, { sql: `CASE WHEN ${name} IS NULL THEN 'null' ELSE ${format.json(name)} END` }];
  if (format.unquoted) return [{ text: `${start}"` }, { sql: format.unquoted(name) }, { text: '"' }];
  return [{ text: start }, { sql: format.json(name) }];
}
