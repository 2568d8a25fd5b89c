import { newTask } from '../task-rules.js';
import type { Task } from '../task.entity.js';
import { TaskSet } from './task-set.js';

const NOW = new Date('2026-12-01T00:00:00Z');
const EARLIER = new Date('2026-11-01T00:00:00Z');

const task = (id: string, parentId: string | null = null, more: Partial<Task> = {}): Task => ({
  ...newTask('ada', id, { title: id, position: 'a1' }, NOW),
  parentId,
  version: 1,
  ...more,
});
const setOf = (...tasks: Task[]) => new TaskSet(tasks, [], { version: 11, at: EARLIER, place: 21 }, NOW, 5);
const deleted = (by: string) => ({ deletedAt: EARLIER, deletedWith: by });
const idsOf = (nodes: { id: string; version: number }[]) => nodes.map(({ id, version }) => `${id} ${version}`);

describe('the tasks of a batch', () => {
  it('are written once, in their last state, with a number for each write', () => {
    const set = setOf(task('a'), task('b'), task('c', 'b'));
    const made = set.create({ ...task('n'), position: '' });
    set.change({ ...set.find('a')!, title: 'first', position: '' });
    set.change({ ...set.find('a')!, title: 'second' });
    set.change({ ...made, title: 'again' });
    set.remove(set.find('b')!);
    const { created, changed, nodes, writes, added } = set.changes;
    expect(created).toMatchObject([{ id: 'n', title: 'again', version: 14, position: 'b21' }]);
    expect(changed).toMatchObject([{ id: 'a', title: 'second', version: 13, position: 'b22' }]);
    expect(nodes).toMatchObject([
      { id: 'b', version: 15, deletedAt: NOW, deletedWith: 'b' },
      { id: 'c', version: 16, deletedAt: NOW, deletedWith: 'b' },
    ]);
    expect({ writes, added, version: set.version }).toEqual({ writes: 6, added: -1, version: 16 });
  });

  it('go into the trash level by level, without those that are there, and come back together', () => {
    const set = setOf(task('a'), task('c', 'a'), task('b', 'a'), task('d', 'b'), task('e', 'a', deleted('e')));
    set.remove(set.find('a')!);
    expect(idsOf(set.changes.nodes)).toEqual(['a 11', 'b 12', 'c 13', 'd 14']);
    set.restore(set.find('a')!, { parentId: null, position: '' });
    expect(idsOf([...set.changes.changed, ...set.changes.nodes])).toEqual(['a 15', 'b 16', 'c 17', 'd 18']);
    expect(set.changes.added).toBe(0);
    expect(set.find('a')).toMatchObject({ position: 'b21', deletedAt: null, deletedWith: null });
    expect(set.find('e')).toMatchObject({ version: 1, deletedAt: EARLIER });
  });

  it('know where one of them would stand', () => {
    const set = setOf(
      task('a'),
      task('b', 'a'),
      task('c', 'b'),
      task('x', 'a', deleted('x')),
      task('y', 'x', deleted('x')),
    );
    expect(set.lineageOf('n', 'c')).toEqual({ depth: 3, height: 1, isCircular: false });
    expect(set.lineageOf('a', 'c')).toEqual({ depth: 3, height: 3, isCircular: true });
    expect(set.lineageOf('a', 'a')).toEqual({ depth: 1, height: 3, isCircular: true });
    expect(set.lineageOf('x', 'c')).toEqual({ depth: 3, height: 2, isCircular: false });
    expect(set.lineageOf('a', 'x')).toMatchObject({ depth: null });
    expect(set.lineageOf('a', 'unknown')).toEqual({ depth: null, height: 3, isCircular: false });
    set.change({ ...set.find('c')!, parentId: null });
    expect(set.lineageOf('a', 'c')).toEqual({ depth: 1, height: 2, isCircular: false });
  });
});
