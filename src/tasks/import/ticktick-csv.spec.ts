import type { ImportedFile } from './imported-task.js';
import { readTickTickCsv } from './ticktick-csv.js';

const COLUMNS = [
  ...['Folder Name', 'List Name', 'Title', 'Kind', 'Tags', 'Content', 'Is Check list', 'Start Date', 'Due Date'],
  ...['Reminder', 'Repeat', 'Priority', 'Status', 'Created Time', 'Completed Time', 'Order', 'Timezone', 'Is All Day'],
  ...['Is Floating', 'Column Name', 'Column Order', 'View Mode', 'taskId', 'parentId'],
];
const PREAMBLE = '"Date: 2026-11-24+0000"\n"Version: 7.1"\n"Status: \n0 Normal\n1 Completed\n2 Archived"\n';
const quoted = (values: string[]) => values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
const rowOf = (values: Record<string, string>) => quoted(COLUMNS.map((name) => values[name] ?? ''));
const read = (...rows: Record<string, string>[]) =>
  readTickTickCsv(`\ufeff${PREAMBLE}${[quoted(COLUMNS), ...rows.map(rowOf)].join('\n')}\n`, {
    name: 'TickTick-backup',
    timeZone: 'America/Los_Angeles',
  });
const shown = ({ tasks }: ImportedFile) => {
  const titles = new Map(tasks.map(({ ref, fields }) => [ref, fields.title]));
  return tasks.map(({ parentRef, fields: { title, ...fields } }) => [titles.get(parentRef ?? ''), title, fields]);
};
const listed = ({ omissions }: ImportedFile) =>
  omissions.map(({ where, field, reason }) => `${where} ${field} ${reason}`);
const CREATED = { 'Created Time': '2026-01-02T03:04:05+0000', Status: '0', Priority: '0' };
const created_at = '2026-01-02T03:04:05.000Z';

describe("TickTick's CSV", () => {
  it('has folders, lists, nesting, order, days, zones and times of completion', () => {
    const file = read(
      { ...CREATED, 'Folder Name': 'Life', 'List Name': 'Home', Title: 'Second', Order: '5', taskId: '1' },
      {
        ...CREATED,
        'Folder Name': 'Life',
        'List Name': 'Home',
        Title: 'Beneath',
        Order: '0',
        taskId: '2',
        parentId: '1',
      },
      {
        ...CREATED,
        ...{ 'Folder Name': 'Life', 'List Name': 'Home', Title: 'First', Order: '-1099511627776', taskId: '3' },
        ...{ Tags: 'phone, Work', Content: 'two\nlines', Priority: '5', Status: '2' },
        ...{ 'Completed Time': '2026-02-03T04:05:06+0000', 'Due Date': '2026-12-24T23:00:00+0000' },
        ...{ 'Start Date': '2026-12-24T23:00:00+0000', 'Is All Day': 'true', Timezone: 'Europe/Berlin' },
      },
      {
        ...CREATED,
        'List Name': 'Inbox',
        Title: 'Alone',
        'Start Date': '2026-12-24T17:00:00+0000',
        'Is All Day': 'false',
        taskId: '4',
      },
      {
        ...CREATED,
        Title: 'Day',
        'Due Date': '2026-12-25T08:00:00+0000',
        'Is All Day': 'true',
        Priority: '1',
        taskId: '5',
      },
    );
    expect(shown(file)).toEqual([
      [undefined, 'Life', {}],
      ['Life', 'Home', {}],
      [
        'Home',
        'First',
        {
          ...{ completed: true, completed_at: '2026-02-03T04:05:06.000Z', created_at, description: 'two\nlines' },
          ...{ priority: 'high', tags: ['phone', 'Work'], due_date: '2026-12-25' },
        },
      ],
      ['Home', 'Second', { completed: false, created_at }],
      ['Second', 'Beneath', { completed: false, created_at }],
      [undefined, 'Inbox', {}],
      ['Inbox', 'Alone', { completed: false, created_at, due_at: '2026-12-24T17:00:00.000Z' }],
      [undefined, 'Day', { completed: false, created_at, priority: 'low', due_date: '2026-12-25' }],
    ]);
    expect(listed(file)).toEqual([]);
  });

  it('has check lists, whose items are tasks', () => {
    const content = 'Before we go\n▫ passport\n▪tickets\n▫';
    const file = read({
      ...CREATED,
      Title: 'Pack',
      Content: content,
      'Is Check list': 'Y',
      Kind: 'CHECKLIST',
      taskId: '1',
    });
    expect(shown(file)).toEqual([
      [undefined, 'Pack', { completed: false, created_at, description: 'Before we go' }],
      ['Pack', 'passport', { completed: false }],
      ['Pack', 'tickets', { completed: true }],
    ]);
  });

  it('lists what tasks have no place for', () => {
    const file = read({
      ...CREATED,
      ...{ Title: 'Run', Repeat: 'FREQ=DAILY', Reminder: 'PT0S', Status: '-1', 'Column Name': 'Doing', taskId: '1' },
      ...{ 'Start Date': '2026-12-24T17:00:00+0000', 'Due Date': 'soon', 'Completed Time': '', parentId: '99' },
    });
    expect(listed(file)).toEqual([
      'line 8 Reminder a reminder: PT0S',
      'line 8 Repeat it repeats: FREQ=DAILY',
      'line 8 Column Name a column of a board: Doing',
      'line 8 Status was given up: taken over as completed',
      'line 8 Due Date is no time: soon',
      'line 8 parent is not in the file',
    ]);
    expect(shown(file)).toEqual([
      [undefined, 'Run', { completed: true, created_at, due_at: '2026-12-24T17:00:00.000Z' }],
    ]);
  });

  it('gives each task a ref that the next export gives it too, under other numbers', () => {
    const [a, b] = [
      { ...CREATED, 'List Name': 'Home', Title: 'Milk', taskId: '1' },
      { ...CREATED, 'List Name': 'Home', Title: 'Eggs', taskId: '2', parentId: '1' },
    ];
    const refs = (file: ImportedFile) => Object.fromEntries(file.tasks.map(({ ref, fields }) => [fields.title, ref]));
    expect(refs(read({ ...b, taskId: '7', parentId: '9' }, { ...a, taskId: '9' }))).toEqual(refs(read(a, b)));
    expect(new Set(read(a, a, a).tasks.map(({ ref }) => ref)).size).toBe(4);
  });

  it('is told where it is none', () => {
    expect(() => readTickTickCsv('TYPE,CONTENT\n', { name: 'x', timeZone: 'UTC' })).toThrow('no row');
  });
});
