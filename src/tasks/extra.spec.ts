import fc from 'fast-check';
import type { Problem } from '../common/problem.js';
import { mergeExtra, mergePatch } from './extra.js';

describe('a merge patch', () => {
  // RFC 7396, appendix A.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('%s + %s = %s', (target, patch, result) =>
    expect(JSON.stringify(mergePatch(JSON.parse(target), JSON.parse(patch)))).toBe(result),
  );

  it('touches no prototype, and neither of the two', () => {
    const [target, patch] = [
      { a: { b: 1 } },
      JSON.parse('{"__proto__":{"polluted":1},"a":{"constructor":{"prototype":{"polluted":1}}}}') as object,
    ];
    const merged = mergePatch(target, patch) as object;
    expect(JSON.stringify(merged)).toBe(
      '{"a":{"b":1,"constructor":{"prototype":{"polluted":1}}},"__proto__":{"polluted":1}}',
    );
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
    expect(target).toEqual({ a: { b: 1 } });
  });

  it('is the same done twice, and leaves alone what it does not name', () => {
    const json = fc.dictionary(fc.stringMatching(/^[a-c]$/), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const once = mergePatch(target, patch) as Record<string, unknown>;
        expect(mergePatch(once, patch)).toEqual(once);
        for (const name of Object.keys(target)) if (!(name in patch)) expect(once[name]).toEqual(target[name]);
      }),
    );
  });
});

describe('extra', () => {
  const faultOf = (stored: object, patch: object) => {
    try {
      return mergeExtra(stored as Record<string, unknown>, patch as Record<string, unknown>);
    } catch (error) {
      return (error as Problem).errors?.map(({ pointer, code }) => `${code} ${pointer}`);
    }
  };
  const members = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`${from + i}`, 0]));

  it('begins with nothing', () => expect(mergeExtra(null, { a: { b: null, c: 1 } })).toEqual({ a: { c: 1 } }));

  it('is checked again when it is merged', () => {
    expect(faultOf({ a: 'x'.repeat(4_000) }, { b: 'é'.repeat(38) })).toMatchObject({ b: 'é'.repeat(38) });
    expect(faultOf({ a: 'x'.repeat(4_000) }, { b: 'é'.repeat(41) })).toEqual(['TOO_LARGE /extra']);
    expect(faultOf({ a: 'x'.repeat(4_000) }, { a: null, b: 'é'.repeat(2_000) })).toMatchObject({});
    expect(faultOf(members(0, 150), members(100, 200))).toEqual(members(0, 200));
    expect(faultOf(members(0, 150), members(100, 201))).toEqual(['TOO_MANY /extra']);
  });
});
