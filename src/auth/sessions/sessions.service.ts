import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { newId } from '../../common/uuid.js';
import { AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import type { User } from '../../users/user.entity.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { RevocationSet } from './revocation-set.js';
import type { Session } from './session.entity.js';
import { type Ending, SessionsRepository } from './sessions.repository.js';

/** Why a session ended; kept with it. */
export type EndReason =
  | 'logout'
  | 'logout_all'
  | 'ended'
  | 'reuse'
  | 'password_change'
  | 'password_reset'
  | 'email_restored'
  | 'deactivation'
  | 'demotion'
  | 'deletion'
  | 'superuser'
  | 'limit';

/** More sessions than this an account does not have: the oldest one ends. */
const MAX_SESSIONS = 50;

/** Who ends a session, as far as that is proven, and from where. */
export interface EndedBy {
  actorId?: string;
  origin?: RequestOrigin;
}

/**
 * The life of sessions. One that was ended is refused at once by this instance and within a second by every other, its
 * access tokens as well as its refresh token.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly revocations: RevocationSet,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /**
   * Opens a session for someone who has just proved their password. Where there are too many, the oldest ends.
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
      usedGeneration: null,
      recentGenerations: [],
      voidGenerations: [],
      createdAt: new Date(now),
      lastUsedAt: new Date(now),
      expiresAt: new Date(now + this.config.REFRESH_TOKEN_ABSOLUTE_SECONDS * 1000),
      ...origin,
      revokedAt: null,
      revokedReason: null,
    };
    const ended = await this.database.asOwner(user.id, async (tx) => {
      if (!(await this.sessions.lockAccount(tx, user.id, user.passwordHash))) return undefined;
      const idleSince = this.idleSince(now);
      const surplus = await this.sessions.oldest(tx, user.id, new Date(now), idleSince, MAX_SESSIONS - 1);
      await this.sessions.insert(tx, user.id, session);
      return this.endWithin(tx, user.id, 'limit', { only: surplus }, { actorId: user.id, origin });
    });
    if (ended === undefined)
      throw new Problem(AUTH_ERRORS.INVALID_CREDENTIALS, { headers: { 'WWW-Authenticate': 'Bearer' } });
    this.refuse(ended);
    return session;
  }

  /** One session, ended or not. */
  find(userId: string, sessionId: string): Promise<Session | undefined> {
    return this.sessions.get(userId, sessionId);
  }

  /** The sessions that live, the one used last first. */
  list(userId: string): Promise<Session[]> {
    const now = this.clock.now();
    return this.sessions.list(userId, new Date(now), this.idleSince(now));
  }

  /** Ends one session. @returns whether it was there and had not ended before. */
  async end(userId: string, sessionId: string, reason: EndReason, by: EndedBy = {}): Promise<boolean> {
    const ended = await this.database.asOwner(userId, (tx) =>
      this.endWithin(tx, userId, reason, { only: [sessionId] }, by),
    );
    this.refuse(ended);
    return ended.length > 0;
  }

  /** Ends every session of the user, but for `except`. */
  async endAll(userId: string, reason: EndReason, { except }: { except?: string } = {}): Promise<void> {
    this.refuse(await this.database.asOwner(userId, (tx) => this.endWithin(tx, userId, reason, { except })));
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
      ended = await this.endWithin(tx, userId, reason, { except });
    });
    this.refuse(ended);
    return outcome;
  }

  /**
   * Ends sessions and writes it down, in the transaction of this owner's that is the reason for it.
   *
   * @returns the ids of those that had not ended before: to be handed to `refuse` after the commit.
   */
  async endWithin(
    tx: Transaction,
    userId: string,
    reason: EndReason,
    which: Pick<Ending, 'only' | 'except'> = {},
    { actorId, origin }: EndedBy = {},
  ): Promise<string[]> {
    if (which.only?.length === 0) return [];
    const sessions = await this.sessions.end(tx, userId, { reason, at: new Date(this.clock.now()), ...which });
    if (sessions.length === 0) return [];
    const reused = reason === 'reuse';
    await this.audit.record(
      {
        event: reused ? 'session.reused' : 'session.ended',
        outcome: reused ? 'failure' : 'success',
        userId,
        actorId,
        origin,
        detail: { reason, sessions },
      },
      tx,
    );
    return sessions;
  }

  /** Refuses the tokens of these sessions on this instance at once. Every ending comes by here, after its commit. */
  refuse(sessionIds: string[]): void {
    this.revocations.add(sessionIds);
  }

  /** What was not used since then is over. */
  private idleSince(now: number): Date {
    return new Date(now - this.config.REFRESH_TOKEN_IDLE_SECONDS * 1000);
  }
}
