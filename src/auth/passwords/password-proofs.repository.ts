import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import { PasswordProof } from './password-proof.entity.js';

/** Failures until no further proof is looked at, each time. */
const FAILURES_TO_LOCK = 5;

const RESERVE = `
  INSERT INTO password_proofs AS p (user_id, failures) VALUES ($1, 1)
  ON CONFLICT (user_id) DO UPDATE SET
    failures = p.failures + 1,
    locked_until = CASE WHEN (p.failures + 1) % ${FAILURES_TO_LOCK} = 0
      THEN $2::timestamptz
        + interval '15 minutes' * power(2, least((p.failures + 1) / ${FAILURES_TO_LOCK} - 1, 2))
      ELSE p.locked_until END
  WHERE p.locked_until IS NULL OR p.locked_until <= $2
  RETURNING user_id`;

/** Counts wrong current passwords, of one user. */
@Injectable()
export class PasswordProofsRepository {
  /**
   * Counts a failure in advance, so that a guess is never evaluated uncounted. The fifth locks for 15 minutes, and every
   * fifth after it for twice as long, up to an hour.
   *
   * @returns until when no password may be looked at, or undefined if this one may.
   */
  async reserve(tx: Transaction, userId: string, at: Date): Promise<Date | undefined> {
    if ((await tx.query(RESERVE, [userId, at])).length > 0) return undefined;
    return (await tx.manager.findOneBy(PasswordProof, { userId }))?.lockedUntil ?? at;
  }

  /** Forgets the failures: the password was proven, or there is another. */
  async clear(tx: Transaction, userId: string): Promise<void> {
    await tx.manager.delete(PasswordProof, { userId });
  }
}
