import fc from 'fast-check';
import { parseSort } from '../dto/sort.js';
import { boundOf, type DueRow, endOfRow, kindAt, orderRows } from './due-order.js';
import type { ListRequest } from './task-list.js';

const ZONES = ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Pacific/Apia', 'America/Havana'];
const row = (id: string, due: string | null, more: Partial<DueRow> = {}): DueRow => ({
  json: id,
  due_day: due?.length === 10 ? due : null,
  due_at: due === null || due.length === 10 ? null : new Date(due),
  passed: 0,
  key1: id,
  ...more,
});
const order = (sort: string, timeZone: string, rows: DueRow[], more: Partial<ListRequest> = {}) =>
  orderRows(rows, {
    ...{ filter: { priorities: [], tags: [], search: '' }, sort: parseSort(sort)!, timeZone },
    ...{ skip: 0, limit: 10, withTotal: false, ...more },
  }).map(({ json }) => json);

describe('tasks of all kinds', () => {
  const rows = [
    row('undated b', null),
    row('the 24th', '2026-11-24'),
    row('24th 23:59', '2026-11-25T07:59:59.999Z'),
    row('25th 00:00', '2026-11-25T08:00:00Z'),
    row('undated a', null),
    row('the 23rd', '2026-11-23'),
    row('23rd 18:00', '2026-11-24T02:00:00Z'),
  ];
  const dated = ['23rd 18:00', 'the 23rd', '24th 23:59', 'the 24th', '25th 00:00'];

  it('stand by their deadlines where the user is, undated ones last', () => {
    expect(order('due', 'America/Los_Angeles', rows)).toEqual([...dated, 'undated a', 'undated b']);
    expect(order('-due', 'America/Los_Angeles', rows)).toEqual([...dated.toReversed(), 'undated b', 'undated a']);
    expect(order('due', 'UTC', rows)).not.toEqual(order('due', 'America/Los_Angeles', rows));
  });

  it.each(['due', '-due'])('are reversed on the way back through sort=%s', (sort) => {
    const keyset = { position: [], before: true };
    expect(order(sort, 'America/Los_Angeles', rows, { keyset })).toEqual(
      order(sort, 'America/Los_Angeles', rows).toReversed(),
    );
  });

  it('stand by the keys before it first, texts by their bytes', () => {
    const texts = ['\u{1f986}', '\uffff', 'a', 'Z'];
    const titled = texts.map((key0, n) => row(key0, `2026-11-2${n}`, { key0, key2: '' }));
    expect(order('title,due', 'UTC', titled)).toEqual(['Z', 'a', '\uffff', '\u{1f986}']);
  });

  it('are those of the page and one more, after as many as were not left out before', () => {
    const all = order('due', 'UTC', rows);
    expect(order('due', 'UTC', rows, { limit: 2 })).toEqual(all.slice(0, 3));
    expect(order('due', 'UTC', rows, { limit: 2, skip: 3 })).toEqual(all.slice(3, 6));
    const later = rows.map((one) => ({ ...one, passed: 100 }));
    expect(order('due', 'UTC', later, { limit: 2, skip: 103 })).toEqual(all.slice(3, 6));
    expect(order('due', 'UTC', later, { limit: 2, skip: 200 })).toEqual([]);
  });
});

describe('what comes after a task of another kind', () => {
  it.each([
    ['2026-11-24', 'day'],
    ['2026-11-24T00:00:00.000Z', 'instant'],
    ['infinity', 'none'],
    ['-infinity', 'none'],
  ])('whose place is %s: %s', (place, kind) => expect(kindAt(place)).toBe(kind));

  it('is what stands after it', () => {
    const around = fc.constantFrom('2011-12-29', '2026-03-08', '2026-11-01', '2026-11-24');
    const day = fc.tuple(around, fc.integer({ min: -2, max: 2 })).map(([text, n]) => {
      return new Date(Date.parse(text) + n * 86_400_000).toISOString().slice(0, 10);
    });
    // Whole hours and a millisecond on either side: where days begin and end.
    const instant = fc
      .tuple(around, fc.integer({ min: -60, max: 60 }), fc.integer({ min: -1, max: 1 }))
      .map(([text, hours, ms]) => new Date(Date.parse(text) + hours * 3_600_000 + ms).toISOString());
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), day, instant, fc.boolean(), (timeZone, onDay, atInstant, descending) => {
        for (const [kind, place, other] of [
          ['instant', onDay, atInstant],
          ['day', atInstant, onDay],
        ] as const) {
          const bound = boundOf(kind, place, descending, timeZone) as Date;
          const isBeyond = descending ? new Date(other) < bound : new Date(other) > bound;
          const sort = descending ? '-due' : 'due';
          expect(isBeyond).toBe(order(sort, timeZone, [row('other', other), row('place', place)])[1] === 'other');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

it.each([
  ['2026-11-24', '2026-11-25T08:00:00.000Z'],
  ['2026-11-24T12:00:00.000Z', '2026-11-24T12:00:00.000Z'],
])('a task that is due %s is overdue from %s on in Los Angeles', (due, end) => {
  expect(endOfRow(row('x', due), 'America/Los_Angeles')).toBe(Date.parse(end));
  expect(endOfRow(row('x', null), 'America/Los_Angeles')).toBeUndefined();
});
