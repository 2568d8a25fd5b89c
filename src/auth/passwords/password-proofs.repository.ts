import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import { lockedUntil, lockEnds } from './lock-ends.js';
import { PasswordProof } from './password-proof.entity.js';

const RESERVE = `
  INSERT INTO password_proofs AS p (user_id, failures) VALUES ($1, 1)
  ON CONFLICT (user_id) DO UPDATE SET
    failures = p.failures + 1,
    locked_until = ${lockedUntil('(p.failures + 1)', 'p.locked_until', '$3')}
  WHERE p.locked_until IS NULL OR p.locked_until <= $2
  RETURNING user_id`;

@Injectable()
export class PasswordProofsRepository {
  /** Counts a failure before the guess is evaluated. @returns when the lock ends; undefined if there is none. */
  async reserve(tx: Transaction, userId: string, at: Date): Promise<Date | undefined> {
    if ((await tx.query(RESERVE, [userId, at, lockEnds(at)])).length > 0) return undefined;
    return (await tx.manager.findOneBy(PasswordProof, { userId }))?.lockedUntil ?? at;
  }

  async clear(tx: Transaction, userId: string): Promise<void> {
    await tx.manager.delete(PasswordProof, { userId });
  }
}
