import { ListTasksQuery } from '../dto/list-tasks.query.js';
import { dependsOnTimeZone, dueRangesOf } from './due-ranges.js';

const LOS_ANGELES = 'America/Los_Angeles';
const NOW = Date.parse('2026-11-24T17:30:00Z');
const query = (given: Partial<ListTasksQuery>) => Object.assign(new ListTasksQuery(), given);
const day = (text: string) => new Date(`${text}T00:00:00Z`);
const at = (text: string) => new Date(text);

describe('when tasks of a list are due', () => {
  it.each<[Partial<ListTasksQuery>, ReturnType<typeof dueRangesOf>]>([
    [{}, undefined],
    [{ tz: LOS_ANGELES }, undefined],
    [{ due: 'none' }, { none: {} }],
    [{ due: 'any' }, { day: {}, instant: {} }],
    [
      { due_on: '2026-11-24' },
      {
        day: { from: day('2026-11-24'), before: day('2026-11-25') },
        instant: { from: at('2026-11-24T08:00:00Z'), before: at('2026-11-25T08:00:00Z') },
      },
    ],
    [{ due_from: '2026-03-08' }, { day: { from: day('2026-03-08') }, instant: { from: at('2026-03-08T08:00:00Z') } }],
    [
      { due_until: '2026-03-08' },
      { day: { before: day('2026-03-09') }, instant: { before: at('2026-03-09T07:00:00Z') } },
    ],
    [{ due: 'overdue' }, { day: { before: day('2026-11-24') }, instant: { before: at('2026-11-24T17:30:00.001Z') } }],
    [
      { due: 'overdue', due_from: '2026-11-23', due_until: '2026-11-23' },
      {
        day: { from: day('2026-11-23'), before: day('2026-11-24') },
        instant: { from: at('2026-11-23T08:00:00Z'), before: at('2026-11-24T08:00:00Z') },
      },
    ],
    [
      { due_before: '2026-11-24', due_after: '2026-11-20T12:00:00+02:00' },
      {
        day: { from: at('2026-11-20T10:00:00.001Z'), before: day('2026-11-24') },
        instant: { from: at('2026-11-20T10:00:00.001Z'), before: day('2026-11-24') },
      },
    ],
  ])('of %j in Los Angeles', (given, ranges) => {
    expect(dueRangesOf(query(given), given.due, LOS_ANGELES, NOW)).toEqual(ranges);
  });

  it('is ahead where it is not yet overdue', () => {
    const ahead = { day: { from: day('2026-11-24') }, instant: { from: at('2026-11-24T17:30:00.001Z') } };
    expect(dueRangesOf(query({}), 'ahead', LOS_ANGELES, NOW)).toEqual(ahead);
  });
});

it.each<[Partial<ListTasksQuery>, boolean]>([
  [{}, false],
  [{ tz: LOS_ANGELES, sort: 'title' }, false],
  [{ due: 'none' }, false],
  [{ due: 'any' }, false],
  [{ due_before: '2026-11-24' }, false],
  [{ due: 'overdue' }, true],
  [{ due_on: '2026-11-24' }, true],
  [{ due_from: '2026-11-24' }, true],
  [{ due_until: '2026-11-24' }, true],
  [{ sort: '-priority,-due' }, true],
])('a list of %j depends on the time zone: %j', (given, expected) => {
  expect(dependsOnTimeZone(query(given))).toBe(expected);
});
