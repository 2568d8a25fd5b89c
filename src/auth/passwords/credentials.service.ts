import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { networkOf } from '../../common/client-address.js';
import { Clock } from '../../common/clock.js';
import { COMMON_ERRORS } from '../../common/common.errors.js';
import { Problem } from '../../common/problem.js';
import { unauthenticated } from '../../common/unauthenticated.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { newId } from '../../common/uuid.js';
import { Database } from '../../database/database.service.js';
import { accountKey } from '../../limits/account-key.js';
import { QuotasService } from '../../limits/quotas.service.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { LoginQueueService } from './login-queue.service.js';
import { LockoutService } from './lockout.service.js';
import { LoginPaceService } from './login-pace.service.js';
import { PasswordProofsRepository } from './password-proofs.repository.js';
import { RefusalAuditService } from './refusal-audit.service.js';
import { PasswordHasherService } from './password-hasher.service.js';

interface Evaluation {
  user: User | null;
  failure?: string;
}

@Injectable()
export class CredentialsService {
  constructor(
    private readonly users: UsersService,
    private readonly lockout: LockoutService,
    private readonly hasher: PasswordHasherService,
    private readonly queue: LoginQueueService,
    private readonly pace: LoginPaceService,
    private readonly refusals: RefusalAuditService,
    private readonly audit: AuditService,
    private readonly proofs: PasswordProofsRepository,
    private readonly quotas: QuotasService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Failures answer alike and cost the same. @throws Problem INVALID_CREDENTIALS, TOO_BUSY or TOO_MANY_REQUESTS. */
  async check(login: string, password: string, origin: RequestOrigin, knownDevice?: string): Promise<User> {
    const network = networkOf(origin.ip);
    const sources = knownDevice === undefined ? [network] : [`device:${knownDevice}`, network];
    const work = () => this.evaluate(login, password, sources, knownDevice !== undefined);
    const { user, failure } =
      knownDevice === undefined && (await this.pace.isSlowed(login))
        ? await this.evaluateSlowly(login, origin, work)
        : await this.queue.runInTurn(`${login} ${sources[0]}`, work);
    if (failure !== undefined || user === null) {
      await this.pace.countFailure(login, network);
      await this.audit.recordApart({
        event: 'login.failed',
        outcome: 'failure',
        userId: user?.id,
        origin,
        detail: { reason: failure ?? null },
      });
      throw unauthenticated(AUTH_ERRORS.INVALID_CREDENTIALS);
    }
    await this.audit.recordApart({ event: 'login.succeeded', userId: user.id, actorId: user.id, origin });
    return user;
  }

  /** Bounded like a login: a stolen session must not guess it. @throws Problem WRONG_PASSWORD or TOO_MANY_REQUESTS. */
  async demandPassword(user: User, password: string, origin: RequestOrigin): Promise<void> {
    // One after another: each counts as a failure until it proves right. No login has this key: none has a NUL.
    await this.queue.runInTurn(`\0proof:${user.id}`, async () => {
      if (await this.provesPassword(user, password, origin))
        return this.database.asOwner(user.id, (tx) => this.proofs.clear(tx, user.id));
      await this.auditProof(user.id, origin, 'wrong_password');
      throw wrongPassword();
    });
  }

  private async provesPassword(user: User, password: string, origin: RequestOrigin): Promise<boolean> {
    using turn = await this.hasher.takeTurn();
    await this.reserveProof(user.id, origin);
    return await this.hasher.verify(turn, user.passwordHash, password);
  }

  private async reserveProof(userId: string, origin: RequestOrigin): Promise<void> {
    const now = this.clock.now();
    const lockedUntil = await this.database.asOwner(userId, (tx) => this.proofs.reserve(tx, userId, new Date(now)));
    if (lockedUntil === undefined) return;
    await this.auditProof(userId, origin, 'locked');
    const seconds = Math.max(1, Math.ceil((lockedUntil.getTime() - now) / 1000));
    throw new Problem(COMMON_ERRORS.TOO_MANY_REQUESTS, { headers: { 'Retry-After': String(seconds) } });
  }

  private auditProof(userId: string, origin: RequestOrigin, reason: string): Promise<void> {
    return this.audit.recordApart({
      event: 'password.proof_failed',
      outcome: 'failure',
      userId,
      actorId: userId,
      origin,
      detail: { reason },
    });
  }

  private async evaluate(login: string, password: string, sources: string[], isUrgent: boolean): Promise<Evaluation> {
    const { user, reserved, matches } = await this.attempt(login, password, sources, isUrgent);
    if (user === null) return { user, failure: 'unknown_account' };
    if (!reserved) return { user, failure: user.isActive ? 'locked' : 'disabled' };
    if (!matches) return { user, failure: 'wrong_password' };
    if (!(await this.users.confirmPassword(user))) return { user, failure: 'changed_meanwhile' };
    await this.lockout.forget(user.id, sources);
    return { user: await this.upgradeHash(user, password) };
  }

  private async attempt(login: string, password: string, sources: string[], isUrgent: boolean) {
    // Counted only when its turn to be hashed has come: a flood that gets 503 (TOO_BUSY) locks nobody out.
    using turn = await this.hasher.takeTurn({ isUrgent });
    const user = await this.users.findByLogin(login);
    const reserved = await this.lockout.reserve(user ?? { id: newId(), isActive: false }, sources);
    const matches = await this.hasher.verify(turn, reserved ? user?.passwordHash : undefined, password);
    return { user, reserved, matches };
  }

  private async evaluateSlowly(
    login: string,
    origin: RequestOrigin,
    work: () => Promise<Evaluation>,
  ): Promise<Evaluation> {
    const turn = this.queue.runSlowly(login, work);
    if (turn !== undefined) return turn;
    if (await this.quotas.consume(`slow-refused:${accountKey(login)}`, 1, 60))
      await this.refusals.record('login.failed', login, origin, 'slowed_down');
    throw new Problem(COMMON_ERRORS.TOO_MANY_REQUESTS, { headers: { 'Retry-After': '5' } });
  }

  private async upgradeHash(user: User, password: string): Promise<User> {
    if (!this.hasher.isOutdated(user.passwordHash)) return user;
    try {
      return await this.users.upgradeHash(user, await this.hasher.hash(password));
    } catch (error) {
      // Where the queue is full or the accounts cannot be written, a later login upgrades it.
      if (error instanceof Problem) return user;
      throw error;
    }
  }
}

/** Not 401: the session is as good as before, and a client should not throw it away. */
export function wrongPassword(): Problem {
  const errors = [{ pointer: '/current_password', code: 'WRONG_PASSWORD' as const, detail: 'is not your password' }];
  return new Problem(AUTH_ERRORS.WRONG_PASSWORD, { errors });
}
