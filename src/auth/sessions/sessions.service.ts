import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { inBatches } from '../../common/batches.js';
import { unauthenticated } from '../../common/unauthenticated.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { newId } from '../../common/uuid.js';
import { SessionsConfig } from '../../config/slices.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { ExportedSession } from '../dto/exported-session.dto.js';
import { RevocationSetService } from './revocation-set.service.js';
import { RevocationsRepository } from './revocations.repository.js';
import type { Session } from './session.entity.js';
import { type Ending, SessionsRepository } from './sessions.repository.js';

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

/** Of one account: the oldest ends when there are more. */
const MAX_SESSIONS = 50;

/** Who ends a session, if that is proven. */
export interface EndedBy {
  actorId?: string;
  origin?: RequestOrigin;
}

/** An ended session is refused at once by this instance and within a second by every other, with all its tokens. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly revocations: RevocationsRepository,
    private readonly refused: RevocationSetService,
    private readonly users: UsersService,
    private readonly config: SessionsConfig,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem INVALID_CREDENTIALS if `user` was removed, disabled or given another password meanwhile. */
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
    await this.database.asOwner(user.id, async (tx) => {
      // With the lock a change that ends the sessions of the account waits, so that it does not miss this one.
      if (!(await this.users.lockWithPassword(tx, user))) throw unauthenticated(AUTH_ERRORS.INVALID_CREDENTIALS);
      const idleSince = this.idleSince(now);
      const surplus = await this.sessions.findOldest(tx, user.id, new Date(now), idleSince, MAX_SESSIONS - 1);
      await this.sessions.removeExpired(tx, user.id, new Date(now));
      await this.sessions.insert(tx, session);
      await this.end(tx, user.id, surplus, 'limit', { actorId: user.id, origin });
    });
    return session;
  }

  /** Finds an ended session too. */
  find(userId: string, sessionId: string): Promise<Session | null> {
    return this.database.asOwner(userId, (tx) => this.sessions.find(tx, userId, sessionId));
  }

  list(userId: string): Promise<Session[]> {
    const now = this.clock.now();
    return this.database.asOwner(userId, (tx) => this.sessions.list(tx, userId, new Date(now), this.idleSince(now)));
  }

  async *export(userId: string): AsyncGenerator<ExportedSession[]> {
    const read = (after: string | null, limit: number) =>
      this.database.asOwner(userId, (tx) => this.sessions.findAfter(tx, userId, after, limit));
    for await (const batch of inBatches(read)) yield batch.map((session) => ExportedSession.of(session));
  }

  /** @returns the ids of those that had not ended before. */
  async end(
    tx: Transaction,
    userId: string,
    sessionIds: string[],
    reason: EndReason,
    by: EndedBy = {},
  ): Promise<string[]> {
    return sessionIds.length === 0 ? [] : this.revoke(tx, userId, { reason, only: sessionIds }, by);
  }

  /** @returns the ids of those that had not ended before. */
  async endAll(
    tx: Transaction,
    userId: string,
    reason: EndReason,
    { except, ...by }: EndedBy & { except?: string } = {},
  ): Promise<string[]> {
    return this.revoke(tx, userId, { reason, except }, by);
  }

  private async revoke(
    tx: Transaction,
    userId: string,
    ending: Omit<Ending, 'at'>,
    { actorId, origin }: EndedBy,
  ): Promise<string[]> {
    const sessions = await this.sessions.end(tx, userId, { ...ending, at: this.clock.date() });
    if (sessions.length === 0) return [];
    await this.revocations.insert(tx, userId, sessions);
    tx.afterCommit(() => this.refused.add(sessions));
    const { reason } = ending;
    await this.audit.record(tx, {
      event: reason === 'reuse' ? 'session.reused' : 'session.ended',
      outcome: reason === 'reuse' ? 'failure' : 'success',
      userId,
      actorId,
      origin,
      detail: { reason, sessions },
    });
    return sessions;
  }

  private idleSince(now: number): Date {
    return new Date(now - this.config.REFRESH_TOKEN_IDLE_SECONDS * 1000);
  }
}
