import { canonicalLocale, fallbacksOf, preferredLocale } from './locales.js';

describe('a language tag', () => {
  it.each([
    ['en', 'en'],
    ['DE-ch', 'de-CH'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['iw', 'he'],
    ['de-CH-1996', 'de-CH-1996'],
    ['sr-latn-rs-x-private', 'sr-Latn-RS-x-private'],
  ])('%s is %s', (tag, canonical) => {
    expect(canonicalLocale(tag)).toBe(canonical);
    expect(canonicalLocale(canonical)).toBe(canonical);
  });

  it.each([
    '',
    '*',
    'e',
    'english!',
    'en_US',
    'en-',
    ' en',
    'i-klingon',
    'en-a',
    'abcdefghi',
    'en\0',
    `en-x-${'a-'.repeat(20)}a`,
    `sh-x-${'a-'.repeat(14)}aa`,
  ])('%j is none', (tag) => expect(canonicalLocale(tag)).toBeUndefined());

  it('falls back by taking off what is most specific', () => {
    expect(fallbacksOf('de-CH-1996')).toEqual(['de-CH-1996', 'de-CH', 'de']);
  });
});

describe('the language that a browser prefers', () => {
  it.each([
    ['de', 'de'],
    ['de-CH,de;q=0.9,en;q=0.8', 'de-CH'],
    ['en;q=0.5, fr ; q=0.7', 'fr'],
    ['*, fr;q=0.1', 'fr'],
    ['fr;q=0, de;q=0.1', 'de'],
    ['x, de;level=1;Q=0.3, en;q=0.3', 'de'],
    ['de;q=high, en;q=0.1', 'en'],
    [`${'*,'.repeat(19)}de`, 'de'],
  ])('by %s is %s', (header, locale) => expect(preferredLocale(header)).toBe(locale));

  it.each(['', '*', 'fr;q=0', ',,;', 'en_US', `${'*,'.repeat(20)}de`])('by %j is none', (header) =>
    expect(preferredLocale(header)).toBeUndefined(),
  );
});
