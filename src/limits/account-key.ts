import { createHash } from 'node:crypto';
import { trimBlanks } from '../common/blanks.js';

/** Names an account in a key without writing down who it is. As accounts are told apart: no blanks at the ends, ASCII letters lowered. */
export function accountKey(login: string): string {
  const normal = trimBlanks(login).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return createHash('sha256').update(normal).digest('base64url');
}
