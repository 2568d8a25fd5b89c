import { searchForm, searchTextOf, tagForm, tagFormsOf, titleOrderOf } from './text-forms.js';

describe('the form in which text is searched', () => {
  it.each([
    ['Don’t', "don't"],
    ['❝so❞ ⹂it⹂ 🙶is🙸', '"so" "it" "is"'],
    ['❛so❜', "'so'"],
    ['10〜20', '10～20'],
    ['½ l', '1/2 l'],
    ['ال٢٠٢٦', 'ال2026'],
    ['۱۲', '12'],
    ['१२३', '123'],
    ['𞥐𞥑', '01'],
    ['ኣ፟በበ', 'ኣበበ'],
    ['ߒ߫', 'ߒ'],
    ['next\u0085line', 'next line'],
    ['don`t', "don't"],
    ['“Quoted”', '"quoted"'],
    ['«Quoted»', '"quoted"'],
    ['5′ 10″', '5\' 10"'],
    ['a – b — c', 'a - b - c'],
    ['non‑breaking', 'non-breaking'],
    ['−5', '-5'],
    ['STRASSE', 'straße'],
    ['STRAẞE', 'straße'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['İSTANBUL', 'istanbul'],
    ['ISPARTA', 'ısparta'],
    ['CAFÉ', 'cafe\u0301'],
    ['café', 'cafe'],
    ['Ærø', 'aero'],
    ['Łódź', 'lodz'],
    ['Việt Nam', 'viet nam'],
    ['ёлка', 'елка'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّد', 'محمد'],
    ['مـحـمـد', 'محمد'],
    ['أحمد', 'احمد'],
    ['ก่อน', 'กอน'],
    ['ज़रूर', 'जरूर'],
    ['ﬁnal', 'final'],
    ['ＡＢＣ１２', 'abc12'],
    ['ｶﾞ', 'ガ'],
    ['x²', 'x2'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['می\u200cخواهم', 'میخواهم'],
    ['\u202aleft\u202c', 'left'],
    ['❤\ufe0f', '❤'],
    ['a\u034fb', 'ab'],
    ['two  blanks\t\nand\u00a0more\u3000', 'two blanks and more '],
  ])('of %j is that of %j', (text, other) => expect(searchForm(text)).toBe(searchForm(other)));

  it.each([
    ['が', 'か'],
    ['कि', 'क'],
    ['한', '하'],
    ['a', 'b'],
    ['1', '2'],
  ])('keeps %j and %j apart', (text, other) => expect(searchForm(text)).not.toBe(searchForm(other)));

  it('of every character is its own form, and makes no blank or separator of a letter', () => {
    for (let code = 0; code < 0x110000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const form = searchForm(`a${String.fromCodePoint(code)}b`);
      if (searchForm(form) !== form) throw new Error(`U+${code.toString(16)}: ${JSON.stringify(form)}`);
      if (form.includes('\u001f') && code !== 0x1f) throw new Error(`U+${code.toString(16)} becomes the separator`);
    }
  });

  it('lets no search match across title and description', () => {
    expect(searchTextOf('Buy', 'milk')).not.toContain(searchForm('buymilk'));
    expect(searchTextOf('Buy', 'milk')).not.toContain(searchForm('buy milk'));
  });
});

describe('the order of titles', () => {
  const sorted = (titles: string[]) =>
    [...titles].sort((a, b) => Buffer.compare(Buffer.from(titleOrderOf(a)), Buffer.from(titleOrderOf(b))));

  it.each([
    [['apple', 'Äpfel', 'Banana', 'zoo', 'Zürich']],
    [['Task 1', 'task 2', 'Task 10', 'task 0100']],
    [['2 eggs', '10 eggs', 'eggs']],
    [['v1.9', 'v1.10', 'v2.0']],
    [['٢ بيض', '١٠ بيض', '٢٠ بيض']],
    [['१ अंडा', '२ अंडे', '१० अंडे']],
    [['', 'a', ' b']],
    [['Ёлка', 'жук']],
    [['9007199254740991', '9007199254740993']],
    [['9999999999999999', '99999999999999999999', '1000000000000000000000', '1000000000000000000001']],
  ])('is %j', (titles) => {
    const apart = titles.map(titleOrderOf);
    expect(new Set(apart).size).toBe(titles.length);
    expect(sorted([...titles].reverse())).toEqual(sorted(titles));
  });

  it('has numbers by their value and letters whatever their case and marks', () => {
    expect(sorted(['Task 10', 'zoo', 'task 2', 'Äpfel', 'Banana', 'Task 1'])).toEqual([
      'Äpfel',
      'Banana',
      'Task 1',
      'task 2',
      'Task 10',
      'zoo',
    ]);
  });

  it('is never empty, which marks a title without one', () => {
    for (const title of ['', ' ', '\u200b', '\u0301']) expect(titleOrderOf(title)).not.toBe('');
  });

  it('is cut off before an index has no more room for it, at a whole character', () => {
    for (const title of ['a'.repeat(3_000), '🦆'.repeat(500), '字'.repeat(700), `x${'ﷺ'.repeat(200)}`]) {
      const order = titleOrderOf(title);
      expect(Buffer.byteLength(order)).toBeLessThanOrEqual(2_000);
      expect(Buffer.byteLength(order)).toBeGreaterThan(1_990);
      expect(order.isWellFormed()).toBe(true);
    }
  });
});

describe('the form of a tag', () => {
  it.each([
    ['Home', 'home'],
    ['CAFÉ', 'cafe\u0301'],
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['İzmir', 'i\u0307zmir'],
    ['\u212a', 'k'],
    ['ﬁx', 'FIX'],
    ['\u1f80', '\u1f88'],
    ['ԱՒ', 'աւ'],
  ])('is one of %j and %j', (one, other) => expect(tagForm(one)).toBe(tagForm(other)));

  it.each([
    ['home', 'homes'],
    ['cafe', 'café'],
    ['a b', 'ab'],
    ['牛乳', '牛丼'],
    ['ｈｏｍｅ', 'home'],
    ['#work', 'work'],
  ])('is not one of %j and %j', (one, other) => expect(tagForm(one)).not.toBe(tagForm(other)));

  it('of every character is its own form, and the same of its cases and normal forms', () => {
    for (let code = 0; code < 0x110000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const tag = `a${String.fromCodePoint(code)}\u0345\u0301b`.normalize('NFD');
      const form = tagForm(tag);
      for (const same of [form, tag.normalize('NFC'), tag.toUpperCase(), tag.toLowerCase()])
        if (tagForm(same) !== form) throw new Error(`U+${code.toString(16)}: ${JSON.stringify(same)}`);
    }
  });
});

describe('the forms of tags', () => {
  it('are kept only where they are not the tags', () => {
    expect(tagFormsOf(['café', 'home'])).toBeNull();
    expect(tagFormsOf(['cafe\u0301', 'home'])).toEqual(['café', 'home']);
  });
});
