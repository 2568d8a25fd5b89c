import { fold, readLookAlikes, reversed } from './folding.js';

describe('text as a guesser sees it', () => {
  it.each([
    ['Password', 'password'],
    ['PÄSSWÖRD', 'password'],
    ['pa\u0308ssword', 'password'],
    ['Ｐａｓｓ', 'pass'],
    ['ﬁsh', 'fish'],
    ['ｶﾞ', 'カ'],
    ['x²', 'x2'],
    ['', ''],
    ['🦆', '🦆'],
    ['ёлка', 'елка'],
  ])('%j is %j', (text, folded) => expect(fold(text)).toBe(folded));

  it.each(['Password', 'ǅ', 'ﬃ', 'ΐ', '한', 'ẛ̣'])('%j does not change when it is folded again', (text) => {
    expect(fold(fold(text))).toBe(fold(text));
  });
});

describe('the readings of a text', () => {
  it.each([
    ['p@ssw0rd', ['p@ssw0rd', 'password']],
    ['b1ll', ['b1ll', 'bill', 'blll']],
    ['b!|l', ['b!|l', 'biil', 'blll']],
    ['password', ['password']],
    ['', ['']],
    ['$€(£', ['$€(£', 'secl']],
    ['🦆1', ['🦆1', '🦆i', '🦆l']],
  ])('%j reads %j', (text, expected) => expect(readLookAlikes(text)).toEqual(expected));
});

describe('a reversed text', () => {
  it.each([
    ['drowssap', 'password'],
    ['', ''],
    ['a🦆', '🦆a'],
  ])('%j is %j', (text, expected) => expect(reversed(text)).toBe(expected));
});
