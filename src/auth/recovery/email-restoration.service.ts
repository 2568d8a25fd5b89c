import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { newId } from '../../common/uuid.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import { USER_ERRORS } from '../../users/users.errors.js';
import { AccountMail } from './account-mail.service.js';
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
    private readonly mail: AccountMail,
    private readonly tokens: MailTokensRepository,
    private readonly proofs: PasswordProofsRepository,
    private readonly sessions: SessionsService,
    private readonly lockout: LockoutService,
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
    if (await this.restorations.keptForAnother(tx, userId, email, this.now()))
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
    const live = await this.restorations.isLive(userId, id, this.now());
    const passwordHash = live ? await hash() : '';
    if (live && (await this.giveBack(userId, id, passwordHash, origin))) return;
    await this.audit.record({ event: 'email.restored', outcome: 'failure', userId, origin });
    throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
  }

  private giveBack(userId: string, id: string, passwordHash: string, origin: RequestOrigin): Promise<boolean> {
    return this.sessions.endAllWith(userId, 'email_restored', {}, (endSessions) =>
      this.database.asOwner(userId, async (tx) => {
        const before = await this.restorations.use(tx, userId, id, passwordHash, this.now());
        if (before === undefined) return false;
        await endSessions(tx);
        await this.tokens.voidWithin(tx, userId, this.now());
        await this.lockout.unlock(tx, userId);
        await this.proofs.clear(tx, userId);
        await this.audit.record({ event: 'email.restored', userId, origin }, tx);
        if (before.email !== before.restored) await this.mail.notify(tx, { id: userId, ...before }, 'email-restored');
        return true;
      }),
    );
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}
