import { createHash } from 'node:crypto';

/** Names an account in a key without writing down who it is. ASCII letters lowered and nothing else, as accounts are told apart. */
export function accountKey(login: string): string {
  const normal = login.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return createHash('sha256').update(normal).digest('base64url');
}
