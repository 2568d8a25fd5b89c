import { Transform } from 'class-transformer';

/** What keyboards put beside a word: blanks of every width, marks of direction, joiners. */
const BLANK = /[\s\p{Z}\u200c-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069]/u;

/** Without the blanks at its ends. A loop, because a regular expression takes quadratic time on a long run of them. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start++;
  while (end > start && BLANK.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The field is taken without the blanks at its ends, which phones add when they complete a word. Never a password. */
export const Trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? trimBlanks(value) : value));
