import { validateSync } from 'class-validator';
import { setTextLimits, type TextLimits } from './text-limits.js';
import { IsCharacterLength, isCalendarDate, isInstant, plusReadAsBlank } from './validators.js';

describe('a day of the calendar', () => {
  it.each(['2026-12-24', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s', (text) =>
    expect(isCalendarDate(text)).toBe(true),
  );

  it.each([
    ['2023-02-29'],
    ['1900-02-29'],
    ['2026-04-31'],
    ['2026-13-01'],
    ['2026-00-10'],
    ['2026-01-00'],
    ['0000-01-01'],
    ['10000-01-01'],
    ['+002026-01-01'],
    ['-2026-01-01'],
    ['2026-1-1'],
    ['20260101'],
    ['2026-12-24T00:00:00Z'],
    [' 2026-12-24'],
    ['2026-12-24\n'],
    ['٢٠٢٦-١٢-٢٤'],
    [''],
    [20261224],
    [null],
    [new Date()],
  ])('not %j', (value) => expect(isCalendarDate(value)).toBe(false));
});

describe('an instant', () => {
  it.each([
    '2026-12-24T18:00:00Z',
    '2026-12-24t18:00:00z',
    '2026-12-24T18:00:00.1Z',
    '2026-12-24T18:00:00.123456789+05:30',
    '2026-12-24T18:00:00-03:30',
    '2026-12-24T18:00:00-00:00',
    '2026-12-24T23:59:59+23:59',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999999Z',
    '2024-02-29T00:00:00Z',
  ])('%s', (text) => {
    expect(isInstant(text)).toBe(true);
    expect(new Date(text).toISOString()).toMatch(/^\d{4}-/);
  });

  it.each([
    ['2026-12-24'],
    ['2026-12-24T18:00Z'],
    ['2026-12-24T18:00:00'],
    ['2026-12-24 18:00:00Z'],
    ['2026-12-24T24:00:00Z'],
    ['2026-12-24T18:60:00Z'],
    ['2026-12-24T18:00:60Z'],
    ['2026-12-24T18:00:00.Z'],
    ['2026-12-24T18:00:00,5Z'],
    ['2026-12-24T18:00:00.1234567890Z'],
    ['2026-12-24T18:00:00+0530'],
    ['2026-12-24T18:00:00+24:00'],
    ['2026-12-24T18:00:00+05:60'],
    ['2026-12-24T18:00:00 05:30'],
    ['2023-02-29T00:00:00Z'],
    ['0001-01-01T00:00:00+00:01'],
    ['9999-12-31T23:59:59-00:01'],
    ['10000-01-01T00:00:00Z'],
    ['2026-12-24T18:00:00Z\n'],
    [''],
    ['now'],
    [1_790_000_000_000],
    [undefined],
  ])('not %j', (value) => expect(isInstant(value)).toBe(false));

  it.each([
    ['2026-12-24T18:00:00 05:30', true],
    ['2026-12-24T18:00:00.5 00:00', true],
    ['2026-12-24T18:00:00+05:30', false],
    ['2026-12-24T18:00:00Z', false],
    ['2026-12-24 18:00:00', false],
    ['2026-12-24T18:00:00 25:00', false],
    [' 05:30', false],
    ['', false],
    [42, false],
  ])('%j has lost its plus: %j', (value, lost) => {
    if (lost) expect(plusReadAsBlank(value)).toMatch(/%2B/);
    else if (!isInstant(value)) expect(plusReadAsBlank(value)).toBeUndefined();
  });
});

describe('a number of characters', () => {
  class Fields {
    @IsCharacterLength(2, 5)
    text: unknown;

    @IsCharacterLength(0, 3)
    note: unknown = '';
  }
  const faultOf = (text: unknown, note: unknown = '') => {
    const [error] = validateSync(Object.assign(new Fields(), { text, note }));
    return error?.constraints?.characterLength;
  };

  it.each(['ab', 'abcde', '🦆🐢', '🦆🐢🦊🐙🦉', 'e\u0301', '\u200b\u200b'])('%j is between 2 and 5', (text) =>
    expect(faultOf(text)).toBeUndefined(),
  );

  it.each([
    ['a'],
    [''],
    ['🦆'],
    ['abcdef'],
    ['🦆🐢🦊🐙🦉🦆'],
    ['abcd🦆🐢'],
    ['x'.repeat(1_000_000)],
    [42],
    [null],
    [['a', 'b']],
  ])('%# is not', (text) => expect(faultOf(text)).toBe('text must have 2 to 5 characters'));

  it('is as large as a variable says, for each body', () => {
    class Limited {
      @IsCharacterLength(1, 'LONGEST')
      text = '🦆🐢🦊';
    }
    const faultUnder = (limits?: TextLimits) => {
      const body = new Limited();
      if (limits !== undefined) setTextLimits(body, limits);
      return validateSync(body)[0]?.constraints?.characterLength;
    };
    expect(faultUnder({ LONGEST: 3 })).toBeUndefined();
    expect(faultUnder({ LONGEST: 2 })).toBe('text must have 1 to 2 characters');
    for (const limits of [undefined, {}]) expect(() => faultUnder(limits)).toThrow('LONGEST');
  });

  it('says nothing of a minimum where there is none', () => {
    expect(faultOf('ab', '')).toBeUndefined();
    expect(faultOf('ab', 'four')).toBe('note must have at most 3 characters');
  });
});
