import { escapePointer, jsonFaults } from './json-faults.js';

const nested = (levels: number) => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 'x');
const members = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, null]));
const faultsOf = (value: unknown) => jsonFaults(value).map(({ pointer, code }) => `${code} ${pointer}`);

describe('JSON that any field may hold', () => {
  it.each([
    ['', ''],
    ['a number', 1e308],
    ['null', null],
    ['nothing', undefined],
    ['all of Unicode but NUL', '\u0001\u007f\u2028\ufeff\uffff😀\u{10ffff}'],
    ['a pair of surrogates', '\ud83d\ude00'],
    ['eight levels', nested(8)],
    ['two hundred members', members(200)],
    ['two hundred elements', Array(200).fill('x')],
    ['an empty name', { '': 1 }],
    ['a million characters', 'x'.repeat(1_000_000)],
  ])('%s', (_, value) => expect(jsonFaults(value)).toEqual([]));
});

describe('JSON that no field may hold', () => {
  it.each([
    ['NUL', { title: 'a\0b' }, ['INVALID_TEXT /title']],
    ['a high surrogate alone', { title: '\ud83d' }, ['INVALID_TEXT /title']],
    ['a low surrogate alone', { tags: ['a', '\ude00'] }, ['INVALID_TEXT /tags/1']],
    ['surrogates in the wrong order', { title: '\ude00\ud83d' }, ['INVALID_TEXT /title']],
    ['text itself', '\0', ['INVALID_TEXT ']],
    ['NUL in a name', { extra: { 'a\0': 1 } }, ['INVALID_TEXT /extra/a\0']],
    ['a lone surrogate in a name', { extra: { '\ud83d': 1 } }, ['INVALID_TEXT /extra/\ufffd']],
    ['a number that was marked', { extra: { n: '\0-1e400' } }, ['INVALID_VALUE /extra/n']],
    ['nine levels', nested(9), [`TOO_DEEP ${'/0'.repeat(8)}`]],
    ['many members', { data: members(201) }, ['TOO_MANY /data']],
    ['many elements', Array(201).fill(0), ['TOO_MANY ']],
    ['a prototype', JSON.parse('{"__proto__": {"admin": true}}'), ['UNKNOWN_FIELD /__proto__']],
    ['names of what every object has', { toString: '\0', a: 1 }, ['UNKNOWN_FIELD /toString']],
    ['the other names', { constructor: {}, prototype: {} }, ['UNKNOWN_FIELD /constructor', 'UNKNOWN_FIELD /prototype']],
    ['faults side by side', { a: '\0', b: { c: ['\ud800'] } }, ['INVALID_TEXT /a', 'INVALID_TEXT /b/c/0']],
    ['names with marks of a pointer', { 'a/b~c': '\0' }, ['INVALID_TEXT /a~1b~0c']],
  ])('%s', (_, value, faults) => expect(faultsOf(value)).toEqual(faults));

  it('is told of at most a hundred times', () => {
    expect(jsonFaults(Array(200).fill('\0'))).toHaveLength(100);
    expect(jsonFaults(Array(200).fill(Array(200).fill('\0')))).toHaveLength(100);
    expect(jsonFaults(Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`\0${i}`, '\0'])))).toHaveLength(100);
  });
});

describe('a token of a pointer', () => {
  it.each([
    ['title', 'title'],
    ['', ''],
    ['~', '~0'],
    ['/', '~1'],
    ['~1', '~01'],
    ['/~/', '~1~0~1'],
    ['\ud83d', '\ufffd'],
    ['日本', '日本'],
    ['x'.repeat(101), 'x'.repeat(100)],
  ])('of %j is %j', (name, token) => expect(escapePointer(name)).toBe(token));

  it.each([`${'x'.repeat(99)}😀`, `${'x'.repeat(99)}~`, `${'x'.repeat(99)}/`, '~'.repeat(200), '😀'.repeat(200)])(
    'stays whole where it is cut: %#',
    (name) => {
      const token = escapePointer(name);
      expect(token.isWellFormed()).toBe(true);
      expect(token).toMatch(/^([^~/]|~[01])*$/);
      expect(token.length).toBeLessThanOrEqual(200);
    },
  );
});
