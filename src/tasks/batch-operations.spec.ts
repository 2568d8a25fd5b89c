import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import { invalid } from '../common/request-validation.pipe.js';
import { toBatchProblem, readOperations } from './batch-operations.js';
import { TASK_ERRORS } from './tasks.errors.js';

const LIMITS = { TASK_TITLE_MAX: 200, TASK_DESCRIPTION_MAX: 1_000 };
const ID = '01A1FD5B-f6cc-77cc-9f75-62489816259f';

const faultsOf = (operations: unknown[]): string[] => {
  try {
    readOperations(operations, LIMITS);
    return [];
  } catch (error) {
    return (error as Problem).errors!.map(({ pointer, code }) => `${code} ${pointer}`);
  }
};

describe('the operations of a batch', () => {
  it('are read, each by its kind, with ids in lower case', () => {
    expect(
      readOperations(
        [
          { op: 'create', data: { title: 'Milk' } },
          { op: 'patch', id: ID, data: { completed: true } },
          { op: 'delete', id: ID },
        ],
        LIMITS,
      ),
    ).toMatchObject([
      { op: 'create', data: { title: 'Milk' } },
      { op: 'patch', id: ID.toLowerCase(), data: { completed: true } },
      { op: 'delete', id: ID.toLowerCase() },
    ]);
    expect(readOperations([], LIMITS)).toEqual([]);
  });

  it.each<[unknown, string[]]>([
    [null, ['INVALID_TYPE /operations/0']],
    ['delete', ['INVALID_TYPE /operations/0']],
    [[], ['INVALID_TYPE /operations/0']],
    [{}, ['REQUIRED /operations/0/op']],
    [{ op: 'DELETE', id: ID }, ['INVALID_VALUE /operations/0/op']],
    [{ op: 'toString' }, ['INVALID_VALUE /operations/0/op']],
    [{ op: null }, ['INVALID_VALUE /operations/0/op']],
    [{ op: 'delete' }, ['REQUIRED /operations/0/id']],
    [{ op: 'delete', id: 42 }, ['INVALID_UUID /operations/0/id']],
    [{ op: 'delete', id: `${ID} ` }, ['INVALID_UUID /operations/0/id']],
    [{ op: 'delete', id: ID, data: {} }, ['UNKNOWN_FIELD /operations/0/data']],
    [{ op: 'create', id: ID, data: { title: 'x' } }, ['UNKNOWN_FIELD /operations/0/id']],
    [{ op: 'create' }, ['INVALID_TYPE /operations/0/data']],
    [{ op: 'create', data: [] }, ['INVALID_TYPE /operations/0/data']],
    [{ op: 'create', data: {} }, ['REQUIRED /operations/0/data/title']],
    [{ op: 'create', data: { title: 'x'.repeat(200), description: 'x'.repeat(1_000) } }, []],
    [{ op: 'create', data: { title: 'x'.repeat(201) } }, ['INVALID_LENGTH /operations/0/data/title']],
    [
      { op: 'patch', id: ID, data: { description: 'x'.repeat(1_001) } },
      ['INVALID_LENGTH /operations/0/data/description'],
    ],
    [{ op: 'patch', data: { title: 1 } }, ['REQUIRED /operations/0/id', 'INVALID_TYPE /operations/0/data/title']],
    [{ op: 'delete', id: ID, 'a/b': 1 }, ['UNKNOWN_FIELD /operations/0/a~1b']],
  ])('%j is told of', (operation, faults) => expect(faultsOf([operation])).toEqual(faults));

  it('are all told of, each at its place', () => {
    const faults = faultsOf([{ op: 'delete', id: ID }, null, { op: 'create', data: {} }]);
    expect(faults).toEqual(['INVALID_TYPE /operations/1', 'REQUIRED /operations/2/data/title']);
  });
});

describe('a problem of one operation', () => {
  it('is told of at its fields', () => {
    const problem = toBatchProblem(invalid([{ pointer: '/title', code: 'REQUIRED', detail: 'is required' }]), 3);
    expect(problem.errors).toEqual([{ pointer: '/operations/3/data/title', code: 'REQUIRED', detail: 'is required' }]);
    expect(problem.definition).toBe(COMMON_ERRORS.VALIDATION_FAILED);
  });

  it('is told of at its task where it has no fields', () => {
    const problem = toBatchProblem(new Problem(TASK_ERRORS.TASK_NOT_FOUND), 0);
    expect(problem.errors).toEqual([
      { pointer: '/operations/0/id', code: 'TASK_NOT_FOUND', detail: TASK_ERRORS.TASK_NOT_FOUND.detail },
    ]);
    expect(problem.getStatus()).toBe(404);
  });
});
