import { readFileSync } from 'node:fs';
import { BloomFilter } from './bloom-filter.js';
import { fold, readLookAlikes, reversed } from './folding.js';
import { countChoices } from './predictability.js';

export interface WordSet {
  has(word: string): boolean;
}

let shipped: BloomFilter | undefined;

/** The list that `npm run passwords` makes, read once. */
export function commonPasswords(): WordSet {
  shipped ??= BloomFilter.from(readFileSync(new URL('./common-passwords.bloom', import.meta.url)));
  return shipped;
}

const MIN_WORD_LENGTH = 3;
/** A guesser tries this much around a common word. */
const MAX_CHOICES_AROUND = 4;
const MAX_LENGTH_AROUND = 8;
const MAX_DISTINCT_SEPARATORS = 2;

/** Even in other case or order, repeated, with accents, look-alikes (`P@ssw0rd`), separators or something around it. */
export function isCommon(password: string, words: WordSet = commonPasswords()): boolean {
  const folded = fold(password);
  const separators = new Set(folded.match(/[^\p{L}\p{N}]/gu)).size;
  const forms = separators > MAX_DISTINCT_SEPARATORS ? [folded] : [folded, folded.replace(/[^\p{L}\p{N}]/gu, '')];
  return forms.some((form) => hasCommonCore(form, words));
}

function hasCommonCore(form: string, words: WordSet): boolean {
  const characters = [...form];
  const before = Math.min(lengthOf(/^[^\p{L}]*/u.exec(form)?.[0]), MAX_LENGTH_AROUND);
  const after = Math.min(lengthOf(/[^\p{L}]*$/u.exec(form)?.[0]), MAX_LENGTH_AROUND);
  for (let start = 0; start <= before; start++) {
    for (let end = characters.length; end >= characters.length - after && end - start >= MIN_WORD_LENGTH; end--) {
      const around = [...characters.slice(0, start), ...characters.slice(end)].join('');
      if (
        isPartOfNumber(characters, start, end) ||
        countChoices(around) > Math.min(MAX_CHOICES_AROUND, end - start - 1)
      )
        continue;
      if (isKnown(characters.slice(start, end).join(''), words)) return true;
    }
  }
  return false;
}

function isKnown(core: string, words: WordSet): boolean {
  return readLookAlikes(core).some((reading) => {
    const once = /^(.{3,}?)\1+$/su.exec(reading)?.[1];
    return words.has(reading) || words.has(reversed(reading)) || (once !== undefined && words.has(once));
  });
}

function lengthOf(text = ''): number {
  return [...text].length;
}

// For a core without letters: every long number holds a common short one.
function isPartOfNumber(characters: readonly string[], start: number, end: number): boolean {
  const isDigit = (at: number) => /^\p{Nd}$/u.test(characters[at] ?? '');
  return !/\p{L}/u.test(characters.slice(start, end).join('')) && (isDigit(start - 1) || isDigit(end));
}
