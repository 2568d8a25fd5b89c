import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { DueRows, hoursBefore } from '../../database/due-rows.js';
import { FAILURE_HOURS } from '../../database/retention.js';
import type { Transaction } from '../../database/transaction.js';
import { PasswordProof } from './password-proof.entity.js';

const FAILURES_TO_LOCK = 5;

/** The fifth failure locks for 15 minutes, every fifth after it for twice as long, up to an hour. */
const RESERVE = `
  INSERT INTO password_proofs AS p (user_id, failures, failed_at) VALUES ($1, 1, $2)
  ON CONFLICT (user_id) DO UPDATE SET
    failures = p.failures + 1,
    failed_at = excluded.failed_at,
    locked_until = CASE WHEN (p.failures + 1) % ${FAILURES_TO_LOCK} = 0
      THEN excluded.failed_at
        + interval '15 minutes' * power(2, least((p.failures + 1) / ${FAILURES_TO_LOCK} - 1, 2))
      ELSE p.locked_until END
  WHERE p.locked_until IS NULL OR p.locked_until <= excluded.failed_at
  RETURNING user_id`;

@Injectable()
export class PasswordProofsRepository {
  readonly forgotten = new DueRows({ table: 'password_proofs', key: ['user_id'], time: 'failed_at' });

  /** Counts a failure before the guess is evaluated. @returns when the lock ends; undefined if there is none. */
  async reserve(tx: Transaction, userId: string, at: Date): Promise<Date | undefined> {
    await tx.manager.delete(PasswordProof, { userId, failedAt: LessThan(hoursBefore(at, FAILURE_HOURS)) });
    if ((await tx.query(RESERVE, [userId, at])).length > 0) return undefined;
    return (await tx.manager.findOneBy(PasswordProof, { userId }))?.lockedUntil ?? at;
  }

  async clear(tx: Transaction, userId: string): Promise<void> {
    await tx.manager.delete(PasswordProof, { userId });
  }
}
