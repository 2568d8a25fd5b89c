import { Transform } from 'class-transformer';

/** Blanks of every width, marks of direction, joiners: what keyboards put beside a word. */
const BLANK = /[\s\p{Z}\u200c-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069]/u;

export function trimBlanks(text: string): string {
  // A loop, because a regular expression takes quadratic time on a long run of blanks.
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start++;
  while (end > start && BLANK.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Removes the blanks that phones add when they complete a word. Not for passwords. */
export const Trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? trimBlanks(value) : value));
