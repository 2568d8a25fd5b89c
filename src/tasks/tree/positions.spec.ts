import fc from 'fast-check';
import { BASE_62_DIGITS, generateKeyBetween } from 'fractional-indexing';
import { endPosition, isPosition, POSITION_LENGTH, positionsBetween, reachOf } from './positions.js';

const text = (digits: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...digits), minLength: length, maxLength: length });

/** All kinds of keys, with a fraction or without. */
const position = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.constantFrom('0123456789', BASE_62_DIGITS), fc.boolean(), fc.nat(4))
  .chain(([length, digits, isNegative, more]) => {
    const head = String.fromCharCode(isNegative ? 91 - length : 96 + length);
    return fc.tuple(fc.constant(head), text(digits, length), text(BASE_62_DIGITS, more));
  })
  .map(([head, integer, fraction]) => head + integer + fraction.replace(/0+$/, ''));

describe('positions', () => {
  it('at the end rise with their numbers, and are keys of the library', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(isPosition(endPosition(a))).toBe(true);
        expect(Math.sign(a - b)).toBe(Math.sign(compare(endPosition(a), endPosition(b))));
        expect(reachOf(endPosition(a))).toBe(a);
      }),
    );
    expect(isPosition(endPosition(9e14 + 5))).toBe(true);
  });

  it('at the end come after any key that a client may have sent', () => {
    fc.assert(
      fc.property(position, (key) => {
        expect(isPosition(key)).toBe(true);
        expect(compare(endPosition(reachOf(key) + 1), key)).toBe(1);
      }),
    );
  });

  it.each(['a0', 'a0V', 'Zz', 'b00', 'b0A', 'c00A', 'a9', 'az', 'nzzzzzzzzzzzzzz'])('come after %s', (key) => {
    expect(compare(endPosition(reachOf(key) + 1), key)).toBe(1);
  });

  it('count on from what a client appends', () => {
    expect(reachOf(generateKeyBetween(endPosition(41), null))).toBe(42);
    expect(reachOf('')).toBe(0);
    expect(reachOf('ozzzzzzzzzzzzzzz')).toBe(9e14);
  });

  it.each([
    '',
    'a',
    'a00',
    'b1',
    'p0000000000000001',
    'a-1',
    'aä',
    ' a1',
    'a1\n',
    '11',
    `A${'0'.repeat(26)}`,
    `a1${'V'.repeat(POSITION_LENGTH)}`,
    1,
    null,
  ])('are not %j', (value) => {
    expect(isPosition(value)).toBe(false);
  });

  it('between two are as many as are wanted, or none', () => {
    expect(positionsBetween('a1', 'a2', 1)).toEqual(['a1V']);
    expect(positionsBetween(undefined, 'a0', 2)).toEqual(['Zy', 'Zz']);
    expect(positionsBetween('a1', 'a4', 2)).toHaveLength(2);
    expect(positionsBetween('a1', 'a1', 1)).toBeUndefined();
    expect(positionsBetween('a2', 'a1', 1)).toBeUndefined();
    expect(positionsBetween(undefined, `A${'0'.repeat(25)}1`, 1)).toBeUndefined();
    expect(positionsBetween('a1', `a1${'0'.repeat(POSITION_LENGTH - 3)}1`, 1)).toBeUndefined();
  });
});

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
