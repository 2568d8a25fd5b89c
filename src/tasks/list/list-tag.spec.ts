import { formatListTag, parseListTag, queryName } from './list-tag.js';

const OWNER = '01a1fd5b-f6cc-77cc-9f75-62489816259f';
const OTHER = '01a1fd5b-f6cc-77cc-9f75-62489816259e';

describe('the name of a query', () => {
  it('is equal for equal queries, in whatever order their fields stand', () => {
    const name = queryName(OWNER, Object.freeze({ q: 'milk', limit: 10 }));
    expect(queryName(OWNER, Object.freeze({ limit: 10, q: 'milk' }))).toBe(name);
    expect(name).toMatch(/^[0-9a-f]{28}$/);
  });

  it.each([
    [{ q: 'milk' }, { q: 'Milk' }],
    [{ q: 'milk' }, {}],
    [{ tag: ['a', 'b'] }, { tag: ['b', 'a'] }],
    [{ tag: ['a,b'] }, { tag: ['a', 'b'] }],
    [{ limit: 1 }, { limit: '1' }],
    [{ q: '🦆' }, { q: '🐢' }],
  ])('tells %j from %j', (one, other) => {
    expect(queryName(OWNER, one)).not.toBe(queryName(OWNER, other));
  });

  it('tells the owners of one and the same query apart', () => {
    const query = Object.freeze({ q: 'milk' });
    expect(queryName(OWNER, query)).not.toBe(queryName(OTHER, query));
    expect(queryName(OWNER, query)).toBe(queryName(OWNER, query));
  });

  it('tells the time zones of one and the same owner apart', () => {
    const query = Object.freeze({ due_on: '2026-11-24' });
    const names = [undefined, 'UTC', 'Asia/Tokyo'].map((timeZone) => queryName(OWNER, query, timeZone));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{28}$/);
  });
});

describe('the tag of a list', () => {
  const query = queryName(OWNER, { q: 'milk' });

  it.each([
    { version: 0, query },
    { version: 42, query },
    { version: Number.MAX_SAFE_INTEGER, query },
    { version: 42, query, expires: 0 },
    { version: 42, query, expires: 1_790_000_000_000 },
  ])('says $version and $expires', (tag) => {
    const text = formatListTag(tag);
    expect(text).toMatch(/^"[0-9a-f-]+"$/);
    expect(parseListTag(text.slice(1, -1))).toEqual(tag);
  });

  it.each([
    '',
    '42',
    `42-${query.slice(1)}`,
    `42-${query}0`,
    `42-${query}-`,
    `42-${query}-x`,
    `-${query}`,
    `-1-${query}`,
    `4.2-${query}`,
    `42-${query.replace(/./, 'G')}`,
    `42-${query}-1-2`,
    `"42-${query}"`,
    ` 42-${query}`,
    `42-${query}\n`,
    `٤٢-${query}`,
    `${'9'.repeat(17)}-${query}`,
    'x'.repeat(100_000),
  ])('is not %#: %.40s', (text) => expect(parseListTag(text)).toBeUndefined());
});
