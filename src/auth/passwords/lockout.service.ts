import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.service.js';
import { hoursBefore } from '../../database/due-rows.js';
import { isOwnerGone } from '../../database/pg-errors.js';
import { FAILURE_HOURS } from '../../database/retention.js';
import type { Transaction } from '../../database/transaction.js';
import type { User } from '../../users/user.entity.js';
import { LockoutRepository } from './lockout.repository.js';

export interface LockoutState {
  failedCount: number;
  lockedUntil: Date | null;
}

@Injectable()
export class LockoutService {
  constructor(
    private readonly attempts: LockoutRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** True if any source is not locked out: a thief of a device must not lock out the network of its owner. */
  async reserve(account: Pick<User, 'id' | 'isActive'>, sources: string[]): Promise<boolean> {
    const now = this.clock.date();
    let reserved = false;
    // On all sources, and before the guess is evaluated: neither many at once nor a crash escape the count.
    for (const source of sources) {
      const counted = await this.count(account, source, now);
      reserved ||= counted;
    }
    return reserved;
  }

  private async count({ id, isActive }: Pick<User, 'id' | 'isActive'>, source: string, now: Date): Promise<boolean> {
    try {
      return await this.database.asOwner(id, (tx) =>
        this.attempts.reserve(tx, id, isActive, source, now, hoursBefore(now, FAILURE_HOURS)),
      );
    } catch (error) {
      // Removed a moment ago: like an account that never was.
      if (isOwnerGone(error)) return false;
      throw error;
    }
  }

  forget(userId: string, sources: string[]): Promise<void> {
    return this.database.asOwner(userId, (tx) => this.attempts.forget(tx, userId, sources));
  }

  unlock(tx: Transaction, userId: string): Promise<void> {
    return this.attempts.forgetAll(tx, userId);
  }

  /** For superusers only. The state is over all sources; accounts without failures are left out. */
  async readStates(userIds: string[]): Promise<Map<string, LockoutState>> {
    const states = new Map<string, LockoutState>();
    const attempts = await this.database.asIdentity((tx) => this.attempts.list(tx, userIds));
    for (const { userId, failedCount, lockedUntil } of attempts) {
      const before = states.get(userId) ?? { failedCount: 0, lockedUntil: null };
      states.set(userId, {
        failedCount: before.failedCount + failedCount,
        lockedUntil: laterOf(before.lockedUntil, lockedUntil),
      });
    }
    return states;
  }
}

function laterOf(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
