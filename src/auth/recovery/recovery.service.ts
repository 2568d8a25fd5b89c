import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { networkOf } from '../../common/client-address.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { RecoveryConfig, refreshSecrets } from '../../config/slices.js';
import { Database } from '../../database/database.service.js';
import { QuotasService } from '../../limits/quotas.service.js';
import { addressKey, isCanonicalAddress, recipientKey } from '../../mail/recipient.js';
import { UsersService } from '../../users/users.service.js';
import { AccountMailService, noticeRecipientOf } from './account-mail.service.js';
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

/** For one caller and one mailbox; `MailQuotasService` limits what the mailbox gets in all. */
const RESET_MAIL_LIMIT = { quota: 5, seconds: 3_600 };

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
    private readonly config: RecoveryConfig,
    private readonly clock: Clock,
  ) {}

  /** Does the same work whether the address is an account's or not. */
  async requestReset(email: string, origin: RequestOrigin, knownDevice?: string): Promise<void> {
    // Requests for other spellings (`ada+x@`) must not use up the quota of the canonical one.
    const keyOf = isCanonicalAddress(email) ? addressKey : recipientKey;
    const mailbox = keyOf(email, this.config.REFRESH_TOKEN_SECRET).toString('base64url');
    const caller = knownDevice === undefined ? networkOf(origin.ip) : `device:${knownDevice}`;
    const { used } = await this.quotas.count(`reset-mail:${mailbox}:${caller}`, RESET_MAIL_LIMIT.seconds);
    if (used === RESET_MAIL_LIMIT.quota + 1)
      await this.refusals.record('password.reset_requested', email, origin, 'too_many_mails');
    if (used > RESET_MAIL_LIMIT.quota) return;
    await this.database.asStranger((tx) => this.mail.sendResetLink(tx, email, origin, knownDevice !== undefined));
  }

  /** @returns the id of the user. @throws Problem LINK_NOT_ACCEPTED, or WEAK_PASSWORD, which keeps the link good. */
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
    // Only saves the hash for a stale link: using the link below decides.
    const live = await this.database.asOwner(userId, (tx) =>
      this.tokens.isLive(tx, userId, 'reset_password', id, this.now()),
    );
    const passwordHash = live ? await this.hashFor(userId, newPassword) : '';
    if (live && (await this.setPassword(userId, id, passwordHash, origin))) return userId;
    await this.audit.recordApart({ event: 'password.reset', outcome: 'failure', userId, origin });
    throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
  }

  /** A disabled account keeps its password. @returns whether the link was good. */
  private setPassword(userId: string, id: string, passwordHash: string, origin: RequestOrigin): Promise<boolean> {
    return this.database.asOwner(userId, async (tx) => {
      const now = this.now();
      const provenEmail = await this.tokens.use(tx, userId, 'reset_password', id, now);
      if (provenEmail === null) return false;
      const user = await this.users.resetPassword(tx, userId, passwordHash, provenEmail);
      if (user === null) return false;
      // After the lock, so that what the transaction before it asked for is older, and void.
      await this.tokens.voidAccountLinks(tx, userId, this.now());
      await this.sessions.endAll(tx, userId, 'password_reset');
      await this.lockout.unlock(tx, userId);
      await this.proofs.clear(tx, userId);
      await this.audit.record(tx, { event: 'password.reset', userId, origin });
      await this.mail.notify(tx, noticeRecipientOf(user), 'password-changed');
      return true;
    });
  }

  /** Checks the password again, now against the owner's names; urgent, so that strangers' logins do not delay it. */
  private async hashFor(userId: string, newPassword: string): Promise<string> {
    this.policy.demandStrong(newPassword, '/new_password', (await this.users.find(userId)) ?? undefined);
    await this.policy.demandNotBreached(newPassword, '/new_password');
    return this.hasher.hash(newPassword, { isUrgent: true });
  }

  private now(): Date {
    return this.clock.date();
  }
}
