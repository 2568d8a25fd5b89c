import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Transaction } from '../../database/transaction.js';
import { LockoutRepository } from './lockout.repository.js';

/** For how long a failure is remembered. */
const MEMORY_MS = 86_400_000;

/** How an account stands, over all who guess at its password. */
export interface Standing {
  failedCount: number;
  lockedUntil: Date | null;
}

/** The lockout: which logins may be tried. Who guesses is locked out, and not the account from everywhere. */
@Injectable()
export class LockoutService {
  constructor(
    private readonly attempts: LockoutRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a failure in advance: a guess that has not been counted is never evaluated, however many come at once and
   * whatever becomes of the process.
   *
   * @param userId of an account, or an id that nobody has.
   * @param sources who guesses, as `LoginAttempt` names it. One that is not locked out will do: a thief of a device's
   * token locks out the device, but not its owner's network. It is counted on all of them.
   * @returns whether the password may be looked at.
   */
  async reserve(userId: string, sources: string[]): Promise<boolean> {
    const now = this.clock.now();
    let reserved = false;
    for (const source of sources) {
      const counted = await this.attempts.reserve(userId, source, new Date(now), new Date(now - MEMORY_MS));
      reserved ||= counted;
    }
    return reserved;
  }

  /** The password was right: forgets the failures of these sources, and no one else's. */
  forget(userId: string, sources: string[]): Promise<void> {
    return this.attempts.forget(userId, sources);
  }

  /** Lets everyone try again at once, in a transaction of this user's. */
  unlock(tx: Transaction, userId: string): Promise<void> {
    return this.attempts.forgetAll(tx, userId);
  }

  /** How these accounts stand; those without failures are left out. Call it for superusers only. */
  async standings(userIds: string[]): Promise<Map<string, Standing>> {
    const standings = new Map<string, Standing>();
    for (const { userId, failedCount, lockedUntil } of await this.attempts.list(userIds)) {
      const before = standings.get(userId) ?? { failedCount: 0, lockedUntil: null };
      standings.set(userId, {
        failedCount: before.failedCount + failedCount,
        lockedUntil: latest(before.lockedUntil, lockedUntil),
      });
    }
    return standings;
  }
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
