import fc from 'fast-check';
import { mergePatch } from '../extra.js';
import { newTask } from '../task-rules.js';
import type { Task } from '../task.entity.js';
import { patchBetween, undoOf } from './undo.js';

const NOW = new Date('2026-12-01T00:00:00Z');
const before: Task = {
  ...newTask('ada', 'id', { title: 'one', due_date: '2026-12-24', position: 'a1' }, NOW),
  version: 3,
};

describe('what takes a write back', () => {
  it.each<[string, Task | undefined, Partial<Task>, object]>([
    ['a creation', undefined, {}, { op: 'delete', id: 'id', if_version: 4 }],
    ['a deletion', before, { deletedAt: NOW }, { op: 'restore', id: 'id', if_version: 4 }],
    ['a restoration', { ...before, deletedAt: NOW }, {}, { op: 'delete', id: 'id', if_version: 4 }],
    [
      'a change, with the other half of what is merged as one',
      before,
      { dueAt: NOW, dueDate: null, position: 'a2', completed: true, completedAt: NOW },
      {
        op: 'patch',
        id: 'id',
        data: { due_date: '2026-12-24', due_at: null, parent_id: null, position: 'a1', completed: false },
        base: { due_date: null, due_at: NOW.toISOString(), parent_id: null, position: 'a2', completed: true },
      },
    ],
    [
      'a change of extra',
      { ...before, extra: { a: 1 } },
      { extra: { b: 2 } },
      { op: 'patch', id: 'id', data: { extra: { a: 1, b: null } }, base: { extra: { b: 2 } } },
    ],
  ])('is, of %s, one operation', (_, was, changes, undo) => {
    expect(undoOf(was, { ...before, ...changes, version: 4 })).toEqual(undo);
  });
});

describe('the patch between two objects', () => {
  const names = fc.constantFrom('a', 'b', 'c');
  const scalar = fc.oneof(fc.nat(3), fc.constant([null, 1]), fc.constant({}));
  const inner = fc.dictionary(names, scalar, { noNullPrototype: true });
  const object = fc.dictionary(names, fc.oneof(scalar, inner), { noNullPrototype: true });

  it('makes the one of the other', () => {
    fc.assert(
      fc.property(object, object, (from, to) => {
        expect(mergePatch(from, patchBetween(from, to))).toEqual(to);
      }),
    );
  });
});
