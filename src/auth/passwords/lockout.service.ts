import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.service.js';
import { isOwnerGone } from '../../database/pg-errors.js';
import type { Transaction } from '../../database/transaction.js';
import type { User } from '../../users/user.entity.js';
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
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a failure in advance: a guess that has not been counted is never evaluated, however many come at once and
   * whatever becomes of the process.
   *
   * @param account as it was found, or one with an id that nobody has.
   * @param sources who guesses, as `LoginAttempt` names it. One that is not locked out will do: a thief of a device's
   * token locks out the device, but not its owner's network. It is counted on all of them.
   * @returns whether the password may be looked at.
   */
  async reserve(account: Pick<User, 'id' | 'isActive'>, sources: string[]): Promise<boolean> {
    const now = this.clock.now();
    let reserved = false;
    for (const source of sources) {
      const counted = await this.count(account, source, now);
      reserved ||= counted;
    }
    return reserved;
  }

  /** An account that was removed a moment ago is like one that never was. */
  private async count({ id, isActive }: Pick<User, 'id' | 'isActive'>, source: string, now: number): Promise<boolean> {
    try {
      return await this.database.asOwner(id, (tx) =>
        this.attempts.reserve(tx, id, isActive, source, new Date(now), new Date(now - MEMORY_MS)),
      );
    } catch (error) {
      if (isOwnerGone(error)) return false;
      throw error;
    }
  }

  /** The password was right: forgets the failures of these sources, and no one else's. */
  forget(userId: string, sources: string[]): Promise<void> {
    return this.database.asOwner(userId, (tx) => this.attempts.forget(tx, userId, sources));
  }

  /** Lets everyone try again at once, in a transaction of this user's. */
  unlock(tx: Transaction, userId: string): Promise<void> {
    return this.attempts.forgetAll(tx, userId);
  }

  /** How these accounts stand; those without failures are left out. Call it for superusers only. */
  async standings(userIds: string[]): Promise<Map<string, Standing>> {
    const standings = new Map<string, Standing>();
    const attempts = await this.database.asIdentity((tx) => this.attempts.list(tx, userIds));
    for (const { userId, failedCount, lockedUntil } of attempts) {
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
