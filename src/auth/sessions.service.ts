import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Transaction } from '../database/transaction.js';
import { RevocationSet } from './revocation-set.js';
import { SessionsRepository } from './sessions.repository.js';

/** Why a session ended; kept with it. */
export type EndReason = 'logout' | 'logout_all' | 'revoked' | 'reuse' | 'password_change' | 'password_reset' | 'deactivation' | 'demotion' | 'deletion';

/**
 * The life of sessions. One that was ended is refused at once by this instance and within a second by every other, its
 * access tokens as well as its refresh token.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly revocations: RevocationSet,
    private readonly clock: Clock,
  ) {}

  /** Ends one session. @returns whether it was there and had not ended before. */
  async end(userId: string, sessionId: string, reason: EndReason): Promise<boolean> {
    const ended = await this.sessions.end(userId, { reason, at: this.now(), only: sessionId });
    this.refuse(userId, ended, reason);
    return ended.length > 0;
  }

  /** Ends every session of the user, but for `except`. */
  async endAll(userId: string, reason: EndReason, { except }: { except?: string } = {}): Promise<void> {
    this.refuse(userId, await this.sessions.end(userId, { reason, at: this.now(), except }), reason);
  }

  /**
   * The same, in the transaction of the change that is the reason for it: neither happens without the other.
   *
   * @param change must call the function that it is given, in a transaction whose scope is this user.
   */
  async endAllWith<T>(
    userId: string,
    reason: EndReason,
    { except }: { except?: string },
    change: (endSessions: (tx: Transaction) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    let ended: string[] = [];
    const outcome = await change(async (tx) => {
      ended = await this.sessions.endWithin(tx, userId, { reason, at: this.now(), except });
    });
    this.refuse(userId, ended, reason);
    return outcome;
  }

  /** Every ending of a session comes by here, after its commit. */
  private refuse(_userId: string, sessionIds: string[], _reason: EndReason): void {
    this.revocations.add(sessionIds);
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}
