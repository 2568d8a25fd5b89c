import fc from 'fast-check';
import { markInexactNumbers } from './inexact-numbers.js';

describe('numbers of a body', () => {
  it.each([
    '0',
    '-0',
    '0.0',
    '0e400',
    '1',
    '1.0',
    '1.50',
    '1e3',
    '1E+3',
    '-1.25e-7',
    '9007199254740991',
    '9007199254740992',
    '100000000000000000000',
    '1e21',
    '1e308',
    '0.1',
    '0.1000000000000000',
    '0.10000000000000001',
    '3.141592653589793',
    '5.6843418860808015e-14',
    '5e-324',
    '1.7976931348623157e308',
    '12345678901234567000',
  ])('%s stays', (number) => expect(markInexactNumbers(`[${number}]`)).toBe(`[${number}]`));

  it.each([
    '9007199254740993',
    '12345678901234567890',
    '1234567890123456768',
    '-12345678901234567890',
    '1e400',
    '-1e400',
    '1e-400',
    '0.123456789012345678',
    '3.14159265358979323846',
    '1.00000000000000000001',
    `1${'0'.repeat(400)}`,
    `0.${'0'.repeat(400)}1`,
    '1e99999999999999999999',
  ])('%s is marked', (number) => {
    const marked = JSON.parse(markInexactNumbers(`{"a":[1,${number}]}`)) as { a: [number, string] };
    expect(marked.a).toEqual([1, `\0${number.slice(0, 100)}`]);
  });

  it.each([
    '"12345678901234567890"',
    '"\\"12345678901234567890"',
    '{"12345678901234567890":1}',
    '["\\\\", "1e400"]',
    '["\\u0022 1e400"]',
    '[0.5, "é1e400", 7]',
  ])('%s has them in texts alone', (json) => expect(markInexactNumbers(json)).toBe(json));

  it('never changes what JSON.stringify wrote, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        expect(markInexactNumbers(json)).toBe(json);
      }),
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const json = `[${number.toPrecision(17)},"${number}"]`;
        if (/[.e]/.test(json)) expect(markInexactNumbers(json)).toBe(json);
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    for (const text of [
      `[${'1'.repeat(1_000_000)}]`,
      `[1e4${'0'.repeat(1_000_000)}]`,
      `["${'\\"'.repeat(500_000)}",1e5]`,
    ]) {
      expect(markInexactNumbers(text).length).toBeGreaterThan(0);
    }
  });
});
