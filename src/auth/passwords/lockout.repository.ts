import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { DueRows } from '../../database/due-rows.js';
import type { Transaction } from '../../database/transaction.js';
import { lockedUntil, lockEnds } from './lock-ends.js';
import { LoginAttempt } from './login-attempt.entity.js';

const RESERVE = `
  INSERT INTO login_attempts AS a (user_id, source, failed_count, failed_at)
  SELECT $1, $2, 1, $3::timestamptz WHERE $4::boolean
  ON CONFLICT (user_id, source) DO UPDATE SET
    failed_count = a.failed_count + 1,
    failed_at = excluded.failed_at,
    locked_until = ${lockedUntil('(a.failed_count + 1)', 'a.locked_until', '$5')}
    WHERE a.locked_until IS NULL OR a.locked_until <= excluded.failed_at
  RETURNING user_id`;

@Injectable()
export class LockoutRepository {
  readonly forgotten = new DueRows({ table: 'login_attempts', key: ['user_id', 'source'], time: 'failed_at' });

  /** Counts a failure in advance. If locked out or not open it does not, and returns false, at the same cost. */
  async reserve(
    tx: Transaction,
    userId: string,
    isOpen: boolean,
    source: string,
    at: Date,
    staleBefore: Date,
  ): Promise<boolean> {
    // Without a wait for the disk, known and unknown names cost the same. The audit of the failure is written later
    // and does wait, so that nobody gets an answer before the count is safe.
    await tx.query('SET LOCAL synchronous_commit = off');
    await tx.manager.delete(LoginAttempt, { userId, failedAt: LessThan(staleBefore) });
    return (await tx.query(RESERVE, [userId, source, at, isOpen, lockEnds(at)])).length > 0;
  }

  async forget(tx: Transaction, userId: string, sources: string[]): Promise<void> {
    await tx.manager.delete(LoginAttempt, { userId, source: In(sources) });
  }

  async forgetAll(tx: Transaction, userId: string): Promise<void> {
    await tx.manager.delete(LoginAttempt, { userId });
  }

  async list(tx: Transaction, userIds: string[]): Promise<LoginAttempt[]> {
    return tx.manager.findBy(LoginAttempt, { userId: In(userIds) });
  }
}
