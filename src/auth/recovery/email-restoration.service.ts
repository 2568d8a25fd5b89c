import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { newId } from '../../common/uuid.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import { USER_ERRORS } from '../../users/users.errors.js';
import { AccountMailService, noticeRecipientOf } from './account-mail.service.js';
import { UsersService } from '../../users/users.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { MailTokensRepository } from './mail-tokens.repository.js';
import { LockoutService } from '../passwords/lockout.service.js';
import { PasswordProofsRepository } from '../passwords/password-proofs.repository.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { EmailRestorationsRepository } from './email-restorations.repository.js';

/** Gives an account back to an owner whose address was changed by an intruder: by the link in the notice. */
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

  async keepOldAddress(tx: Transaction, userId: string, email: string): Promise<string> {
    const id = newId();
    await this.restorations.keep(tx, userId, id, email, this.now());
    return id;
  }

  /** Call it after the address was written. @throws Problem EMAIL_TAKEN if it is kept for another account. */
  async demandFreeAddress(tx: Transaction, userId: string, email: string): Promise<void> {
    if (await this.restorations.isKeptForAnother(tx, userId, email, this.now()))
      throw new Problem(USER_ERRORS.EMAIL_TAKEN);
  }

  /** @throws Problem EMAIL_CHANGED_RECENTLY while an address can be given back: an intruder must not prevent that. */
  async demandNotRestorable(tx: Transaction, userId: string): Promise<void> {
    if (await this.restorations.hasOpen(tx, userId, this.now())) throw new Problem(AUTH_ERRORS.EMAIL_CHANGED_RECENTLY);
  }

  /** @throws Problem LINK_NOT_ACCEPTED, or what `hash` throws, which does not use up the link. */
  async restore(userId: string, id: string, hash: () => Promise<string>, origin: RequestOrigin): Promise<void> {
    // Only saves the hash for a stale link: using the link below decides.
    const live = await this.database.asOwner(userId, (tx) => this.restorations.isLive(tx, userId, id, this.now()));
    const passwordHash = live ? await hash() : '';
    if (live && (await this.giveBackAddress(userId, id, passwordHash, origin))) return;
    await this.audit.recordApart({ event: 'email.restored', outcome: 'failure', userId, origin });
    throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
  }

  /** Does nothing to a disabled account, and does not use up its link. */
  private giveBackAddress(userId: string, id: string, passwordHash: string, origin: RequestOrigin): Promise<boolean> {
    return this.database.asOwner(userId, async (tx) => {
      // Lock first: waits for a change that is being confirmed right now, so that what follows sees it.
      const before = await this.users.lock(tx, userId);
      if (!before?.isActive) return false;
      // After the lock, so that what the transaction before it asked for is older, and void.
      const now = this.now();
      const email = await this.restorations.use(tx, userId, id, now);
      if (email === null) return false;
      await this.users.update(tx, userId, { email, emailVerifiedAt: now, passwordHash });
      await this.sessions.endAll(tx, userId, 'email_restored');
      await this.tokens.voidAccountLinks(tx, userId, now);
      await this.lockout.unlock(tx, userId);
      await this.proofs.clear(tx, userId);
      await this.audit.record(tx, { event: 'email.restored', userId, origin });
      if (before.email !== email) await this.mail.notify(tx, noticeRecipientOf(before), 'email-restored');
      return true;
    });
  }

  private now(): Date {
    return this.clock.date();
  }
}
