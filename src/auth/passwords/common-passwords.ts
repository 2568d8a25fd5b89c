import { readFileSync } from 'node:fs';
import { BloomFilter } from './bloom-filter.js';
import { fold, readings, reversed } from './folding.js';
import { countChoices } from './predictability.js';

/** A set of folded words. */
export interface WordSet {
  has(word: string): boolean;
}

let shipped: BloomFilter | undefined;

/** The list that `npm run passwords` makes, read once. */
export function commonPasswords(): WordSet {
  shipped ??= BloomFilter.from(readFileSync(new URL('./common-passwords.bloom', import.meta.url)));
  return shipped;
}

/** No word under it is looked up: three letters with something around them are anything. */
const SHORTEST_WORD = 3;
/** How much may hang on a common word and leave it as easy to guess. */
const MOST_AROUND = 4;
const LONGEST_AROUND = 8;
/** So many different symbols may stand between the letters of a common word. */
const MOST_SEPARATORS = 2;

/**
 * Whether a password is a common one, or becomes one without its case, accents, look-alikes (`P@ssw0rd`), separators,
 * repetition, direction, and the digits and symbols hung on either end.
 */
export function isCommon(password: string, words: WordSet = commonPasswords()): boolean {
  const folded = fold(password);
  const separators = new Set(folded.match(/[^\p{L}\p{N}]/gu)).size;
  const forms = separators > MOST_SEPARATORS ? [folded] : [folded, folded.replace(/[^\p{L}\p{N}]/gu, '')];
  return forms.some((form) => hasCommonCore(form, words));
}

function hasCommonCore(form: string, words: WordSet): boolean {
  const characters = [...form];
  const before = Math.min(lengthOf(/^[^\p{L}]*/u.exec(form)?.[0]), LONGEST_AROUND);
  const after = Math.min(lengthOf(/[^\p{L}]*$/u.exec(form)?.[0]), LONGEST_AROUND);
  for (let start = 0; start <= before; start++) {
    for (let end = characters.length; end >= characters.length - after && end - start >= SHORTEST_WORD; end--) {
      const around = [...characters.slice(0, start), ...characters.slice(end)].join('');
      if (isPartOfNumber(characters, start, end) || countChoices(around) > Math.min(MOST_AROUND, end - start - 1))
        continue;
      if (isKnown(characters.slice(start, end).join(''), words)) return true;
    }
  }
  return false;
}

function isKnown(core: string, words: WordSet): boolean {
  return readings(core).some((reading) => {
    const once = /^(.{3,}?)\1+$/su.exec(reading)?.[1];
    return words.has(reading) || words.has(reversed(reading)) || (once !== undefined && words.has(once));
  });
}

function lengthOf(text = ''): number {
  return [...text].length;
}

/** Whether a core without letters goes on as digits beyond its ends: every long number holds a common short one. */
function isPartOfNumber(characters: readonly string[], start: number, end: number): boolean {
  const isDigit = (at: number) => /^\p{Nd}$/u.test(characters[at] ?? '');
  return !/\p{L}/u.test(characters.slice(start, end).join('')) && (isDigit(start - 1) || isDigit(end));
}
