import { Problem } from '../../common/problem.js';
import { newTask } from '../task-rules.js';
import type { ImportedFields, Omission } from './imported-task.js';
import { prepareTask } from './prepare-task.js';

const LIMITS = { TASK_TITLE_MAX: 200, TASK_DESCRIPTION_MAX: 1_000 };
const NOW = new Date('2026-12-01T12:00:00.000Z');

const prepared = (fields: Partial<ImportedFields>) => {
  const omissions: Omission[] = [];
  const task = { ref: '1', parentRef: null, where: 'line 1', fields: { title: 'x', ...fields } };
  const result = prepareTask(task, LIMITS, omissions, (dto) => newTask('user', 'id', dto, NOW));
  return { result, omissions: omissions.map(({ field, reason }) => `${field} ${reason}`) };
};

describe('a task from elsewhere', () => {
  it('is taken over as it is where it can be', () => {
    const fields = { description: 'y', due_date: '2026-12-24', tags: ['a'], priority: 'low' as const };
    expect(prepared(fields)).toMatchObject({
      result: { title: 'x', description: 'y', dueDate: '2026-12-24', tags: ['a'], priority: 1 },
      omissions: [],
    });
  });

  it('has the whole of a long title in its description, and as much of that as it may have', () => {
    const { result, omissions } = prepared({ title: '🦆'.repeat(201), description: 'y'.repeat(1_000) });
    expect(result).toMatchObject({ title: '🦆'.repeat(200), description: `${'🦆'.repeat(201)}\n\n${'y'.repeat(797)}` });
    expect(omissions).toEqual([
      'title has more than 200 characters: it is whole in the description',
      'description is cut off after 1000 of 1203 characters',
    ]);
  });

  it('is untitled where it has no title', () => {
    for (const title of ['', ' \n'])
      expect(prepared({ title })).toMatchObject({ result: { title: 'Untitled' }, omissions: [] });
  });

  it('has its first twenty tags, each once and not too long', () => {
    const many = Array.from({ length: 20 }, (_, i) => `t${i}`);
    const { result, omissions } = prepared({ tags: ['Home', 'home', 'x'.repeat(51), ...many] });
    expect(result?.tags).toEqual(['Home', ...many.slice(0, 19)]);
    expect(omissions).toEqual([`tags not taken: ${'x'.repeat(51)}`, 'tags not taken: t19']);
  });

  it.each<[Partial<ImportedFields>, string[]]>([
    [{ created_at: '2099-01-01T00:00:00Z' }, ['created_at must not be in the future']],
    [{ due_date: '2026-02-30', priority: 'low' }, ['due_date must be a day of the calendar as YYYY-MM-DD']],
    [{ description: 'a\0b' }, ['description must not contain the character U+0000']],
    [
      { priority: 'urgent' as never, completed: 'yes' as never },
      ['completed must be a boolean value', expect.stringContaining('priority') as never],
    ],
  ])('loses what is refused, and nothing else: %j', (fields, told) => {
    const { result, omissions } = prepared(fields);
    expect(result).toMatchObject({ title: 'x' });
    expect(omissions).toEqual(told);
  });

  it('is lost where its title is refused', () => {
    expect(prepared({ title: 'a\0b' })).toEqual({
      result: undefined,
      omissions: ['title must not contain the character U+0000'],
    });
  });

  it('does not hide a fault of another kind', () => {
    const task = { ref: '1', parentRef: null, where: '', fields: { title: 'x' } };
    const refuse = (error: Error) => () =>
      prepareTask(task, LIMITS, [], () => {
        throw error;
      });
    expect(refuse(new TypeError('bug'))).toThrow('bug');
    expect(refuse(new Problem({ code: 'X', status: 500, title: '', detail: 'away' }))).toThrow('away');
  });
});
