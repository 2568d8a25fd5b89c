import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { DueRows, hoursBefore } from '../../database/due-rows.js';
import { FAILURE_HOURS } from '../../database/retention.js';
import type { Transaction } from '../../database/transaction.js';
import { lockedUntil, lockEnds } from './lock-ends.js';
import { PasswordProof } from './password-proof.entity.js';

const RESERVE = `
  INSERT INTO password_proofs AS p (user_id, failures, failed_at) VALUES ($1, 1, $2)
  ON CONFLICT (user_id) DO UPDATE SET
    failures = p.failures + 1,
    failed_at = excluded.failed_at,
    locked_until = ${lockedUntil('(p.failures + 1)', 'p.locked_until', '$3')}
  WHERE p.locked_until IS NULL OR p.locked_until <= excluded.failed_at
  RETURNING user_id`;

@Injectable()
export class PasswordProofsRepository {
  readonly forgotten = new DueRows({ table: 'password_proofs', key: ['user_id'], time: 'failed_at' });

  /** Counts a failure before the guess is evaluated. @returns when the lock ends; undefined if there is none. */
  async reserve(tx: Transaction, userId: string, at: Date): Promise<Date | undefined> {
    await tx.manager.delete(PasswordProof, { userId, failedAt: LessThan(hoursBefore(at, FAILURE_HOURS)) });
    if ((await tx.query(RESERVE, [userId, at, lockEnds(at)])).length > 0) return undefined;
    return (await tx.manager.findOneBy(PasswordProof, { userId }))?.lockedUntil ?? at;
  }

  async clear(tx: Transaction, userId: string): Promise<void> {
    await tx.manager.delete(PasswordProof, { userId });
  }
}
