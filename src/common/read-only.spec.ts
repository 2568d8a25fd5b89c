import type { Problem } from './problem.js';
import { demandAsStored, splitReadOnly } from './read-only.js';

const ID = '019abc12-3456-7def-8123-456789abcdef';
const STORED = { id: ID, at: '2026-11-21T09:30:00.000Z', name: 'Ada', done: null, version: 42 };

const faultsOf = (given: object) => {
  try {
    demandAsStored(Object.keys(STORED), given, () => STORED);
    return [];
  } catch (error) {
    return (error as Problem).errors?.map(({ pointer }) => pointer);
  }
};

describe('read-only fields', () => {
  it.each([
    [{}],
    [STORED],
    [{ id: ID.toUpperCase() }],
    [{ at: '2026-11-21T09:30:00Z' }],
    [{ at: '2026-11-21T10:30:00.000000+01:00' }],
    [{ done: null, version: 42 }],
    [{ version: undefined, other: 'not one of them' }],
  ])('are as stored in %j', (given) => {
    expect(faultsOf(given)).toEqual([]);
  });

  it.each([
    [{ id: ID.replace('0', '1') }, ['/id']],
    [{ at: '2026-11-21T09:30:00.001Z' }, ['/at']],
    [{ at: null, version: '42' }, ['/at', '/version']],
    [{ name: 'ada' }, ['/name']],
    [{ done: '' }, ['/done']],
    [{ version: [42] }, ['/version']],
  ])('differ in %j', (given, pointers) => {
    expect(faultsOf(given)).toEqual(pointers);
  });

  it('are asked for only if there is something to compare', () => {
    expect(() =>
      demandAsStored(['id'], { name: 'x' }, () => {
        throw new Error('asked');
      }),
    ).not.toThrow();
  });

  it('are parted from what the client may say', () => {
    expect(splitReadOnly(['id'], { id: 1, name: 'x' })).toEqual({ own: { name: 'x' }, readOnly: { id: 1 } });
  });
});
