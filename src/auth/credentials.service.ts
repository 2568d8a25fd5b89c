import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { LoginAttempts } from '../users/login-attempts.service.js';
import type { User } from '../users/user.entity.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { LoginQueue } from './login-queue.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordProofsRepository } from './passwords/password-proofs.repository.js';

/** Decides whether a name and a password open an account. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly attempts: LoginAttempts,
    private readonly hasher: PasswordHasher,
    private readonly queue: LoginQueue,
    private readonly audit: AuditService,
    private readonly proofs: PasswordProofsRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * The account that they open. Unknown name, wrong password, locked and disabled account answer alike and cost the
   * same: a hash is evaluated and the failure is written down in every case.
   *
   * @throws Problem INVALID_CREDENTIALS, or TOO_BUSY before anything was counted.
   */
  async check(login: string, password: string, origin: RequestOrigin): Promise<User> {
    const { user, failure } = await this.queue.inTurn(login, () => this.evaluate(login, password));
    if (failure !== undefined || user === null) {
      await this.audit.record({
        event: 'login.failed',
        outcome: 'failure',
        userId: user?.id,
        origin,
        detail: { reason: failure ?? null },
      });
      throw new Problem(AUTH_ERRORS.INVALID_CREDENTIALS, { headers: { 'WWW-Authenticate': 'Bearer' } });
    }
    await this.audit.record({ event: 'login.succeeded', userId: user.id, actorId: user.id, origin });
    return user;
  }

  /**
   * Has someone who is logged in prove the password again, bounded as a login is: whoever got hold of a session must not
   * find it out here. What fails is audited.
   *
   * @throws Problem WRONG_PASSWORD, or TOO_MANY_REQUESTS after five failures.
   */
  async demandPassword(user: User, password: string, origin: RequestOrigin): Promise<void> {
    // One after another: each counts as a failure until it has proven right. No login is called so: none has a NUL.
    await this.queue.inTurn(`\0proof:${user.id}`, async () => {
      const matches = await this.hasher.verify(async () => {
        await this.reserveProof(user.id, origin);
        return user.passwordHash;
      }, password);
      if (matches) return this.proofs.clearNow(user.id);
      await this.auditProof(user.id, origin, 'wrong_password');
      throw wrongPassword();
    });
  }

  private async reserveProof(userId: string, origin: RequestOrigin): Promise<void> {
    const now = this.clock.now();
    const lockedUntil = await this.proofs.reserve(userId, new Date(now));
    if (lockedUntil === undefined) return;
    await this.auditProof(userId, origin, 'locked');
    const seconds = Math.max(1, Math.ceil((lockedUntil.getTime() - now) / 1000));
    throw new Problem(COMMON_ERRORS.TOO_MANY_REQUESTS, { headers: { 'Retry-After': String(seconds) } });
  }

  private auditProof(userId: string, origin: RequestOrigin, reason: string): Promise<void> {
    return this.audit.record({
      event: 'password.proof_failed',
      outcome: 'failure',
      userId,
      actorId: userId,
      origin,
      detail: { reason },
    });
  }

  private async evaluate(login: string, password: string): Promise<{ user: User | null; failure?: string }> {
    let attempt: Awaited<ReturnType<LoginAttempts['reserve']>> = { user: null, reserved: false };
    // Counted only when its turn to be hashed has come: a flood that gets 503 locks nobody out.
    const matches = await this.hasher.verify(async () => {
      attempt = await this.attempts.reserve(login);
      return attempt.reserved ? attempt.user?.passwordHash : undefined;
    }, password);
    const { user, reserved } = attempt;
    if (user === null) return { user, failure: 'unknown_account' };
    if (!reserved) return { user, failure: user.isActive ? 'locked' : 'disabled' };
    if (!matches) return { user, failure: 'wrong_password' };
    const passwordHash = (await this.betterHash(user, password)) ?? user.passwordHash;
    const open = await this.attempts.clear(user.id, user.passwordHash, passwordHash);
    return open ? { user: { ...user, passwordHash } } : { user, failure: 'changed_meanwhile' };
  }

  /** Today's hash, if the account has one of another system or of a lower cost. Where the queue is full it waits for another login. */
  private async betterHash(user: User, password: string): Promise<string | undefined> {
    if (!this.hasher.isOutdated(user.passwordHash)) return undefined;
    return this.hasher.hash(password).catch(() => undefined);
  }
}

/** Not 401: the session is as good as before, and a client should not throw it away. */
export function wrongPassword(): Problem {
  const errors = [{ pointer: '/current_password', code: 'WRONG_PASSWORD', detail: 'is not your password' }];
  return new Problem(AUTH_ERRORS.WRONG_PASSWORD, { errors });
}
