import fc from 'fast-check';
import { beginningOf, dayAfter, dayAt, endOf, isTimeZone } from './time-zones.js';

const iso = (at: number) => new Date(at).toISOString();

describe('the name of a time zone', () => {
  it.each([
    ...['UTC', 'GMT', 'Etc/UTC', 'Etc/GMT+12', 'Etc/GMT-14', 'Europe/Berlin', 'America/Argentina/ComodRivadavia'],
    ...['America/Port-au-Prince', 'Antarctica/DumontDUrville', 'EST5EDT', 'Japan'],
    // Of each pair browsers send the one, and phones the other.
    ...['Asia/Calcutta', 'Asia/Kolkata', 'Europe/Kiev', 'Europe/Kyiv', 'US/Pacific', 'America/Los_Angeles'],
  ])('may be %s', (name) => expect(isTimeZone(name)).toBe(true));

  it.each([
    ...['', ' ', 'Europe', 'Europe/', 'Europe/Berlin ', 'europe/berlin', 'EUROPE/BERLIN', 'utc', 'Mars/Olympus'],
    ...[
      '+01:00',
      '-0800',
      'Z',
      'UTC+1',
      'GMT+5',
      'Etc/GMT+15',
      'PST',
      'BST',
      'CEST',
      'localtime',
      'posix/Europe/Berlin',
    ],
    ...[
      '2026-11-24T00:00Z[Europe/Paris]',
      'Europe/Paris[u-ca=japanese]',
      "Europe/Berlin'--",
      'Europe/Berlin\0',
      'ünïcode',
    ],
    ...[null, undefined, 1, {}, ['UTC']],
  ])('is not %j', (name) => expect(isTimeZone(name)).toBe(false));
});

describe('a day', () => {
  it.each([
    ['2026-11-24', 'UTC', '2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    ['2026-11-24', 'America/Los_Angeles', '2026-11-24T08:00:00.000Z', '2026-11-25T08:00:00.000Z'],
    ['2026-11-01', 'America/Los_Angeles', '2026-11-01T07:00:00.000Z', '2026-11-02T08:00:00.000Z'],
    ['2026-03-08', 'America/Havana', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['2018-02-17', 'America/Sao_Paulo', '2018-02-17T02:00:00.000Z', '2018-02-18T03:00:00.000Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-30T10:00:00.000Z'],
    ['9999-12-31', 'Pacific/Kiritimati', '9999-12-30T10:00:00.000Z', '9999-12-31T10:00:00.000Z'],
  ])('of %s in %s', (day, timeZone, beginning, end) => {
    expect(iso(beginningOf(day, timeZone))).toBe(beginning);
    expect(iso(endOf(day, timeZone))).toBe(end);
  });

  it('of an instant is the one that has begun and not ended, and most often the one on the calendar', () => {
    const calendars = new Map(
      Intl.supportedValuesOf('timeZone').map((timeZone) => [
        timeZone,
        new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }),
      ]),
    );
    const instant = fc.integer({ min: Date.parse('1900-01-01'), max: Date.parse('2100-01-01') });
    fc.assert(
      fc.property(fc.constantFrom(...calendars.keys()), instant, (timeZone, at) => {
        const day = dayAt(at, timeZone);
        expect(beginningOf(day, timeZone)).toBeLessThanOrEqual(at);
        expect(endOf(day, timeZone)).toBeGreaterThan(at);
        const shown = calendars.get(timeZone)!.format(at);
        // Where a clock goes back over midnight, the calendar shows the day that has ended again.
        expect([shown, dayAfter(shown)]).toContain(day);
        if (day !== shown) expect(endOf(shown, timeZone)).toBeLessThanOrEqual(at);
      }),
      { numRuns: 1_000 },
    );
  });

  it('goes on where St. John’s set its clocks back a minute after midnight', () => {
    const [sunday, again] = ['2010-11-07T02:30:30Z', '2010-11-07T03:00:00Z'].map((text) => Date.parse(text));
    expect([dayAt(sunday!, 'America/St_Johns'), dayAt(again!, 'America/St_Johns')]).toEqual([
      '2010-11-07',
      '2010-11-07',
    ]);
  });
});
