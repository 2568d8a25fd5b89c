import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { newId } from '../common/uuid.js';
import { AppConfig } from '../config/app-config.js';
import type { Transaction } from '../database/transaction.js';
import type { User } from '../users/user.entity.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { RevocationSet } from './revocation-set.js';
import type { Session } from './session.entity.js';
import { SessionsRepository } from './sessions.repository.js';

/** Why a session ended; kept with it. */
export type EndReason =
  | 'logout'
  | 'logout_all'
  | 'ended'
  | 'reuse'
  | 'password_change'
  | 'password_reset'
  | 'deactivation'
  | 'demotion'
  | 'deletion';

/**
 * The life of sessions. One that was ended is refused at once by this instance and within a second by every other, its
 * access tokens as well as its refresh token.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly revocations: RevocationSet,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /**
   * Opens a session for someone who has just proved their password.
   *
   * @param user as they were when the password was held against their hash.
   * @throws Problem INVALID_CREDENTIALS if the account was removed, deactivated or given another password since.
   */
  async open(user: User, origin: RequestOrigin): Promise<Session> {
    const now = this.clock.now();
    const session: Session = {
      userId: user.id,
      id: newId(),
      generation: 1,
      previousGeneration: null,
      rotatedAt: null,
      createdAt: new Date(now),
      lastUsedAt: new Date(now),
      expiresAt: new Date(now + this.config.REFRESH_TOKEN_ABSOLUTE_SECONDS * 1000),
      ...origin,
      revokedAt: null,
      revokedReason: null,
    };
    if (await this.sessions.open(user.id, user.passwordHash, session)) return session;
    throw new Problem(AUTH_ERRORS.INVALID_CREDENTIALS, { headers: { 'WWW-Authenticate': 'Bearer' } });
  }

  /** One session, ended or not. */
  find(userId: string, sessionId: string): Promise<Session | undefined> {
    return this.sessions.get(userId, sessionId);
  }

  /** The sessions that live, the one used last first. */
  list(userId: string): Promise<Session[]> {
    const now = this.clock.now();
    return this.sessions.list(userId, new Date(now), new Date(now - this.config.REFRESH_TOKEN_IDLE_SECONDS * 1000));
  }

  /** Ends one session. @returns whether it was there and had not ended before. */
  async end(userId: string, sessionId: string, reason: EndReason): Promise<boolean> {
    const ended = await this.sessions.end(
      userId,
      { reason, at: this.now(), only: sessionId },
      this.noting(userId, reason),
    );
    this.refuse(userId, ended, reason);
    return ended.length > 0;
  }

  /** Ends every session of the user, but for `except`. */
  async endAll(userId: string, reason: EndReason, { except }: { except?: string } = {}): Promise<void> {
    this.refuse(
      userId,
      await this.sessions.end(userId, { reason, at: this.now(), except }, this.noting(userId, reason)),
      reason,
    );
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
      await this.noting(userId, reason)(tx, ended);
    });
    this.refuse(userId, ended, reason);
    return outcome;
  }

  /** Writes down what ended, in the transaction that ends it. */
  private noting(userId: string, reason: EndReason) {
    return async (tx: Transaction, sessions: string[]): Promise<void> => {
      if (sessions.length === 0) return;
      const reused = reason === 'reuse';
      await this.audit.record(
        {
          event: reused ? 'session.reused' : 'session.ended',
          outcome: reused ? 'failure' : 'success',
          userId,
          detail: { reason, sessions },
        },
        tx,
      );
    };
  }

  /** Every ending of a session comes by here, after its commit. */
  private refuse(_userId: string, sessionIds: string[], _reason: EndReason): void {
    this.revocations.add(sessionIds);
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}
