import { levelsBeneath } from './levels.js';

const TASKS = [
  { id: 'roof', parentId: 'house' },
  { id: 'house', parentId: null },
  { id: 'tiles', parentId: 'roof' },
  { id: 'cellar', parentId: 'house' },
  { id: 'shed', parentId: 'garden' },
];

describe('the levels beneath a task', () => {
  it.each([
    ['house', [['house'], ['roof', 'cellar'], ['tiles']]],
    ['roof', [['roof'], ['tiles']]],
    ['tiles', [['tiles']]],
    ['garden', [['garden'], ['shed']]],
  ])('%s', (id, levels) => expect(levelsBeneath(id, TASKS)).toEqual(levels));

  it('are the task alone where nothing went with it', () => expect(levelsBeneath('x', [])).toEqual([['x']]));
});
