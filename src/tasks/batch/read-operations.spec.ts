import { COMMON_ERRORS } from '../../common/common.errors.js';
import { Problem } from '../../common/problem.js';
import { invalid } from '../../common/request-validation.pipe.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import { demandOperations, toBatchProblem, toOperationProblem } from './batch-problem.js';
import { readOperations } from './read-operations.js';

const LIMITS = { TASK_TITLE_MAX: 200, TASK_DESCRIPTION_MAX: 1_000 };
const ID = '01A1FD5B-f6cc-77cc-9f75-62489816259f';

const faultsOf = (operations: unknown[], requireGuard = false): string[] => {
  try {
    demandOperations(readOperations(operations, LIMITS, { requireGuard }));
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
    [{ op: 'create', id: ID, data: { title: 'x' } }, []],
    [{ op: 'create', id: null, data: { title: 'x' } }, ['INVALID_UUID /operations/0/id']],
    [{ op: 'create', id: ID, data: { title: 'x' }, if_version: 1 }, ['UNKNOWN_FIELD /operations/0/if_version']],
    [{ op: 'restore', id: ID, if_version: 1 }, []],
    [{ op: 'restore', id: ID, base: {} }, ['UNKNOWN_FIELD /operations/0/base']],
    [{ op: 'delete', id: ID, if_version: '1' }, ['INVALID_TYPE /operations/0/if_version']],
    [{ op: 'delete', id: ID, if_version: null }, ['INVALID_TYPE /operations/0/if_version']],
    [{ op: 'delete', id: ID, if_version: 1.5 }, ['INVALID_VALUE /operations/0/if_version']],
    [{ op: 'delete', id: ID, if_version: 0 }, ['INVALID_VALUE /operations/0/if_version']],
    [{ op: 'patch', id: ID, data: { title: 'x' }, base: { title: 'y' } }, []],
    [{ op: 'patch', id: ID, data: { title: 'x' }, base: { title: 'y'.repeat(400), version: 3, id: ID } }, []],
    [{ op: 'patch', id: ID, data: { title: 'x' }, base: [] }, ['INVALID_TYPE /operations/0/base']],
    [{ op: 'patch', id: ID, data: { title: 'x' }, base: { colour: 1 } }, ['UNKNOWN_FIELD /operations/0/base/colour']],
    [{ op: 'patch', id: ID, data: { title: 'x' }, base: {} }, ['REQUIRED /operations/0/base/title']],
    [{ op: 'patch', id: ID, data: { clear: ['extra'] }, base: {} }, ['REQUIRED /operations/0/base/extra']],
    [{ op: 'patch', id: ID, data: { due_date: '2026-12-24' }, base: { due_at: null } }, []],
    [{ op: 'patch', id: ID, data: { position: 'a1' }, base: { parent_id: null } }, []],
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

describe('operations that must be guarded', () => {
  const patch = { op: 'patch', id: ID, data: { title: 'x' } };

  it('are refused without a guard, each at its place', () => {
    const operations = [patch, { op: 'delete', id: ID }, { ...patch, base: { title: 'y' } }, { op: 'restore', id: ID }];
    expect(faultsOf(operations)).toEqual([]);
    expect(faultsOf(operations, true)).toEqual([
      'REQUIRED /operations/0/if_version',
      'REQUIRED /operations/1/if_version',
    ]);
    expect(
      faultsOf(
        [
          { ...patch, if_version: 1 },
          { op: 'create', data: { title: 'x' } },
        ],
        true,
      ),
    ).toEqual([]);
  });

  it('are refused with 428, but for other faults', () => {
    const read = readOperations([patch], LIMITS, { requireGuard: true });
    expect(() => demandOperations(read)).toThrow(TASK_ERRORS.IF_MATCH_REQUIRED.detail);
    expect(faultsOf([patch, null], true)).toEqual(['INVALID_TYPE /operations/1']);
  });
});

describe('a problem of one operation', () => {
  it('is told of at its fields', () => {
    const problem = toBatchProblem(
      toOperationProblem(invalid([{ pointer: '/title', code: 'REQUIRED', detail: 'is required' }])),
      3,
    );
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
