import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import type { Transaction } from '../../database/transaction.js';
import { LoginAttempt } from './login-attempt.entity.js';

/** Failures until a source is locked out of an account, each time. */
export const FAILURES_TO_LOCK = 5;

/** The fifth failure locks for 15 minutes, every fifth after it for twice as long, up to an hour. */
const RESERVE = `
  INSERT INTO login_attempts AS a (user_id, source, failed_count, failed_at)
  SELECT $1, $2, 1, $3::timestamptz WHERE $4::boolean
  ON CONFLICT (user_id, source) DO UPDATE SET
    failed_count = a.failed_count + 1,
    failed_at = excluded.failed_at,
    locked_until = CASE WHEN (a.failed_count + 1) % ${FAILURES_TO_LOCK} = 0
      THEN excluded.failed_at + least(interval '1 hour',
        interval '15 minutes' * power(2, least((a.failed_count + 1) / ${FAILURES_TO_LOCK} - 1, 2)))
      ELSE a.locked_until END
    WHERE a.locked_until IS NULL OR a.locked_until <= excluded.failed_at
  RETURNING user_id`;

/** Counts failed logins, by account and by who guesses. */
@Injectable()
export class LockoutRepository {
  /**
   * Counts a failure in advance, unless the source is locked out or the account cannot log in; that costs the same
   * statements.
   *
   * @param isOpen whether the account is there and active.
   * @param staleBefore what failed last before then is forgotten.
   * @returns whether it was counted.
   */
  async reserve(
    tx: Transaction,
    userId: string,
    isOpen: boolean,
    source: string,
    at: Date,
    staleBefore: Date,
  ): Promise<boolean> {
    // Not waiting for the disk here makes known and unknown names cost the same. The audit of the failure is
    // written after this and does wait, so that nobody gets an answer who has not been counted for good.
    await tx.query('SET LOCAL synchronous_commit = off');
    await tx.manager.delete(LoginAttempt, { userId, failedAt: LessThan(staleBefore) });
    return (await tx.query(RESERVE, [userId, source, at, isOpen])).length > 0;
  }

  /** Forgets the failures of these sources. */
  async forget(tx: Transaction, userId: string, sources: string[]): Promise<void> {
    await tx.manager.delete(LoginAttempt, { userId, source: In(sources) });
  }

  /** Forgets all failures of this account. */
  async forgetAll(tx: Transaction, userId: string): Promise<void> {
    await tx.manager.delete(LoginAttempt, { userId });
  }

  /** The failures of these accounts, for superusers. */
  async list(tx: Transaction, userIds: string[]): Promise<LoginAttempt[]> {
    return tx.manager.findBy(LoginAttempt, { userId: In(userIds) });
  }
}
