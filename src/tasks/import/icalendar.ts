import ICAL from 'ical.js';
import {
  ContentRefs,
  type ImportedFields,
  type ImportedFile,
  type ReadOptions,
  UnreadableFile,
} from './imported-task.js';
import { instantOf, isKnownZone } from './local-time.js';
import { inTreeOrder, type UnorderedTask } from './tree-order.js';

type Omit = (field: string, reason: string) => void;

interface Calendar {
  zones: Map<string, ICAL.Timezone>;
  timeZone: string;
}

/** What tasks here have no place for, by the names of properties and components. */
const FOREIGN = {
  rrule: 'it repeats',
  rdate: 'it repeats',
  attach: 'a file',
  url: 'an address',
  location: 'a place',
  geo: 'a place',
  attendee: 'someone else takes part',
  duration: 'how long it takes',
};

/** Each calendar is a task, and its VTODOs (RFC 5545) are tasks in it. @throws UnreadableFile. */
export function readICalendar(text: string, { name, timeZone }: ReadOptions): ImportedFile {
  const file: ImportedFile = { source: 'icalendar', tasks: [], omissions: [] };
  const refs = new ContentRefs();
  const tasks: UnorderedTask[] = [];
  const lines = text.split(/\r\n|\r|\n/);
  const lineNumbers = lines.flatMap((line, i) => (/^BEGIN:VTODO\s*$/i.test(line) ? [i + 1] : []));
  for (const component of parseCalendars(text)) {
    const title = textOf(component, 'x-wr-calname') || textOf(component, 'name') || name;
    const list = refs.make(null, 'list', title);
    tasks.push({ ref: list, parentRef: null, listRef: null, where: 'the calendar', fields: { title } });
    const zones = new Map(
      component.getAllSubcomponents('vtimezone').map((zone) => [textOf(zone, 'tzid'), new ICAL.Timezone(zone)]),
    );
    const known = new Set<string>();
    for (const todo of component.getAllSubcomponents('vtodo')) {
      const where = `line ${lineNumbers.shift()}`;
      const omit: Omit = (field, reason) => void file.omissions.push({ where, field, reason });
      const uid = textOf(todo, 'uid') || refs.make(list, textOf(todo, 'summary'));
      // A UID that comes again is another date of a task that repeats.
      if (known.has(uid)) omit('recurrence-id', 'one of several dates');
      else tasks.push({ ...toTask(todo, { zones, timeZone }, omit), ref: uid, listRef: list, where });
      known.add(uid);
    }
    for (const kind of ['vevent', 'vjournal'])
      for (const other of component.getAllSubcomponents(kind))
        file.omissions.push({ where: kind.toUpperCase(), field: textOf(other, 'summary'), reason: 'is no task' });
  }
  return { ...file, tasks: inTreeOrder(tasks.map(withParent), file.omissions) };
}

/** Without a parent a task is in its list. */
const withParent = (task: UnorderedTask) => ({ ...task, parentRef: task.parentRef ?? task.listRef });

function parseCalendars(text: string): ICAL.Component[] {
  try {
    const parsed = ICAL.parse(text) as unknown[];
    const calendars = (typeof parsed[0] === 'string' ? [parsed] : parsed).map(
      (calendar) => new ICAL.Component(calendar as unknown[]),
    );
    if (calendars.length > 0 && calendars.every((calendar) => calendar.name === 'vcalendar')) return calendars;
  } catch (error) {
    throw new UnreadableFile(`It is no iCalendar: ${(error as Error).message}.`, { cause: error });
  }
  throw new UnreadableFile('It is no iCalendar: it does not begin with BEGIN:VCALENDAR.');
}

function toTask(
  todo: ICAL.Component,
  calendar: Calendar,
  omit: Omit,
): Pick<UnorderedTask, 'parentRef' | 'order' | 'fields'> {
  for (const [field, reason] of Object.entries(FOREIGN)) if (todo.hasProperty(field)) omit(field, reason);
  if (todo.getFirstSubcomponent('valarm') !== null) omit('valarm', 'a reminder');
  const parent = todo
    .getAllProperties('related-to')
    .find((property) => /^(PARENT)?$/i.test(String(property.getFirstParameter('reltype') ?? '')));
  const order = Number(textOf(todo, 'x-apple-sort-order') || NaN);
  return {
    parentRef: parent === undefined ? null : String(parent.getFirstValue()),
    ...(Number.isFinite(order) && { order }),
    fields: fieldsOf(todo, calendar, omit),
  };
}

function fieldsOf(todo: ICAL.Component, calendar: Calendar, omit: Omit): ImportedFields {
  const status = textOf(todo, 'status').toUpperCase();
  if (status === 'CANCELLED') omit('status', 'was cancelled: taken over as completed');
  const completedAt = timeOf(todo, 'completed', calendar, omit);
  const completed = status === 'COMPLETED' || status === 'CANCELLED' || completedAt !== undefined;
  const createdAt = timeOf(todo, 'created', calendar, omit);
  const due = timeOf(todo, 'due', calendar, omit);
  const start = timeOf(todo, 'dtstart', calendar, omit);
  if (start !== undefined && due === undefined) omit('dtstart', `when it may begin: ${start}`);
  const tags = todo.getAllProperties('categories').flatMap((property) => property.getValues().map(String));
  const priority = priorityOf(Number(textOf(todo, 'priority')));
  const description = textOf(todo, 'description');
  return {
    title: textOf(todo, 'summary'),
    completed,
    ...(completedAt && { completed_at: toInstant(completedAt) }),
    ...(createdAt && { created_at: toInstant(createdAt) }),
    ...(description && { description }),
    ...(priority && { priority }),
    ...(tags.length > 0 && { tags }),
    ...(due && (due.length === DAY_LENGTH ? { due_date: due } : { due_at: due })),
  };
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;

const toInstant = (time: string) => (time.length === DAY_LENGTH ? `${time}T00:00:00.000Z` : time);

/** 1 is the highest and 9 the lowest; 0 is none (RFC 5545, 3.8.1.9). */
function priorityOf(priority: number): 'high' | 'medium' | 'low' | undefined {
  if (!(priority >= 1 && priority <= 9)) return undefined;
  return priority < 5 ? 'high' : priority === 5 ? 'medium' : 'low';
}

/** A day, or an instant in UTC. */
function timeOf(todo: ICAL.Component, field: string, calendar: Calendar, omit: Omit): string | undefined {
  const property = todo.getFirstProperty(field);
  if (property === null) return undefined;
  const time = readTime(property, calendar, (reason) => omit(field, reason));
  if (time === undefined) omit(field, 'is no time');
  return time;
}

function readTime(property: ICAL.Property, { zones, timeZone }: Calendar, warn: (reason: string) => void) {
  const time = parsedTime(property);
  if (time === undefined) return undefined;
  const local = time.toString().replace(/Z$/, '');
  if (time.isDate) return instantOf(local, 'UTC') && local;
  if (time.toString() !== local) return instantOf(local, 'UTC');
  const zone = String(property.getFirstParameter('tzid') ?? '');
  if (zone === '') return instantOf(local, timeZone);
  if (isKnownZone(zone)) return instantOf(local, zone);
  const described = zones.get(zone);
  if (described === undefined) {
    warn(`is in a zone that nobody knows, and taken for ${timeZone}: ${zone}`);
    return instantOf(local, timeZone);
  }
  time.zone = described;
  return instantOf(time.convertToZone(ICAL.Timezone.utcTimezone).toString().replace(/Z$/, ''), 'UTC');
}

function parsedTime(property: ICAL.Property): ICAL.Time | undefined {
  try {
    const value = property.getFirstValue();
    return value instanceof ICAL.Time ? value : undefined;
  } catch {
    return undefined;
  }
}

function textOf(component: ICAL.Component, field: string): string {
  const value = component.getFirstPropertyValue(field);
  return value === null ? '' : String(value).trim();
}
