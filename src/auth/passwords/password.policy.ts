import type { FaultCode } from '../../common/fault-codes.js';
import type { FieldFault } from '../../common/problem.js';
import { isCommon } from './common-passwords.js';
import { type Person, holdsPersonalWord } from './personal-words.js';
import { isPredictable } from './predictability.js';

const MAX_LENGTH = 256;
const PASSPHRASE_LENGTH = 15;

export interface PasswordRules {
  minLength: number;
  /** Whether passwords that are no passphrases have to mix upper and lower case, digits and symbols. */
  composition: boolean;
}

/** Used to judge, hash and verify: keyboards and systems spell one character in several ways. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Refuses what guessers try first (NIST SP 800-63B; ASVS 5.0, 6.2). Length is in code points. */
export function passwordFault(
  password: string,
  pointer: string,
  rules: PasswordRules,
  person?: Person,
): FieldFault | undefined {
  const normal = normalisePassword(password);
  const { length } = [...normal];
  const fault = (code: FaultCode, detail: string) => ({ pointer, code, detail });
  if (length < rules.minLength) return fault('TOO_SHORT', `must have at least ${rules.minLength} characters`);
  if (length > MAX_LENGTH) return fault('TOO_LONG', `must have at most ${MAX_LENGTH} characters`);
  if (rules.composition && length < PASSPHRASE_LENGTH && !hasAllClasses(normal)) {
    const wanted = `must mix upper and lower case, digits and symbols, or have at least ${PASSPHRASE_LENGTH} characters`;
    return fault('TOO_SIMPLE', wanted);
  }
  if (isCommon(normal)) {
    return fault('TOO_COMMON', 'is a variation of one of the most common passwords; take several words at random');
  }
  if (person !== undefined && holdsPersonalWord(normal, person)) {
    return fault(
      'TOO_PERSONAL',
      'must not hold your username, your name, your e-mail address or the name of this service',
    );
  }
  if (isPredictable(normal)) {
    const wanted =
      'is little more than a sequence, a repetition or a walk over the keyboard; take several words at random';
    return fault('TOO_PREDICTABLE', wanted);
  }
  return undefined;
}

export function hasAllClasses(password: string): boolean {
  return [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u].every((kind) => kind.test(password));
}
