import { validateSync } from 'class-validator';
import { IsTagFilter, readingsOf } from './tag-filter.js';

describe('a text of the parameter tag', () => {
  it.each([
    ['home', [['home']]],
    ['home,work', [['home,work'], ['home', 'work']]],
    ['home , work', [['home , work'], ['home', 'work']]],
    [' home', [[' home'], ['home']]],
    ['two words', [['two words']]],
  ])('%j may mean %j', (text, readings) => expect(readingsOf(text)).toEqual(readings));

  class Query {
    @IsTagFilter()
    tag: unknown;
  }
  const isValid = (tag: unknown) => validateSync(Object.assign(new Query(), { tag })).length === 0;
  const many = (count: number) => Array.from({ length: count }, (_, i) => `t${i}`);

  it.each([[['home']], [['🦆'.repeat(50)]], [['a,b', 'c']], [[' a']], [many(20)], [[many(20).join()]], [[]]])(
    'may be %j',
    (tag) => expect(isValid(tag)).toBe(true),
  );

  it.each([
    [['']],
    [['home,']],
    [[' ']],
    [['x'.repeat(51)]],
    [['a', 1]],
    [many(21)],
    [[many(21).join()]],
    ['home'],
    [null],
  ])('may not be %j', (tag) => expect(isValid(tag)).toBe(false));
});
