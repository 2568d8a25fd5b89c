import { readICalendar } from './icalendar.js';
import type { ImportedFile } from './imported-task.js';

const read = (...lines: string[]) =>
  readICalendar(['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n'), {
    name: 'tasks',
    timeZone: 'America/Los_Angeles',
  });
const todo = (uid: string, ...lines: string[]) => ['BEGIN:VTODO', `UID:${uid}`, ...lines, 'END:VTODO'];
const shown = ({ tasks }: ImportedFile) => {
  const titles = new Map(tasks.map(({ ref, fields }) => [ref, fields.title]));
  return tasks.map(({ parentRef, fields: { title, ...fields } }) => [titles.get(parentRef ?? ''), title, fields]);
};
const listed = ({ omissions }: ImportedFile) =>
  omissions.map(({ where, field, reason }) => `${where} ${field} ${reason}`);
const fieldsOf = (...lines: string[]) => read(...todo('1', 'SUMMARY:x', ...lines)).tasks[1]!.fields;

const CUSTOM_ZONE = [
  ...['BEGIN:VTIMEZONE', 'TZID:W. Europe', 'BEGIN:STANDARD', 'DTSTART:19961027T030000', 'TZOFFSETFROM:+0200'],
  ...['TZOFFSETTO:+0100', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD', 'BEGIN:DAYLIGHT'],
  ...['DTSTART:19960331T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3'],
  ...['END:DAYLIGHT', 'END:VTIMEZONE'],
];

describe('iCalendar', () => {
  it('has nesting, order, categories, completion and priorities', () => {
    const file = read(
      'X-WR-CALNAME:Errands',
      ...todo('b', 'SUMMARY:Second', 'X-APPLE-SORT-ORDER:2', 'RELATED-TO;RELTYPE=SIBLING:a'),
      ...todo('c', 'SUMMARY:Beneath\\, with a comma', 'RELATED-TO:a', 'CATEGORIES:Home,Work', 'CATEGORIES:x'),
      ...todo(
        'a',
        'SUMMARY:First',
        'X-APPLE-SORT-ORDER:1',
        'PRIORITY:1',
        'DESCRIPTION:one\\ntwo',
        'CREATED:20260102T030405Z',
      ),
      ...todo('d', 'SUMMARY:Done', 'STATUS:COMPLETED', 'COMPLETED:20260203T040506Z', 'RELATED-TO;RELTYPE=PARENT:c'),
    );
    expect(shown(file)).toEqual([
      [undefined, 'Errands', {}],
      [
        'Errands',
        'First',
        { completed: false, created_at: '2026-01-02T03:04:05.000Z', description: 'one\ntwo', priority: 'high' },
      ],
      ['First', 'Beneath, with a comma', { completed: false, tags: ['Home', 'Work', 'x'] }],
      ['Beneath, with a comma', 'Done', { completed: true, completed_at: '2026-02-03T04:05:06.000Z' }],
      ['Errands', 'Second', { completed: false }],
    ]);
    expect(listed(file)).toEqual([]);
  });

  it.each([
    ['DUE;VALUE=DATE:20261224', { due_date: '2026-12-24' }],
    ['DUE:20261224T180000Z', { due_at: '2026-12-24T18:00:00.000Z' }],
    ['DUE;TZID=Europe/Berlin:20261224T180000', { due_at: '2026-12-24T17:00:00.000Z' }],
    ['DUE;TZID=Europe/Berlin:20260724T180000', { due_at: '2026-07-24T16:00:00.000Z' }],
    ['DUE:20261224T180000', { due_at: '2026-12-25T02:00:00.000Z' }],
  ])('reads %s', (line, due) => expect(fieldsOf(line)).toEqual({ title: 'x', completed: false, ...due }));

  it('reads a time in a zone that the file describes, and tells of one that nobody knows', () => {
    const file = read(
      ...CUSTOM_ZONE,
      ...todo('1', 'SUMMARY:winter', 'DUE;TZID=W. Europe:20261224T180000'),
      ...todo('2', 'SUMMARY:summer', 'DUE;TZID=W. Europe:20260724T180000'),
      ...todo('3', 'SUMMARY:lost', 'DUE;TZID=Atlantis:20260724T180000'),
    );
    expect(file.tasks.slice(1).map(({ fields }) => fields.due_at)).toEqual([
      '2026-12-24T17:00:00.000Z',
      '2026-07-24T16:00:00.000Z',
      '2026-07-25T01:00:00.000Z',
    ]);
    expect(listed(file)).toEqual([
      'line 28 due is in a zone that nobody knows, and taken for America/Los_Angeles: Atlantis',
    ]);
  });

  it.each([
    ['PRIORITY:4', 'high'],
    ['PRIORITY:5', 'medium'],
    ['PRIORITY:9', 'low'],
    ['PRIORITY:0', undefined],
    ['PRIORITY:urgent', undefined],
  ])('reads %s', (line, priority) => expect(fieldsOf(line).priority).toBe(priority));

  it('lists what tasks have no place for', () => {
    const file = read(
      ...todo('1', 'SUMMARY:Run', 'RRULE:FREQ=DAILY', 'LOCATION:Park', 'STATUS:CANCELLED', 'DTSTART:20261224T180000Z'),
      ...todo('1', 'SUMMARY:Run', 'RECURRENCE-ID:20261225T180000Z'),
      ...todo('2', 'SUMMARY:x', 'BEGIN:VALARM', 'TRIGGER:-PT5M', 'ACTION:DISPLAY', 'END:VALARM', 'DUE:soon'),
      ...['BEGIN:VEVENT', 'UID:3', 'SUMMARY:Party', 'END:VEVENT'],
    );
    expect(listed(file)).toEqual([
      'line 3 rrule it repeats',
      'line 3 location a place',
      'line 3 status was cancelled: taken over as completed',
      'line 3 dtstart when it may begin: 2026-12-24T18:00:00.000Z',
      'line 11 recurrence-id one of several dates',
      'line 16 valarm a reminder',
      'line 16 due is no time',
      'VEVENT Party is no task',
    ]);
    expect(file.tasks.map(({ fields }) => fields.title)).toEqual(['tasks', 'Run', 'x']);
  });

  it('is told where it is none', () => {
    const options = { name: 'x', timeZone: 'UTC' };
    for (const text of ['', 'hello', 'BEGIN:VCARD\r\nEND:VCARD\r\n', 'BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\n'])
      expect(() => readICalendar(text, options)).toThrow('no iCalendar');
    const two = 'BEGIN:VCALENDAR\r\nNAME:A\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nNAME:B\r\nEND:VCALENDAR\r\n';
    expect(readICalendar(two, options).tasks.map(({ fields }) => fields.title)).toEqual(['A', 'B']);
  });
});
