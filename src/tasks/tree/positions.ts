import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

export const POSITION_LENGTH = 256;

/** Keys of the library `fractional-indexing`, in base 62, with integer parts of at most 15 digits. */
export const POSITION_PATTERN = '^[A-Za-o][0-9A-Za-z]+$';

const SHAPE = new RegExp(POSITION_PATTERN);

/** Beyond any key that is made by counting. Further numbers would not be exact in JavaScript. */
const LAST_REACH = 9e14;

export function isPosition(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > POSITION_LENGTH || !SHAPE.test(value)) return false;
  try {
    generateKeyBetween(value, null);
    return true;
  } catch {
    return false;
  }
}

/** The key of a number: its decimal digits are digits of base 62 too, after a letter that says how many they are. */
export const endPosition = (n: number): string => String.fromCharCode(96 + String(n).length) + String(n);

/** The `endPosition` of every greater number comes after this key. */
export function reachOf(position = ''): number {
  const length = position.charCodeAt(0) - 96;
  if (!(length > 0)) return 0;
  const digits = position.slice(1, 1 + length);
  const [decimals] = /^\d*/.exec(digits)!;
  const reach =
    decimals.length === length ? Number(digits) : (Number(decimals) + 1) * 10 ** (length - decimals.length) - 1;
  return Math.min(Math.max(reach, 10 ** (length - 1) - 1), LAST_REACH);
}

/** @returns undefined if there are none between these two, or only some that are too long. */
export function positionsBetween(previous: string | undefined, next: string, count: number): string[] | undefined {
  if (previous !== undefined && previous >= next) return undefined;
  const positions = generateNKeysBetween(previous, next, count);
  return positions.every(isPosition) ? positions : undefined;
}
