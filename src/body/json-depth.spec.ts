import fc from 'fast-check';
import { nestsDeeper } from './json-depth.js';

const deeper = (text: string, limit = 32) => nestsDeeper(Buffer.from(text), limit);

/** The same by recursion over the parsed value. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('nestsDeeper', () => {
  it.each([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"a":', '}]'],
    ['{"\\"[[[\\\\":', '}'],
  ])('counts the levels of %s', (open, close) => {
    const levels = open.startsWith('[{') ? 2 : 1;
    expect(deeper(open.repeat(32 / levels) + '1' + close.repeat(32 / levels))).toBe(false);
    expect(deeper('[' + open.repeat(32 / levels) + '1' + close.repeat(32 / levels) + ']')).toBe(true);
  });

  it('counts siblings once', () => {
    expect(deeper(`[${'[[]],'.repeat(10_000)}1]`, 3)).toBe(false);
  });

  it.each(['"[[[["', '"\\"[[[["', '"\\\\\\"[[[["', '["]", "[[["]', '"\\u005b[[["', '"ä[[[{{{😀"'])(
    'takes nothing in a string for nesting: %s',
    (text) => expect(deeper(text, 1)).toBe(false),
  );

  it.each(['["\\\\", [[]]]', '{"\\\\":[{}]}', '["\\"", [[]]]'])('knows where a string ends: %s', (text) =>
    expect(deeper(text, 2)).toBe(true),
  );

  it.each(['"', '"\\', '["\\"', '[[[', ']]]', '', '\\', '"\\u'])('ends with what has no end: %j', (text) =>
    expect(deeper(text)).toBe(false),
  );

  it('needs no stack for a million levels', () => {
    expect(deeper('['.repeat(1_000_000), 999_999)).toBe(true);
    expect(deeper('['.repeat(1_000_000), 1_000_000)).toBe(false);
  });

  it('agrees with the parsed value, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.integer({ min: 0, max: 8 }), fc.nat(2), (value, limit, indent) => {
        expect(deeper(JSON.stringify(value, null, indent), limit)).toBe(depthOf(value) > limit);
      }),
    );
  });
});
