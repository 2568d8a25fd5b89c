import { invalid } from '../common/request-validation.pipe.js';
import { meaningOfBatch, meaningOfChange, meaningOfCreation } from './body-meaning.js';

const ID = '01a1fd5b-f6cc-77cc-9f75-62489816259f';

describe('what a creation means', () => {
  it.each([
    [{ title: 'Milk' }, { title: 'Milk', priority: 'none' }],
    [{ title: 'Milk' }, { title: 'Milk', description: null, completed: false, due_date: null, due_at: null, tags: [] }],
    [
      { title: 'Milk', due_at: '2026-12-24T18:00:00Z' },
      { title: 'Milk', due_at: '2026-12-24T19:00:00.000+01:00' },
    ],
    [{ title: 'Milk' }, { title: 'Milk', extra: null, completed_at: null }],
    [
      { title: 'Milk', completed: true, completed_at: '2026-01-01T00:00:00Z', created_at: '2026-01-01T00:00:00Z' },
      { title: 'Milk', completed: true, completed_at: '2026-01-01T01:00:00+01:00', created_at: '2026-01-01T00:00:00z' },
    ],
    [
      { title: 'Milk', extra: { a: 1, b: { c: null } } },
      { title: 'Milk', extra: { b: { c: null }, a: 1 } },
    ],
  ] as const)('is the same of %j and %j', (one, other) => {
    expect(meaningOfCreation(one)).toEqual(meaningOfCreation({ ...other } as never));
  });

  it.each([
    [{ title: 'Milk' }, { title: 'milk' }],
    [{ title: 'Milk' }, { title: 'Milk', id: ID }],
    [
      { title: 'Milk', tags: ['a', 'b'] },
      { title: 'Milk', tags: ['b', 'a'] },
    ],
    [
      { title: 'Milk', due_date: '2026-12-24' },
      { title: 'Milk', due_at: '2026-12-24T00:00:00Z' },
    ],
    [{ title: 'Milk' }, { title: 'Milk', extra: {} }],
    [{ title: 'Milk' }, { title: 'Milk', created_at: '2026-01-01T00:00:00Z' }],
    [
      { title: 'Milk', extra: { a: null } },
      { title: 'Milk', extra: {} },
    ],
  ])('is not the same of %j and %j', (one, other) => {
    expect(meaningOfCreation(one as never)).not.toEqual(meaningOfCreation(other as never));
  });
});

it('means what it meant to the releases before, whose keys may still be kept', () => {
  expect(Object.keys(meaningOfCreation({ title: 'Milk' })).sort()).toEqual([
    ...['completed', 'description', 'due_at', 'due_date', 'priority', 'tags', 'title'],
  ]);
});

describe('what a change means', () => {
  it.each([
    [{ clear: ['description'] }, { description: null }],
    [{ clear: ['due_at', 'description'] }, { description: null, due_at: null }],
    [{ clear: ['description'], description: null }, { description: null }],
    [{ clear: [] }, {}],
  ])('is the same of %j and %j', (one, other) => {
    expect(meaningOfChange(one as never)).toEqual(meaningOfChange(other as never));
  });

  it.each([
    [{}, { description: null }],
    [{ clear: ['description'], description: 'x' }, { description: 'x' }],
    [{ clear: ['description'], description: 'x' }, { description: null }],
    [{ clear: ['description'], description: '' }, { description: null }],
    [{ created_at: 'no instant' }, { created_at: '2026-01-01T00:00:00Z' }],
    [{ clear: ['extra'], extra: {} }, { extra: {} }],
    [{ extra: { a: null } }, { extra: {} }],
  ])('is not the same of %j and %j', (one, other) => {
    expect(meaningOfChange(one as never)).not.toEqual(meaningOfChange(other as never));
  });
});

describe('what a batch means', () => {
  it('is what its operations mean, in their order', () => {
    const create = { op: 'create', data: { title: 'Milk' } } as const;
    const remove = { op: 'delete', id: ID } as const;
    const batch = meaningOfBatch(undefined, [create, remove] as never, []);
    expect(batch).toEqual([{ op: 'create', data: meaningOfCreation(create.data as never) }, remove]);
    expect(meaningOfBatch('atomic', [create, remove] as never, [])).toEqual(batch);
    expect(meaningOfBatch(undefined, [remove, create] as never, [])).not.toEqual(batch);
    expect(meaningOfBatch(undefined, [], [])).toEqual([]);
  });

  it('is another one if the operations are independent, with what was given where that is no operation', () => {
    const remove = { op: 'delete', id: ID, if_version: 3 };
    const batch = meaningOfBatch('independent', [remove, invalid([])] as never, [{}, { op: 'explode' }]);
    expect(batch).toEqual({ mode: 'independent', operations: [remove, { op: 'explode' }] });
  });

  it('has the base in one form too', () => {
    const patch = (at: string) => ({ op: 'patch', id: ID, data: { due_at: null }, base: { due_at: at } });
    const meaning = (at: string) => meaningOfBatch(undefined, [patch(at)] as never, []);
    expect(meaning('2026-12-24T19:00:00+01:00')).toEqual(meaning('2026-12-24T18:00:00Z'));
    expect(meaning('2026-12-24T19:00:00Z')).not.toEqual(meaning('2026-12-24T18:00:00Z'));
  });
});
