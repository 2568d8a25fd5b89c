import { fold } from './folding.js';
import { walkLength } from './keyboard.js';

/** Guessers do not try patterns of this length, except one short piece over and over. */
const MIN_BYTES_BEYOND_PATTERNS = 64;
const GUESSABLE_CHOICES = 4;

/** Whether the password is little more than sequences, keyboard walks, repetitions and years. */
export function isPredictable(password: string): boolean {
  if (Buffer.byteLength(password) >= MIN_BYTES_BEYOND_PATTERNS) return repeatsShortPiece(password);
  return countChoices(password) <= Math.max(GUESSABLE_CHOICES, Math.floor([...password].length / 3));
}

function repeatsShortPiece(password: string): boolean {
  if (!/^[\x20-\x7e]+$/.test(password)) return false;
  return Array.from({ length: 16 }, (_, i) => i + 1).some((period) => password.startsWith(password.slice(period)));
}

/** How many choices a guesser has to make: one for each pattern, and one for each character outside of them. */
export function countChoices(text: string): number {
  const folded = fold(text);
  const squeezed = folded.replace(/(.)\1+/gsu, '$1');
  const plain = [...folded.replace(/[^\p{L}\p{N}]/gu, '')];
  const separators = new Set(folded.match(/[^\p{L}\p{N}]/gu)).size;
  const evens = plain.filter((_, i) => i % 2 === 0);
  const odds = plain.filter((_, i) => i % 2 === 1);
  return Math.min(
    ...[text, folded, squeezed].map((form) => choicesOf([...form])),
    separators + choicesOf(plain),
    separators + choicesOf(evens) + choicesOf(odds),
  );
}

function choicesOf(characters: readonly string[]): number {
  let choices = 0;
  for (let at = 0; at < characters.length; choices++) {
    const pattern = Math.max(
      runLength(characters, at),
      sequenceLength(characters, at),
      walkLength(characters, at),
      dateLength(characters, at),
    );
    const block = repeatedBlock(characters, at);
    if (block !== undefined && block.length > pattern) {
      choices += choicesOf(characters.slice(at, at + block.period)) - 1;
      at += block.length;
    } else at += Math.max(pattern, 1);
  }
  return choices;
}

// `aaa`, in ASCII only: other scripts have other keys, and emoji are chosen from thousands.
function runLength(characters: readonly string[], start: number): number {
  const first = characters[start] ?? '';
  if (!/[\x20-\x7e]/.test(first)) return 0;
  let end = start + 1;
  while (characters[end] === first) end++;
  return end - start >= 3 ? end - start : 0;
}

function sequenceLength(characters: readonly string[], start: number): number {
  const step = characterStep(characters[start], characters[start + 1]);
  if (step === undefined || step === 0 || Math.abs(step) > 3) return 0;
  let end = start + 2;
  while (characterStep(characters[end - 1], characters[end]) === step) end++;
  return end - start >= (Math.abs(step) === 1 ? 3 : 4) ? end - start : 0;
}

function characterStep(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  if (from + to === '90') return 1;
  if (from + to === '09') return -1;
  const alike = [/^\p{L}$/u, /^\p{Nd}$/u].some((kind) => kind.test(from) && kind.test(to));
  return alike ? (to.codePointAt(0) ?? 0) - (from.codePointAt(0) ?? 0) : undefined;
}

function dateLength(characters: readonly string[], start: number): number {
  const next = characters.slice(start, start + 8).join('');
  if (/^((0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(19|20)\d\d/.test(next)) return 8;
  if (/^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/.test(next)) return 8;
  return /^(19|20)\d\d/.test(next) ? 4 : 0;
}

// `xyz7xyz7`: the shortest block that stands at `start` at least twice in a row.
function repeatedBlock(characters: readonly string[], start: number): { period: number; length: number } | undefined {
  for (let period = 2; start + 2 * period <= characters.length; period++) {
    let end = start + period;
    while (end < characters.length && characters[end] === characters[end - period]) end++;
    const length = Math.floor((end - start) / period) * period;
    if (length >= 2 * period && length >= 6) return { period, length };
  }
  return undefined;
}
