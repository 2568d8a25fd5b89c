/** Letters that Unicode does not decompose, and what people type instead. */
const PLAIN: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
};

/**
 * Marks that are no letters: accents, points of Hebrew and Arabic, tones of Thai and Lao, dots under Indic letters. The
 * vowel signs of Indic scripts and the voicing of kana make another letter and stay.
 */
const MARKS =
  /(?![\u3099\u309a])(?=\p{Mn}|\p{Me})[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Latin}\p{Script=Syriac}]|[\u0e47-\u0e4e\u0ec8-\u0ece\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc\u1037]/gu;

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u0640]/gu;
const SINGLE_QUOTES =
  /[\u2018-\u201b\u2032\u2035\u02b9-\u02bf\u02c8\u02ca\u02cb\u00b4`\u055a\u05f3\ua78b\ua78c\u2039\u203a]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f\u2033\u2036\u00ab\u00bb\u301d-\u301f\u05f4\u02ba\u02dd\u02ee]/g;
const HYPHENS = /[\p{Dash_Punctuation}\u2212\u2043\u02d7]/gu;
/** Text of which only the case and the blanks are to be changed, as most is. */
const PLAIN_ASCII = /^[\n\x20-\x5f\x61-\x7e]*$/;
const BLANKS = /\s+/g;
const DIGITS = /\d+/g;

/** A number in an order is as wide as the largest that is told apart by its value. */
const NUMBER_WIDTH = 16;

/** Stands between title and description, so that no search matches across the two. */
const SEPARATOR = '\u001f';

/**
 * Text as searches compare it and titles are ordered: without case (full case folding, Unicode 3.13), compatibility
 * forms (NFKD), marks, kinds of quotes and hyphens, invisible characters, and with single blanks. Made here and not by
 * PostgreSQL, so that it is the same on every database. When it changes, a migration has the stored forms made anew.
 */
export function searchForm(text: string): string {
  if (PLAIN_ASCII.test(text)) return text.toLowerCase().replace(BLANKS, ' ');
  return (
    // Before and after: some quotes decompose into blanks with marks, others come out of a decomposition.
    withPlainQuotes(withPlainQuotes(text).normalize('NFKD'))
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKD')
      .replace(INVISIBLE, '')
      .replace(MARKS, '')
      .replace(/[æœøłđðþħŧıς]/g, (letter) => PLAIN[letter] ?? letter)
      .replace(HYPHENS, '-')
      .replace(BLANKS, ' ')
      .normalize('NFC')
  );
}

const withPlainQuotes = (text: string) => text.replace(SINGLE_QUOTES, "'").replace(DOUBLE_QUOTES, '"');

/** What a task is searched by. */
export function searchTextOf(title: string, description: string | null): string {
  return searchForm(description === null ? title : title + SEPARATOR + description);
}

/** What a title is ordered by, code point by code point: as people would, with numbers by their value. Never empty. */
export function titleOrderOf(title: string): string {
  const order = searchForm(title)
    .trim()
    .replace(DIGITS, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(NUMBER_WIDTH, '0'));
  return order || ' ';
}

/** A tag as it is compared: canonically equivalent spellings (Unicode, annex 15) are one tag. */
export const tagForm = (tag: string): string => tag.normalize('NFC');

/** The compared forms of a task's tags; null where they are the tags themselves, as they nearly always are. */
export function tagFormsOf(tags: string[]): string[] | null {
  const forms = tags.map(tagForm);
  return forms.every((form, i) => form === tags[i]) ? null : forms;
}
