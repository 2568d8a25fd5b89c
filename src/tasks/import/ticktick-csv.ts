import { type CsvRecord, readCsv } from './csv-records.js';
import {
  ContentRefs,
  type ImportedFields,
  type ImportedFile,
  type Omission,
  type ReadOptions,
} from './imported-task.js';
import { dayOf, isKnownZone } from './local-time.js';
import { inTreeOrder, type UnorderedTask } from './tree-order.js';

type Row = CsvRecord['values'];
type Omit = (field: string, reason: string) => void;

const PRIORITIES: Record<string, 'high' | 'medium' | 'low' | undefined> = { 1: 'low', 3: 'medium', 5: 'high' };
const CHECK_ITEM = /^([▫▪])\s*(.*)$/;
/** What tasks here have no place for. */
const FOREIGN = { Reminder: 'a reminder', Repeat: 'it repeats', 'Column Name': 'a column of a board' };
const ABANDONED = '-1';

/** Folders and lists are tasks, and so are the items of a check list. @throws UnreadableFile. */
export function readTickTickCsv(text: string, { timeZone }: ReadOptions): ImportedFile {
  const omissions: Omission[] = [];
  const refs = new ContentRefs();
  const lists = new Map<string, UnorderedTask>();
  const rows = readCsv(text, ['List Name', 'Title', 'Status']).filter(({ values }) => values.Title !== undefined);

  const listRef = (above: string | null, title: string | undefined, where: string): string | null => {
    if (!title) return above;
    const key = JSON.stringify([above, title]);
    const known = lists.get(key);
    if (known !== undefined) return known.ref;
    const ref = refs.make(above, 'list', title);
    lists.set(key, { ref, parentRef: above, listRef: above, where, fields: { title } });
    return ref;
  };
  // The numbers of an export are those of its lines: they tell who is beneath whom, and nothing from one to the next.
  const read = rows.map(({ line, values }) => {
    const where = `line ${line}`;
    const omit: Omit = (field, reason) => void omissions.push({ where, field, reason });
    const list = listRef(listRef(null, values['Folder Name'], where), values['List Name'], where);
    const ref = refs.make(list, values.Title ?? '', values['Created Time'] ?? '');
    return {
      id: values.taskId,
      parent: values.parentId,
      list,
      ref,
      where,
      order: values.Order ? Number(values.Order) : NaN,
      values,
      omit,
    };
  });
  const refOfId = new Map(read.map(({ id, ref }) => [id, ref]));
  const tasks = read.flatMap(({ parent, list, ref, where, order, values, omit }) => {
    const { fields, items } = fieldsOf(values, timeZone, omit);
    const task: UnorderedTask = {
      ref,
      parentRef: parent ? (refOfId.get(parent) ?? parent) : list,
      listRef: list,
      where,
      fields,
      ...(Number.isFinite(order) && { order }),
    };
    const children = items.map((item) => ({
      ref: refs.make(ref, 'item', item.title),
      parentRef: ref,
      listRef: list,
      where,
      fields: item,
    }));
    return [task, ...children];
  });
  return { source: 'ticktick', tasks: inTreeOrder([...lists.values(), ...tasks], omissions), omissions };
}

function fieldsOf(row: Row, timeZone: string, omit: Omit): { fields: ImportedFields; items: ImportedFields[] } {
  const {
    Title: title = '',
    Tags: tags = '',
    Content: content = '',
    Priority: priority = '',
    Status: status = '0',
  } = row;
  for (const [field, reason] of Object.entries(FOREIGN)) if (row[field]) omit(field, `${reason}: ${row[field]}`);
  if (status === ABANDONED) omit('Status', 'was given up: taken over as completed');
  const completed = status !== '0';
  const lines = content.split(/\r\n|\r|\n/);
  const items = lines.flatMap((line) => {
    const [, mark, text] = CHECK_ITEM.exec(line.trim()) ?? [];
    return text ? [{ title: text, completed: mark === '▪' || completed }] : [];
  });
  const description = lines
    .filter((line) => !CHECK_ITEM.test(line.trim()))
    .join('\n')
    .trim();
  const createdAt = instantIn(row, 'Created Time', omit);
  const completedAt = completed ? instantIn(row, 'Completed Time', omit) : undefined;
  const names = tags.split(',').flatMap((tag) => tag.trim() || []);
  return {
    fields: {
      title,
      completed,
      ...(completedAt && { completed_at: completedAt }),
      ...(createdAt && { created_at: createdAt }),
      ...(description && { description }),
      ...(PRIORITIES[priority] && { priority: PRIORITIES[priority] }),
      ...(names.length > 0 && { tags: names }),
      ...dueOf(row, timeZone, omit),
    },
    items,
  };
}

/** A task with one time has it as its start. */
function dueOf(row: Row, timeZone: string, omit: Omit): Pick<ImportedFields, 'due_date' | 'due_at'> {
  const start = instantIn(row, 'Start Date', omit);
  const end = instantIn(row, 'Due Date', omit);
  const due = end ?? start;
  if (due === undefined) return {};
  if (start !== undefined && start !== due) omit('Start Date', `a second time: ${row['Start Date']}`);
  if (row['Is All Day']?.toLowerCase() !== 'true') return { due_at: due };
  return { due_date: dayOf(due, row.Timezone && isKnownZone(row.Timezone) ? row.Timezone : timeZone) };
}

function instantIn(row: Row, field: string, omit: Omit): string | undefined {
  const text = row[field];
  if (!text) return undefined;
  // The offset has no colon: +0000.
  const at = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  omit(field, `is no time: ${text}`);
  return undefined;
}
