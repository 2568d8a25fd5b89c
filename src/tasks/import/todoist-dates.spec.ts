import { readTodoistDate } from './todoist-dates.js';

describe('a date of Todoist', () => {
  it.each([
    ['2026-12-24', { due_date: '2026-12-24' }],
    ['24 Dec 2026', { due_date: '2026-12-24' }],
    ['4. December 2026', { due_date: '2026-12-04' }],
    ['Dec 24 2026', { due_date: '2026-12-24' }],
    ['may 1st,  2026', { due_date: '2026-05-01' }],
    ['2026-12-24 18:30', { due_at: '2026-12-24T17:30:00.000Z' }],
    ['2026-07-24T18:30:00', { due_at: '2026-07-24T16:30:00.000Z' }],
    ['2026-12-24T18:30:00.000000Z', { due_at: '2026-12-24T18:30:00.000Z' }],
    ['24 Dec 2026 18:30', { due_at: '2026-12-24T17:30:00.000Z' }],
    ['Dec 24 2026 @ 6pm', { due_at: '2026-12-24T17:00:00.000Z' }],
    ['Dec 24, 2026 at 12:05 am', { due_at: '2026-12-23T23:05:00.000Z' }],
    // The clock goes from 2 to 3 here.
    ['2026-03-29 02:30', { due_at: '2026-03-29T01:30:00.000Z' }],
  ])('%s is %j', (text, due) => expect(readTodoistDate(text, 'Europe/Berlin')).toEqual(due));

  it.each([
    'tomorrow',
    'every day',
    'every 24 Dec 2026',
    '24 Dec',
    '2026-02-30',
    '31 Foo 2026',
    '2026-12-24 25:00',
    'Dec 24 2026 13pm',
    '24 Dec 2026 starting soon',
    '',
  ])('%j is none', (text) => expect(readTodoistDate(text, 'Europe/Berlin')).toBeUndefined());
});
