/** Letters that Unicode does not decompose, and what people type in their place. */
const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};

/** Stands between title and description, so that no search matches across the two. */
const SEPARATOR = '\u001f';

/**
 * Text as searches compare it: without accents, case and compatibility forms (NFKD, as of Unicode's annex 15). Only the
 * marks of alphabets fall away; those that make another letter of it (kana, Indic vowels) stay. Done here and not in
 * PostgreSQL, so that the stored form and the pattern cannot differ by the server's locale.
 */
export function searchForm(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]/g, '')
    .replace(/[ßæœøłđðþħıς]/g, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFC');
}

/** What a task is searched by. */
export function searchTextOf(title: string, description: string | null): string {
  return searchForm(description === null ? title : title + SEPARATOR + description);
}
