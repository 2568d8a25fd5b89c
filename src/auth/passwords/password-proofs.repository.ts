import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';

/** Failures until no further proof is looked at, each time. */
const FAILURES_TO_LOCK = 5;

/** Counts wrong current passwords, of one user. */
@Injectable()
export class PasswordProofsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Counts a failure in advance, so that a guess is never evaluated uncounted. The fifth locks for 15 minutes, and every
   * fifth after it for twice as long, up to an hour.
   *
   * @returns until when no password may be looked at, or undefined if this one may.
   */
  async reserve(userId: string, at: Date): Promise<Date | undefined> {
    return this.database.asOwner(userId, async (tx) => {
      const reserved = await tx.query(
        `INSERT INTO password_proofs AS p (user_id, failures) VALUES ($1, 1)
         ON CONFLICT (user_id) DO UPDATE SET
           failures = p.failures + 1,
           locked_until = CASE WHEN (p.failures + 1) % ${FAILURES_TO_LOCK} = 0
             THEN $2::timestamptz
               + interval '15 minutes' * power(2, least((p.failures + 1) / ${FAILURES_TO_LOCK} - 1, 2))
             ELSE p.locked_until END
         WHERE p.locked_until IS NULL OR p.locked_until <= $2
         RETURNING user_id`,
        [userId, at],
      );
      if (reserved.length > 0) return undefined;
      const [row] = await tx.query<{ locked_until: Date }>(
        'SELECT locked_until FROM password_proofs WHERE user_id = $1',
        [userId],
      );
      return row?.locked_until ?? at;
    });
  }

  /** Forgets the failures: the password was proven, or there is another. */
  async clear(tx: Transaction, userId: string): Promise<void> {
    await tx.query('DELETE FROM password_proofs WHERE user_id = $1', [userId]);
  }

  /** The same, in a transaction of its own. */
  async clearNow(userId: string): Promise<void> {
    await this.database.asOwner(userId, (tx) => this.clear(tx, userId));
  }
}
