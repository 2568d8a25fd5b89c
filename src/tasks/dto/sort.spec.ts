import { parseSort, SORT_KEYS, SORT_NAMES, SORT_ORDERS } from './sort.js';

describe('a sort', () => {
  it.each([
    ['title', [{ key: 'title', descending: false }]],
    ['-due', [{ key: 'due', descending: true }]],
    [
      '-priority,title',
      [
        { key: 'priority', descending: true },
        { key: 'title', descending: false },
      ],
    ],
  ])('%j is read', (text, parts) => expect(parseSort(text)).toEqual(parts));

  it('may have every key once, in any order', () => {
    expect(parseSort(SORT_KEYS.join(','))).toHaveLength(SORT_KEYS.length);
    expect(parseSort(`-${[...SORT_KEYS].reverse().join(',-')}`)?.every(({ descending }) => descending)).toBe(true);
  });

  it.each([
    [''],
    ['-'],
    [','],
    ['title,'],
    [',title'],
    ['title,,due'],
    ['title,title'],
    ['title,-title'],
    ['--title'],
    ['+title'],
    [' title'],
    ['title, due'],
    ['Title'],
    ['TITLE'],
    ['id'],
    ['due_at'],
    ['constructor'],
    ['__proto__'],
    ['-toString'],
    ['title;DROP TABLE tasks'],
    ['tıtle'],
    ['title\0'],
    ['title,'.repeat(10_000)],
    [undefined],
    [null],
    [42],
    [['title']],
    [{}],
  ])('%j is none', (value) => expect(parseSort(value)).toBeUndefined());

  it('has a name of its own for generators, in each direction', () => {
    expect(SORT_NAMES).toHaveLength(SORT_ORDERS.length);
    expect(new Set(SORT_NAMES).size).toBe(SORT_ORDERS.length);
    expect(SORT_NAMES[SORT_ORDERS.indexOf('-due')]).toBe('DUE_DESC');
  });
});
