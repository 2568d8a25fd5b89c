import { readCsv } from './csv-records.js';
import { ContentRefs, type ImportedFile, type ImportedTask, type Omission, type ReadOptions } from './imported-task.js';
import { isKnownZone } from './local-time.js';
import { readTodoistDate } from './todoist-dates.js';

const PRIORITIES: Record<string, 'high' | 'medium' | 'low' | undefined> = { 1: 'high', 2: 'medium', 3: 'low' };
const LABEL = /(?:^|\s)@([^\s@]+)/g;
const ATTACHMENT = /\[\[file .*?\]\]/gs;
/** What tasks here have no place for. */
const FOREIGN = { RESPONSIBLE: 'someone else does it', DURATION: 'how long it takes', DEADLINE: 'a second day' };

/** A project is a task, its sections are tasks in it, and notes become part of the description. @throws UnreadableFile. */
export function readTodoistCsv(text: string, { name, timeZone }: ReadOptions): ImportedFile {
  const omissions: Omission[] = [];
  const refs = new ContentRefs();
  // An export has the number of the project in its name, and after a second download perhaps (1).
  const title = name.replace(/\s*(\[\d+\])?\s*(\(\d+\))?$/, '') || name;
  const project: ImportedTask = {
    ref: refs.make(null, /\[(\d+)\]/.exec(name)?.[1] ?? title),
    parentRef: null,
    where: 'the file',
    fields: { title },
  };
  const tasks = [project];
  let section = project;
  /** The last task of each level. */
  let path: ImportedTask[] = [];

  const add = (parentRef: string, where: string, content: string, fields: ImportedTask['fields']) => {
    const task = { ref: refs.make(parentRef, content), parentRef, where, fields };
    tasks.push(task);
    return task;
  };
  for (const { line, values } of readCsv(text, ['TYPE', 'CONTENT'])) {
    const where = `line ${line}`;
    const omit = (field: string, reason: string) => void omissions.push({ where, field, reason });
    const { TYPE: type = '', CONTENT: content = '' } = values;
    if (type === 'section') {
      section = add(project.ref, where, content, { title: content });
      path = [];
    } else if (type === 'task') {
      const level = Math.min(Math.max(Number(values.INDENT) || 1, 1), path.length + 1) - 1;
      const parent = path[level - 1] ?? section;
      const task = add(parent.ref, where, content, fieldsOf(values, timeZone, omit));
      path = [...path.slice(0, level), task];
    } else if (type === 'note') {
      if (content.replace(ATTACHMENT, '') !== content) omit('note', 'has a file');
      const { fields } = path.at(-1) ?? section;
      const note = content.replace(ATTACHMENT, '').trim();
      if (note !== '') fields.description = [fields.description, note].filter(Boolean).join('\n\n');
    } else if (type !== '' && type !== 'meta') omit('TYPE', `is ${type}`);
  }
  return { source: 'todoist', tasks, omissions };
}

function fieldsOf(
  values: Record<string, string | undefined>,
  timeZone: string,
  omit: (field: string, reason: string) => void,
): ImportedTask['fields'] {
  const {
    CONTENT: content = '',
    DESCRIPTION: description,
    PRIORITY: priority = '',
    DATE: date,
    TIMEZONE: zone,
  } = values;
  for (const [field, reason] of Object.entries(FOREIGN)) {
    const value = values[field] ?? '';
    if (value !== '' && value !== 'None') omit(field, `${reason}: ${value}`);
  }
  const tags = [...content.matchAll(LABEL)].map(([, label]) => label!);
  // What begins with an asterisk cannot be completed there.
  const title = content.replace(LABEL, '').replace(/^\* /, '').trim();
  const due = date ? readTodoistDate(date, zone && isKnownZone(zone) ? zone : timeZone) : {};
  if (due === undefined) omit('DATE', `is no day for good: ${date}`);
  return {
    title: title || content,
    ...(description && { description }),
    ...(PRIORITIES[priority] && { priority: PRIORITIES[priority] }),
    ...(tags.length > 0 && { tags }),
    ...due,
  };
}
