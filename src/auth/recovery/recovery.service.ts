import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { networkOf } from '../../common/client-address.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { AppConfig, refreshSecrets } from '../../config/app-config.js';
import { Database } from '../../database/database.service.js';
import { QuotasService } from '../../limits/quotas.service.js';
import { addressKey, isPlain, recipientKey } from '../../mail/recipient.js';
import { UsersService } from '../../users/users.service.js';
import { AccountMailService, noticed } from './account-mail.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { readMailToken } from '../tokens/mail-token.js';
import { MailTokensRepository } from './mail-tokens.repository.js';
import { PasswordHasherService } from '../passwords/password-hasher.service.js';
import { LockoutService } from '../passwords/lockout.service.js';
import { PasswordPolicyService } from '../passwords/password-policy.service.js';
import { PasswordProofsRepository } from '../passwords/password-proofs.repository.js';
import { RefusalAuditService } from '../passwords/refusal-audit.service.js';
import { EmailRestorationService } from './email-restoration.service.js';
import { SessionsService } from '../sessions/sessions.service.js';

/** How many reset mails one caller can have sent to one mailbox; what the mailbox gets in all is bounded besides. */
const MAILS = { quota: 5, seconds: 3_600 };

/** The way back in for someone who forgot the password. */
@Injectable()
export class RecoveryService {
  constructor(
    private readonly mail: AccountMailService,
    private readonly users: UsersService,
    private readonly tokens: MailTokensRepository,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasherService,
    private readonly policy: PasswordPolicyService,
    private readonly lockout: LockoutService,
    private readonly audit: AuditService,
    private readonly proofs: PasswordProofsRepository,
    private readonly restorations: EmailRestorationService,
    private readonly quotas: QuotasService,
    private readonly refusals: RefusalAuditService,
    private readonly database: Database,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * Has a link mailed, if the address is an account's. What is done here is the same whether it is or not.
   *
   * @param knownDevice the device, if the account was logged in to on it before.
   */
  async requestReset(email: string, origin: RequestOrigin, knownDevice?: string): Promise<void> {
    // Who names others of the same mailbox uses up nothing of the one that is written as the mailbox is.
    const keyOf = isPlain(email) ? addressKey : recipientKey;
    const mailbox = keyOf(email, this.config.REFRESH_TOKEN_SECRET).toString('base64url');
    const caller = knownDevice === undefined ? networkOf(origin.ip) : `device:${knownDevice}`;
    const { used } = await this.quotas.count(`reset-mail:${mailbox}:${caller}`, MAILS.seconds);
    if (used === MAILS.quota + 1)
      await this.refusals.record('password.reset_requested', email, origin, 'too_many_mails');
    if (used > MAILS.quota) return;
    await this.database.asStranger((tx) => this.mail.sendResetLink(tx, email, origin, knownDevice !== undefined));
  }

  /**
   * Sets a new password, unlocks the account and ends all its sessions, in one transaction. With the link of a notice
   * that the address was changed, takes the old one back.
   *
   * @returns whose password it is.
   * @throws Problem WEAK_PASSWORD, which leaves the link good, or LINK_NOT_ACCEPTED.
   */
  async reset(token: string, newPassword: string, origin: RequestOrigin): Promise<string> {
    this.policy.demandStrong(newPassword, '/new_password');
    const subject = readMailToken(token, refreshSecrets(this.config));
    if (subject?.purpose === 'restore_email') {
      const { userId, id } = subject;
      await this.restorations.restore(userId, id, () => this.hashFor(userId, newPassword), origin);
      return userId;
    }
    if (subject?.purpose !== 'reset_password') throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
    const { userId, id } = subject;
    // Asked first, so that a stale link costs no hash; the use below is what decides.
    const live = await this.database.asOwner(userId, (tx) =>
      this.tokens.isLive(tx, userId, 'reset_password', id, this.now()),
    );
    const passwordHash = live ? await this.hashFor(userId, newPassword) : '';
    if (live && (await this.setPassword(userId, id, passwordHash, origin))) return userId;
    await this.audit.recordApart({ event: 'password.reset', outcome: 'failure', userId, origin });
    throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
  }

  /** A disabled account stays disabled, and keeps its password. @returns whether the link was good. */
  private setPassword(userId: string, id: string, passwordHash: string, origin: RequestOrigin): Promise<boolean> {
    return this.database.asOwner(userId, async (tx) => {
      const now = this.now();
      const provenEmail = await this.tokens.use(tx, userId, 'reset_password', id, now);
      if (provenEmail === null) return false;
      const user = await this.users.resetPassword(tx, userId, passwordHash, provenEmail);
      if (user === null) return false;
      // After the lock: what was asked for by whoever held it is older, and void.
      await this.tokens.voidAccountLinks(tx, userId, this.now());
      await this.sessions.endAll(tx, userId, 'password_reset');
      await this.lockout.unlock(tx, userId);
      await this.proofs.clear(tx, userId);
      await this.audit.record(tx, { event: 'password.reset', userId, origin });
      await this.mail.notify(tx, noticed(user), 'password-changed');
      return true;
    });
  }

  /**
   * The owner of a live link is known, so the password is judged again, as that person's, and does not wait behind the
   * logins of strangers.
   */
  private async hashFor(userId: string, newPassword: string): Promise<string> {
    this.policy.demandStrong(newPassword, '/new_password', (await this.users.find(userId)) ?? undefined);
    await this.policy.demandNotBreached(newPassword, '/new_password');
    return this.hasher.hash(newPassword, { isUrgent: true });
  }

  private now(): Date {
    return this.clock.date();
  }
}
