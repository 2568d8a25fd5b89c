import { readTaskwardExport } from './taskward-export.js';

const ID = (n: number) => `01a1fd5b-f6cc-77cc-9f75-00000000000${n}`;
const read = (value: unknown) => readTaskwardExport(JSON.stringify(value));

describe("Taskward's export", () => {
  it('keeps ids, fields, nesting and order', () => {
    const fields = {
      ...{ title: 'Milk', description: null, completed: true, completed_at: '2026-01-02T03:04:05.000Z' },
      ...{ created_at: '2026-01-01T00:00:00.000Z', priority: 'high', due_date: '2026-12-24', due_at: null },
      ...{ tags: ['home'], extra: { color: 'teal' } },
    };
    const server = { user_id: ID(9), version: 7, deleted_at: null, updated_at: '2026-01-02T03:04:05.000Z' };
    const { source, tasks, omissions } = read({
      tasks: [
        { id: ID(1), ...fields, ...server, parent_id: ID(3), position: 'a1' },
        { id: ID(2).toUpperCase(), ...fields, ...server, parent_id: ID(3).toUpperCase(), position: 'a0' },
        { id: ID(3), ...fields, ...server, parent_id: null },
        { id: ID(4), title: 'of before there was nesting' },
      ],
    });
    expect(source).toBe('taskward');
    expect(tasks.map(({ ref, parentRef }) => [ref, parentRef])).toEqual([
      [ID(3), null],
      [ID(2), ID(3)],
      [ID(1), ID(3)],
      [ID(4), null],
    ]);
    expect(tasks[2]).toEqual({ ref: ID(1), parentRef: ID(3), where: 'task 1', fields });
    expect(omissions).toEqual([]);
  });

  it('leaves the trash where it is, and what has no id', () => {
    const { tasks, omissions } = read({
      tasks: [{ title: 'x' }, { id: ID(1), title: 'x', deleted_at: '2026-01-02T03:04:05.000Z' }, { id: '../1' }],
    });
    expect(tasks).toEqual([]);
    expect(omissions.map(({ where, reason }) => `${where} ${reason}`)).toEqual([
      'task 1 has no id',
      'task 2 is in the trash',
      'task 3 has no id',
    ]);
  });

  it('is told where it is none', () => {
    for (const text of ['', '{', '[]', '{}', '{"tasks": {}}', '{"tasks": [1]}'])
      expect(() => readTaskwardExport(text)).toThrow(/no JSON|no export/);
  });
});
