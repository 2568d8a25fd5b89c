import { Problem } from '../common/problem.js';
import { matchesVersion, parseEntityTags } from './preconditions.js';

describe('the entity tags of a conditional header', () => {
  it('are absent without the header', () => expect(parseEntityTags('If-Match', undefined)).toBeUndefined());

  it.each(['*', ' * ', '\t*'])('%j stands for any', (header) => expect(parseEntityTags('If-Match', header)).toBe('*'));

  it.each([
    ['"42"', ['42']],
    ['W/"42"', ['42']],
    ['"1", "2" ,W/"3"', ['1', '2', '3']],
    ['"1","2"', ['1', '2']],
    [' ,"1",, "2", ', ['1', '2']],
    ['""', ['']],
    ['"a,b"', ['a,b']],
    ['"*"', ['*']],
    ['"\xe9"', ['\xe9']],
    ['"42-gzip"', ['42']],
    ['"42--br"', ['42']],
    ['"42;zstd"', ['42']],
    ['W/"42-deflate"', ['42']],
    ['"42-gzip-gzip"', ['42-gzip']],
    ['"42-snappy"', ['42-snappy']],
    ['"-gzip"', ['']],
  ])('%j are %j', (header, tags) => expect(parseEntityTags('If-None-Match', header)).toEqual(tags));

  it.each([
    '',
    ' ',
    ',',
    ',,,',
    '42',
    '"42',
    '42"',
    '"',
    "'42'",
    'w/"42"',
    'W/ "42"',
    'W/42',
    '"4 2"',
    '"4\t2"',
    '"\x7f"',
    '"1"; "2"',
    '"1" x',
    'x "1"',
    '*, "1"',
    '"1", *',
    '**',
    '"é—"',
    '"""',
  ])('%j are malformed', (header) => {
    expect(() => parseEntityTags('If-Match', header)).toThrow(Problem);
    expect(() => parseEntityTags('If-Match', header)).toThrow(/^If-Match must be \* or a list/);
  });

  it('are read in time that grows with the header alone', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => `"${i}"`);
    expect(parseEntityTags('If-Match', many.join(','))).toHaveLength(10_000);
    for (const header of ['"'.repeat(99_999), 'W/'.repeat(50_000), `"${'x'.repeat(100_000)}`, ' '.repeat(100_000)]) {
      expect(() => parseEntityTags('If-Match', header)).toThrow(Problem);
    }
  });
});

describe('a match', () => {
  it.each([
    ['*', 1, true],
    [['1'], 1, true],
    [['2', '1'], 1, true],
    [['2'], 1, false],
    [['01'], 1, false],
    [['1.0'], 1, false],
    [[' 1'], 1, false],
    [[''], 0, false],
    [['9007199254740991'], Number.MAX_SAFE_INTEGER, true],
  ] as const)('of %j with version %d is %j', (tags, version, expected) => {
    expect(matchesVersion(tags === '*' ? tags : [...tags], version)).toBe(expected);
  });
});
