import { Problem } from '../../common/problem.js';
import { CursorsService } from './cursors.service.js';
import type { Keyset } from './task-list.js';

const cursorsOf = (secret: string, ...previous: string[]) =>
  new CursorsService({ REFRESH_TOKEN_SECRET: secret, REFRESH_TOKEN_PREVIOUS_SECRETS: previous });

const cursors = cursorsOf('the first secret of this server');
const ID = '01a1fd5b-f6cc-77cc-9f75-62489816259f';

describe('a cursor', () => {
  it.each<Keyset>([
    { position: [ID], before: false },
    { position: [ID], before: true },
    { position: ['2026-12-24T18:00:00.000Z', 3, true, ID], before: false },
    { position: ['-infinity', ID], before: true },
    { position: ['', 0, false, ID], before: false },
    { position: ['日本語 🦆 "\\\u0000\u2028', ID], before: false },
    { position: ['x'.repeat(100_000), ID], before: false },
    { position: ['2026-12-24', ID], before: true, timeZone: 'Pacific/Kiritimati' },
  ])('gives back $position (before: $before)', (keyset) => {
    expect(cursors.read(cursors.issue(keyset, 'a list'), 'a list')).toEqual(keyset);
  });

  it('is made of what a URL holds unescaped', () => {
    expect(cursors.issue({ position: ['ÿ?&=/+%', ID], before: false }, 'a list')).toMatch(/^[\w-]+$/);
  });

  const cursor = cursors.issue({ position: ['a title', ID], before: false }, 'a list');

  it.each(['', 'another list', 'a list ', 'A list', 'a listé'])('is none of the list %j', (list) => {
    expect(() => cursors.read(cursor, list)).toThrow(Problem);
  });

  it('keeps the list and the position apart', () => {
    const short = cursors.issue({ position: [ID], before: false }, 'ab');
    expect(() => cursors.read(short, 'a')).toThrow(Problem);
    expect(() => cursors.read(short, 'ab[')).toThrow(Problem);
  });

  it('is refused with any bit changed', () => {
    const bytes = Buffer.from(cursor, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const forged = Buffer.from(bytes);
      forged[i]! ^= 1;
      expect(() => cursors.read(forged.toString('base64url'), 'a list')).toThrow(Problem);
    }
  });

  it.each([
    '',
    'A',
    'AAAAAAAAAAAAAAAAAAAAAA',
    'x'.repeat(100_000),
    'é',
    `${cursor}=`,
    `${cursor}AA`,
    ` ${cursor}`,
    cursor.slice(0, -1),
    cursor.slice(0, 21),
    Buffer.from(cursor, 'base64url').toString('base64'),
    `${cursor}\n`,
  ])('is refused cut, lengthened or spelled otherwise: %#', (other) => {
    expect(() => cursors.read(other, 'a list')).toThrow('The cursor was not given out for this list');
  });

  it('outlives a change of the secret for as long as the one before it is kept', () => {
    const later = cursorsOf('the second secret of this server', 'the first secret of this server');
    expect(later.read(cursor, 'a list').position).toEqual(['a title', ID]);
    const fresh = later.issue({ position: [ID], before: false }, 'a list');
    expect(() => cursors.read(fresh, 'a list')).toThrow(Problem);
    expect(() => cursorsOf('the third secret of this server').read(cursor, 'a list')).toThrow(Problem);
  });
});
