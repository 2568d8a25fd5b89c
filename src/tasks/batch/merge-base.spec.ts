import { Problem } from '../../common/problem.js';
import type { Task } from '../task.entity.js';
import { newTask } from '../task-rules.js';
import { mergeBase } from './merge-base.js';

const NOW = new Date('2026-12-01T00:00:00Z');
const task = (fields: object): Task => newTask('ada', 'id', { title: 'one', ...fields }, NOW);
const merge = (current: object, data: object, base: object) => mergeBase(task(current), data, base);

describe('a change on top of what a client saw', () => {
  it.each<[string, object, object, object, object]>([
    ['nobody changed', {}, { title: 'mine' }, { title: 'one' }, { title: 'mine' }],
    ['is so already', { title: 'mine' }, { title: 'mine' }, { title: 'one' }, {}],
    ['is cleared', { description: 'x' }, { clear: ['description'] }, { description: 'x' }, { description: null }],
    [
      'is an instant in another spelling',
      { due_at: '2026-12-24T18:00:00Z' },
      { due_at: null },
      { due_at: '2026-12-24T19:00:00+01:00' },
      { due_at: null },
    ],
    ['is a day, for one who saw none', {}, { due_date: '2026-12-24' }, { due_at: null }, { due_date: '2026-12-24' }],
    [
      'is the list of tags that was seen',
      { tags: ['a', 'b'] },
      { tags: ['b', 'A'] },
      { tags: ['a', 'b'] },
      { tags: ['b', 'A'] },
    ],
    ['is tags', { tags: ['B', 'c'] }, { tags: ['A', 'b', 'd'] }, { tags: ['a', 'b'] }, { tags: ['B', 'c', 'd'] }],
    ['is tags that both removed', { tags: [] }, { tags: [] }, { tags: ['a'] }, { tags: [] }],
    ['is tags that both added', { tags: ['a', 'X'] }, { tags: ['x'] }, { tags: [] }, { tags: ['a', 'X'] }],
    [
      'is another member of extra',
      { extra: { a: 2, b: 1 } },
      { extra: { b: 2 } },
      { extra: { a: 1, b: 1 } },
      { extra: { b: 2 } },
    ],
    ['is the same member to the same', { extra: { a: 2 } }, { extra: { a: 2 } }, { extra: { a: 1 } }, { extra: {} }],
    ['is a member that both removed', { extra: {} }, { extra: { a: null } }, { extra: { a: 1 } }, { extra: {} }],
    ['is an extra that both began', { extra: { a: 1 } }, { extra: { b: 1 } }, { extra: null }, { extra: { b: 1 } }],
    ['is an extra cleared', { extra: { a: 1 } }, { extra: null }, { extra: { a: 1 } }, { extra: null }],
    [
      'is an extra cleared, with a new member',
      { extra: { a: 1, b: 2 } },
      { extra: null },
      { extra: { a: 1 } },
      { extra: { a: null } },
    ],
  ])('applies where the field %s', (_, current, data, base, left) => {
    expect(merge(current, data, base)).toEqual({ data: left, conflicts: [] });
  });

  it.each<[string[], object, object, object]>([
    [['title'], { title: 'theirs' }, { title: 'mine' }, { title: 'one' }],
    [['title', 'priority'], { priority: 'high' }, { title: 'x', priority: 'low' }, { title: 'two', priority: 'none' }],
    [['due'], { due_at: '2026-12-24T18:00:00Z' }, { due_date: '2026-12-24' }, { due_date: null }],
    [['due'], { due_date: '2026-12-24' }, { due_date: null }, { due_date: '2026-12-25' }],
    [['place'], { position: 'a2' }, { position: 'a3' }, { position: 'a1' }],
    [['extra'], { extra: { a: 2 } }, { extra: { a: 3 } }, { extra: { a: 1 } }],
    [['extra'], { extra: {} }, { extra: { a: 3 } }, { extra: { a: 1 } }],
    [['extra'], { extra: { a: 2 } }, { extra: null }, { extra: { a: 1 } }],
    [['extra'], { extra: { a: 2 } }, { extra: { a: null } }, { extra: { a: 1 } }],
  ])('is a conflict in %j', (conflicts, current, data, base) => {
    expect(merge(current, data, base).conflicts.sort()).toEqual(conflicts.sort());
  });

  it('may not lead to more tags than a task can have', () => {
    const tags = (letter: string) => Array.from({ length: 20 }, (_, i) => `${letter}${i}`);
    expect(() => merge({ tags: tags('a') }, { tags: ['b'] }, { tags: [] })).toThrow(Problem);
    expect(merge({ tags: tags('a') }, { tags: tags('b') }, { tags: tags('a') }).data.tags).toEqual(tags('b'));
  });
});
