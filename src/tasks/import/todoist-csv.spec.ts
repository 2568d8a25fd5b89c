import type { ImportedFile } from './imported-task.js';
import { readTodoistCsv } from './todoist-csv.js';

const HEADER =
  'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT';
const read = (...lines: string[]) =>
  readTodoistCsv(`\ufeff${HEADER}\r\n${lines.join('\r\n')}\r\n`, { name: 'Home [2203306141]', timeZone: 'UTC' });
const shown = ({ tasks }: ImportedFile) => {
  const titles = new Map(tasks.map(({ ref, fields }) => [ref, fields.title]));
  return tasks.map(({ parentRef, fields: { title, ...fields } }) => [
    parentRef === null ? null : titles.get(parentRef),
    title,
    fields,
  ]);
};
const listed = ({ omissions }: ImportedFile) =>
  omissions.map(({ where, field, reason }) => `${where} ${field} ${reason}`);

describe("Todoist's CSV", () => {
  it('has sections, levels, notes, labels, priorities and days', () => {
    const file = read(
      'task,Call @phone the bank @work,"ask for Ms Lee,\nthen write",1,1,Ada (1),,2026-12-24,en,Europe/Berlin,,',
      'task,Find the number,,4,2,Ada (1),,,,,,',
      'note,It is 555-1234,,,,Ada (1),,2025-01-01T10:00:00Z,,,,',
      'task,mail ada@example.org,,2,2,Ada (1),,24 Dec 2026 18:00,en,Europe/Berlin,,',
      ',,,,,,,,,,,',
      'section,Garden,,,,,,,,,,',
      'task,* Tools,,3,1,Ada (1),,,,,,',
      'task,Rake,,4,4,Ada (1),,2026-12-24 18:00,en,,,',
      'meta,view_style=board,,,,,,,,,,',
    );
    expect(shown(file)).toEqual([
      [null, 'Home', {}],
      [
        'Home',
        'Call the bank',
        {
          description: 'ask for Ms Lee,\nthen write',
          priority: 'high',
          tags: ['phone', 'work'],
          due_date: '2026-12-24',
        },
      ],
      ['Call the bank', 'Find the number', { description: 'It is 555-1234' }],
      ['Call the bank', 'mail ada@example.org', { priority: 'medium', due_at: '2026-12-24T17:00:00.000Z' }],
      ['Home', 'Garden', {}],
      ['Garden', 'Tools', { priority: 'low' }],
      ['Tools', 'Rake', { due_at: '2026-12-24T18:00:00.000Z' }],
    ]);
    expect(listed(file)).toEqual([]);
  });

  it('lists what tasks have no place for', () => {
    const file = read(
      'note,of the project,,,,Ada (1),,,,,,',
      'task,Water the plants,,4,1,Ada (1),Bob (2),every day,en,Europe/Berlin,15,minute',
      '"note","See [[file {""name"":""plan.pdf""}]]",,,,Ada (1),,,,,,',
      'workspace,x,,,,,,,,,,',
    );
    expect(listed(file)).toEqual([
      'line 3 RESPONSIBLE someone else does it: Bob (2)',
      'line 3 DURATION how long it takes: 15',
      'line 3 DATE is no day for good: every day',
      'line 4 note has a file',
      'line 5 TYPE is workspace',
    ]);
    expect(shown(file)).toEqual([
      [null, 'Home', { description: 'of the project' }],
      ['Home', 'Water the plants', { description: 'See' }],
    ]);
  });

  it('gives each task a ref that lasts, though two be alike or others be added', () => {
    const lines = ['task,Milk,,4,1,,,,,,,', 'task,Milk,,4,1,,,,,,,', 'task,Eggs,,4,1,,,,,,,'];
    const refs = read(...lines).tasks.map(({ ref }) => ref);
    expect(new Set(refs).size).toBe(4);
    const more = read('task,Bread,,4,1,,,,,,,', ...lines, 'task,Milk,,4,1,,,,,,,').tasks.map(({ ref }) => ref);
    expect(more.filter((ref) => refs.includes(ref))).toEqual(refs);
    expect(more).toHaveLength(6);
  });

  it('is of the same project under another name of the file', () => {
    const refOf = (name: string) => readTodoistCsv(`${HEADER}\n`, { name, timeZone: 'UTC' }).tasks[0];
    expect(refOf('Home [22] (1)')).toEqual(refOf('Home [22]'));
    expect(refOf('Home (2)')).toEqual(refOf('Home'));
    expect(refOf('Home [23]')!.ref).not.toBe(refOf('Home [22]')!.ref);
  });

  it('of before there were descriptions is read as well, and what is none is told', () => {
    const old = 'TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\ntask,Milk,1,1,,,,,\n';
    expect(shown(readTodoistCsv(old, { name: 'x', timeZone: 'UTC' }))[1]).toEqual(['x', 'Milk', { priority: 'high' }]);
    for (const text of ['', 'a,b\n1,2\n', 'TYPE,CONTENT\ntask,"open\n'])
      expect(() => readTodoistCsv(text, { name: 'x', timeZone: 'UTC' })).toThrow(/no row|no CSV/);
  });
});
