import { createHash } from 'node:crypto';
import { trimBlanks } from '../common/blanks.js';

/** Does not reveal the login. Normalized as accounts compare: trimmed, ASCII letters in lower case. */
export function accountKey(login: string): string {
  const normal = trimBlanks(login).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return createHash('sha256').update(normal).digest('base64url');
}
