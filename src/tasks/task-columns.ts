import { columnsOf, type TableColumn } from '../database/columns.js';
import { TASK_READ_ONLY } from './dto/task-response.dto.js';
import { PRIORITIES, type Priority, Task } from './task.entity.js';

/** How the values of one type of column are read, how they stand in JSON, and which of them says nothing. */
interface Form {
  /** SQL that makes what the entity holds; the column itself, if absent. */
  selected?: (name: string) => string;
  /** SQL that makes JSON of a value. */
  json: (name: string) => string;
  toJson?(value: unknown): unknown;
  fromJson?(value: unknown): unknown;
  /** In place of null where the column takes none. */
  empty?: unknown;
}

const quoted = (sql: string) => `'"' || ${sql} || '"'`;
const toJson = (name: string) => `to_json(${name})::text`;
const TEXT: Form = { json: toJson, empty: '' };

const FORMS: Record<string, Form> = {
  uuid: { json: quoted },
  varchar: TEXT,
  text: TEXT,
  'text[]': { json: toJson, empty: [] },
  boolean: { json: (name) => `${name}::text`, empty: false },
  // The only small number is the priority.
  smallint: {
    json: (name) => quoted(`(ARRAY['${PRIORITIES.join("', '")}'])[${name} + 1]`),
    toJson: (value: number) => PRIORITIES[value],
    fromJson: (value: Priority) => PRIORITIES.indexOf(value),
    empty: 0,
  },
  // The driver would make an instant of a day.
  date: { selected: (name) => `${name}::text`, json: toJson },
  timestamptz: {
    json: (name) => `to_char(${name} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""')`,
    toJson: (value: Date) => value.toISOString(),
    fromJson: (value: string) => new Date(value),
  },
  // The driver gives a bigint as text, and a float8, which is exact up to 2^53, as a number.
  bigint: { selected: (name) => `${name}::float8`, json: (name) => `${name}::text` },
};

/** What says of a row whose it is, when it was written and whether it is in the trash. All the rest is its content. */
const BOOKKEEPING = ['id', 'userId', 'version', 'deletedAt', 'purgedAt', 'createdAt', 'updatedAt'] as const;

/** What a client can say of a task, and what follows from it. */
export type TaskFields = Omit<Task, (typeof BOOKKEEPING)[number] | 'due' | 'searchText' | 'titleOrder' | 'tagForms'>;

export type TaskColumn = TableColumn<keyof Task> & { form: Form };

const isOneOf = (names: readonly string[], name: string) => names.includes(name);

const ALL: TaskColumn[] = columnsOf(Task).map((column) => {
  const form = FORMS[column.type];
  if (form === undefined) throw new TypeError(`Nobody said how a ${column.type} of a task stands in JSON`);
  return { ...column, form };
});

/** The columns that the purge blanks and every write of a task sets. */
export const CONTENT = ALL.filter(({ property }) => !isOneOf(BOOKKEEPING, property));

/** The columns that clients see, under their names in SQL. */
export const SHOWN = ALL.filter(({ isHidden }) => !isHidden);

/** The columns that clients write. */
export const WRITABLE = SHOWN.filter(({ name }) => !isOneOf(TASK_READ_ONLY, name));

/** The columns of these properties. */
export const columnsFor = (properties: (keyof Task)[]): TaskColumn[] =>
  properties.map((property) => ALL.find((column) => column.property === property)!);

/** What a column holds where nothing is said. */
export const emptyOf = ({ isNullable, form }: TaskColumn): unknown => (isNullable ? null : form.empty);

/** A value as it stands in JSON. */
export const jsonOf = ({ form }: TaskColumn, value: unknown): unknown =>
  value === null || form.toJson === undefined ? value : form.toJson(value);

/** A value out of JSON. */
export const valueOf = ({ form }: TaskColumn, json: unknown): unknown =>
  json === null || form.fromJson === undefined ? json : form.fromJson(json);

/** A task of which nothing was said. */
export const EMPTY = Object.fromEntries(
  CONTENT.filter(({ isHidden }) => !isHidden).map((column) => [column.property, emptyOf(column)]),
) as Record<keyof TaskFields, unknown> as TaskFields;

/** The list of a SELECT or RETURNING of which each row is a `Task`. */
export const TASK_SELECTED = SHOWN.map(({ name, property, form }) => {
  const selected = form.selected?.(name) ?? name;
  return selected === property ? selected : `${selected} AS "${property}"`;
}).join(', ');

/** @see TASK_JSON */
export interface JsonRow {
  json: string;
}

/**
 * A task as clients get it, made by PostgreSQL: what `toTaskResponse` would make of the row. A page of tasks is only
 * passed on; to read each into an object and write it again is most of what a list would cost.
 */
export const TASK_JSON = `concat('{', ${SHOWN.map(({ name, isNullable, form }) => {
  const json = form.json(name);
  return `'"${name}":', ${isNullable ? `CASE WHEN ${name} IS NULL THEN 'null' ELSE ${json} END` : json}`;
}).join(", ',', ")}, '}') AS json`;
