import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { newId } from '../../common/uuid.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import { USER_ERRORS } from '../../users/users.errors.js';
import { AccountMailService, noticed } from './account-mail.service.js';
import { UsersService } from '../../users/users.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { MailTokensRepository } from './mail-tokens.repository.js';
import { LockoutService } from '../passwords/lockout.service.js';
import { PasswordProofsRepository } from '../passwords/password-proofs.repository.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { EmailRestorationsRepository } from './email-restorations.repository.js';

/** The way back for someone whose address was changed by an intruder: the link in the notice to the old address. */
@Injectable()
export class EmailRestorationService {
  constructor(
    private readonly restorations: EmailRestorationsRepository,
    private readonly mail: AccountMailService,
    private readonly tokens: MailTokensRepository,
    private readonly proofs: PasswordProofsRepository,
    private readonly sessions: SessionsService,
    private readonly lockout: LockoutService,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Keeps the address that an account had until now. @returns the id for the link. */
  async keep(tx: Transaction, userId: string, email: string): Promise<string> {
    const id = newId();
    await this.restorations.keep(tx, userId, id, email, this.now());
    return id;
  }

  /**
   * Refuses an address that is kept for another account. Called after it was written.
   *
   * @throws Problem EMAIL_TAKEN, so that the transaction is undone.
   */
  async demandFree(tx: Transaction, userId: string, email: string): Promise<void> {
    if (await this.restorations.isKeptForAnother(tx, userId, email, this.now()))
      throw new Problem(USER_ERRORS.EMAIL_TAKEN);
  }

  /** @throws Problem EMAIL_CHANGED_RECENTLY while an address can be given back: an intruder must not end that way out. */
  async demandNone(tx: Transaction, userId: string): Promise<void> {
    if (await this.restorations.hasOpen(tx, userId, this.now())) throw new Problem(AUTH_ERRORS.EMAIL_CHANGED_RECENTLY);
  }

  /**
   * Gives the account its old address and a new password, and ends all that an intruder may have: sessions, links, and
   * the addresses set since. Unlocks the account. In one transaction.
   *
   * @param hash makes the hash of the new password; asked of a good link only.
   * @throws Problem LINK_NOT_ACCEPTED, or what `hash` throws, which leaves the link good.
   */
  async restore(userId: string, id: string, hash: () => Promise<string>, origin: RequestOrigin): Promise<void> {
    // Asked first, so that a stale link costs no hash; the use below is what decides.
    const live = await this.database.asOwner(userId, (tx) => this.restorations.isLive(tx, userId, id, this.now()));
    const passwordHash = live ? await hash() : '';
    if (live && (await this.giveBack(userId, id, passwordHash, origin))) return;
    await this.audit.recordApart({ event: 'email.restored', outcome: 'failure', userId, origin });
    throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
  }

  /** Removes addresses that could be given back until so many days ago. @returns how many, at most `atMost`. */
  removeExpired(days: number, atMost: number): Promise<number> {
    return this.database.asJob('retention', (tx) => this.restorations.removeExpired(tx, days, atMost));
  }

  /** A disabled account stays as it is, and its link good. @returns whether the address was given back. */
  private giveBack(userId: string, id: string, passwordHash: string, origin: RequestOrigin): Promise<boolean> {
    return this.database.asOwner(userId, async (tx) => {
      // Before all else: a change that is being confirmed right now is over after this, and seen by what follows.
      const before = await this.users.lock(tx, userId);
      if (!before?.isActive) return false;
      // After the lock: what was asked for by whoever held it is older, and void.
      const now = this.now();
      const email = await this.restorations.use(tx, userId, id, now);
      if (email === null) return false;
      await this.users.update(tx, userId, { email, emailVerifiedAt: now, passwordHash });
      await this.sessions.endAll(tx, userId, 'email_restored');
      await this.tokens.voidAccountLinks(tx, userId, now);
      await this.lockout.unlock(tx, userId);
      await this.proofs.clear(tx, userId);
      await this.audit.record(tx, { event: 'email.restored', userId, origin });
      if (before.email !== email) await this.mail.notify(tx, noticed(before), 'email-restored');
      return true;
    });
  }

  private now(): Date {
    return this.clock.date();
  }
}
