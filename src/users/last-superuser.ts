import { Problem } from '../common/problem.js';
import type { Transaction } from '../database/transaction.js';
import { USER_ERRORS } from './users.errors.js';
import { LOCK_KEYS } from '../database/lock-keys.js';

/**
 * Refuses to let the last active superuser go. Superusers go one at a time: of two who remove each other, the second
 * waits, and then finds itself the last.
 *
 * @param tx whose scope is this user; it sees the other superusers for this one question, and cannot change them.
 * @throws Problem LAST_SUPERUSER.
 */
export async function keepASuperuser(tx: Transaction, userId: string): Promise<void> {
  // With the row locked, nobody becomes a superuser between the question and the removal.
  const [user] = await tx.query<{ is_superuser: boolean }>('SELECT is_superuser FROM users WHERE id = $1 FOR UPDATE', [
    userId,
  ]);
  if (user?.is_superuser !== true) return;
  await tx.query(`SELECT pg_advisory_xact_lock(${LOCK_KEYS.lastSuperuser})`);
  await tx.query(`SET LOCAL app.scope = 'identity'`);
  const superusers = await tx.query<{ id: string }>('SELECT id FROM users WHERE is_superuser AND is_active LIMIT 2');
  await tx.query(`SET LOCAL app.scope = ''`);
  if (superusers.length === 1 && superusers[0]?.id === userId) throw new Problem(USER_ERRORS.LAST_SUPERUSER);
}
