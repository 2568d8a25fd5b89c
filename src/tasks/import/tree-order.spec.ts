import type { Omission } from './imported-task.js';
import { inTreeOrder, type UnorderedTask } from './tree-order.js';

const task = (ref: string, parentRef: string | null, order?: number, listRef: string | null = null): UnorderedTask => ({
  ref,
  parentRef,
  listRef,
  where: `at ${ref}`,
  fields: { title: ref },
  ...(order !== undefined && { order }),
});

const ordered = (tasks: UnorderedTask[]) => {
  const omissions: Omission[] = [];
  const result = inTreeOrder(tasks, omissions).map(({ ref, parentRef }) => `${parentRef ?? ''}/${ref}`);
  return { result, omissions: omissions.map(({ where, field, reason }) => `${where}: ${field} ${reason}`) };
};

describe('tasks in the order of their tree', () => {
  it('come after their parents, by their order and else as in the file', () => {
    const tasks = [
      task('b1', 'b', 2),
      task('b', null),
      task('a', null, 7),
      task('b2', 'b', -3),
      task('c', null),
      task('b3', 'b'),
    ];
    expect(ordered(tasks)).toEqual({ result: ['/a', '/b', 'b/b2', 'b/b1', 'b/b3', '/c'], omissions: [] });
  });

  it('go into their list where the parent is missing or beneath them', () => {
    const tasks = [
      task('list', null),
      task('lost', 'nowhere', undefined, 'list'),
      task('tail', 'x', undefined, 'list'),
      task('x', 'y', undefined, 'list'),
      task('y', 'x', undefined, 'list'),
      task('self', 'self', undefined, 'list'),
    ];
    expect(ordered(tasks)).toEqual({
      result: ['/list', 'list/lost', 'list/x', 'x/tail', 'x/y', 'list/self'],
      omissions: [
        'at lost: parent is not in the file',
        'at x: parent is beneath the task itself',
        'at self: parent is beneath the task itself',
      ],
    });
  });

  it('are at most eight levels deep, and keep their order there', () => {
    const chain = Array.from({ length: 10 }, (_, i) => task(`${i + 1}`, i === 0 ? null : `${i}`));
    const { result, omissions } = ordered([...chain, task('8b', '7')]);
    expect(result).toEqual(['/1', '1/2', '2/3', '3/4', '4/5', '5/6', '6/7', '7/8', '7/9', '7/10', '7/8b']);
    expect(omissions).toEqual([
      'at 9: parent is too deep: there are 8 levels',
      'at 10: parent is too deep: there are 8 levels',
    ]);
  });
});
