import type { FieldFault } from '../common/problem.js';
import { COMMON_PASSWORDS } from './common-passwords.js';

const MIN_LENGTH = 8;
const MAX_LENGTH = 256;
/** From this length on, length alone is strength enough: a passphrase needs no symbols. */
const PASSPHRASE_LENGTH = 15;

/** The form in which a password is judged, hashed and verified: keyboards and systems spell one character in several ways. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * What is wrong with a new password; empty if it will do. Length counts characters (code points), after
 * normalisation. NIST SP 800-63B: long ones are not asked for classes, and common ones are refused.
 */
export function passwordFaults(password: string, pointer: string): FieldFault[] {
  const normal = normalisePassword(password);
  const { length } = [...normal];
  if (length < MIN_LENGTH)
    return [{ pointer, code: 'TOO_SHORT', detail: `must have at least ${MIN_LENGTH} characters` }];
  if (length > MAX_LENGTH) return [{ pointer, code: 'TOO_LONG', detail: `must have at most ${MAX_LENGTH} characters` }];
  if (length < PASSPHRASE_LENGTH && !hasAllClasses(normal)) {
    return [
      {
        pointer,
        code: 'TOO_SIMPLE',
        detail: `must mix upper and lower case, digits and symbols, or have at least ${PASSPHRASE_LENGTH} characters`,
      },
    ];
  }
  if (isCommon(normal)) {
    return [{ pointer, code: 'TOO_COMMON', detail: 'is a variation of one of the most common passwords' }];
  }
  return [];
}

function hasAllClasses(password: string): boolean {
  return [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u].every((kind) => kind.test(password));
}

const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Whether nothing but a common password is left when case, look-alikes and what is hung on either end are taken off. */
function isCommon(password: string): boolean {
  const lower = password.toLowerCase();
  const bare = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const cores = [lower, bare].map((form) =>
    [...form]
      .map((c) => LOOKALIKES[c] ?? c)
      .join('')
      .replace(/[^\p{L}]/gu, ''),
  );
  return REPETITION.test(lower) || cores.some((core) => COMMON_PASSWORDS.has(/^(.+?)\1*$/u.exec(core)?.[1] ?? ''));
}

/** One short piece of a keyboard over and over, such as `aaaaaaaa` or `abcabcabcabcabc`. */
const REPETITION = /^([\x20-\x7e]{1,4}?)\1+$/;
