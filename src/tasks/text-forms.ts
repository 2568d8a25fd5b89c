/** Letters that Unicode does not decompose, with what people type instead. */
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

/** Accents, points, tones, dots. Vowel signs of Indic scripts and the voicing of kana stay: they make other letters. */
const MARKS = new RegExp(
  `(?![\\u3099\\u309a])(?=\\p{Mn}|\\p{Me})[${[
    ...[
      'Inherited',
      'Adlam',
      'Arabic',
      'Bamum',
      'Bassa_Vah',
      'Coptic',
      'Cyrillic',
      'Ethiopic',
      'Greek',
      'Hanifi_Rohingya',
    ],
    ...['Hebrew', 'Latin', 'Mandaic', 'Nko', 'Nyiakeng_Puachue_Hmong', 'Pahawh_Hmong', 'Samaritan', 'Syriac', 'Wancho'],
  ]
    .map((script) => `\\p{Script=${script}}`)
    .join('')}]` +
    '|[\\u0e47-\\u0e4e\\u0ec8-\\u0ece\\u1037\\ua92b-\\ua92d]' +
    '|[\\u093c\\u09bc\\u0a3c\\u0abc\\u0b3c\\u0c3c\\u0cbc\\u1b34\\u1c37\\ua9b3\\u{110ba}\\u{11173}\\u{111ca}\\u{11236}' +
    '\\u{112e9}\\u{1133b}\\u{1133c}\\u{11446}\\u{114c3}\\u{115c0}\\u{116b7}\\u{1183a}\\u{11943}\\u{11d42}]',
  'gu',
);
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u0640]/gu;
const SINGLE_QUOTES =
  /[\u2018-\u201b\u2032\u2035\u02b9-\u02bf\u02c8\u02ca\u02cb\u00b4`\u055a\u05f3\ua78b\ua78c\u2039\u203a\u275b\u275c\u275f]/g;
const DOUBLE_QUOTES =
  /[\u201c-\u201f\u2033\u2036\u00ab\u00bb\u301d-\u301f\u05f4\u02ba\u02dd\u02ee\u275d\u275e\u2760\u2e42\u{1f676}-\u{1f678}]/gu;
const HYPHENS = /(?!\u301c)[\p{Dash_Punctuation}\u2212\u2043\u02d7]/gu;
// Japanese keyboards write this or a tilde for the same sign.
const WAVE_DASHES = /\u301c/g;
// NFKD of ½ has U+2044 between its digits; U+2215 looks the same.
const SLASHES = /[\u2044\u2215]/g;
const FOREIGN_DIGITS = /(?!\d)\p{Decimal_Number}/gu;
const PLAIN_ASCII = /^[\n\x20-\x5f\x61-\x7e]*$/;
const BLANKS = /[\s\u0085]+/g;
const DIGITS = /\d+/g;

/** Numbers are padded to this width; longer ones come after all others, by their length. */
const NUMBER_WIDTH = 16;

/** An entry of an index may have 2 704 bytes, its other columns too. */
const ORDER_BYTES = 2_000;
const encoder = new TextEncoder();
const orderBytes = new Uint8Array(ORDER_BYTES);

/** Between title and description, so that no search matches across both. */
const SEPARATOR = '\u001f';

/** Made here, so that it is the same on every database. If it changes, a migration must start the rebuild. */
export function searchForm(text: string): string {
  if (PLAIN_ASCII.test(text)) return text.toLowerCase().replace(BLANKS, ' ');
  return (
    // Before and after NFKD: some quotes decompose into blanks with marks, others come out of a decomposition.
    foldCase(withPlainQuotes(withPlainQuotes(text).normalize('NFKD')))
      .normalize('NFKD')
      .replace(INVISIBLE, '')
      .replace(MARKS, '')
      .replace(/[æœøłđðþħŧıς]/g, (letter) => PLAIN[letter] ?? letter)
      .replace(HYPHENS, '-')
      .replace(WAVE_DASHES, '~')
      .replace(SLASHES, '/')
      .replace(FOREIGN_DIGITS, digitOf)
      .replace(BLANKS, ' ')
      .normalize('NFC')
  );
}

/** The decimal digits of a script have consecutive code points, zero first (Unicode, 4.6). */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0)!;
  let first = code;
  while (/\p{Decimal_Number}/u.test(String.fromCodePoint(first - 1))) first--;
  return String((code - first) % 10);
}

/** In both directions: that is full case folding (Unicode, 3.13). */
const foldCase = (text: string) => text.toLowerCase().toUpperCase().toLowerCase();

const withPlainQuotes = (text: string) => text.replace(SINGLE_QUOTES, "'").replace(DOUBLE_QUOTES, '"');

export function searchTextOf(title: string, description: string | null): string {
  return searchForm(description === null ? title : title + SEPARATOR + description);
}

/** Compared by code point, it orders titles as people would, with numbers by value. Never empty, and cut off to fit. */
export function titleOrderOf(title: string): string {
  const order = searchForm(title).trim().replace(DIGITS, numberOrderOf);
  // A UTF-16 unit takes three bytes at most.
  if (order.length * 3 <= ORDER_BYTES) return order || ' ';
  return order.slice(0, encoder.encodeInto(order, orderBytes).read);
}

function numberOrderOf(digits: string): string {
  const value = digits.replace(/^0+(?=\d)/, '');
  // In ASCII a colon follows the digits.
  return value.length > NUMBER_WIDTH
    ? `:${String(value.length).padStart(3, '0')}${value}`
    : value.padStart(NUMBER_WIDTH, '0');
}

/** Canonically equivalent spellings, whatever their case, are one tag (Unicode, 3.13: a canonical caseless match). */
export const tagForm = (tag: string): string => foldCase(tag.normalize('NFD')).normalize('NFC');

/** Null if the forms are the tags themselves. */
export function tagFormsOf(tags: string[]): string[] | null {
  const forms = tags.map(tagForm);
  return forms.every((form, i) => form === tags[i]) ? null : forms;
}
