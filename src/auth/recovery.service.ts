import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { AppConfig, refreshSecrets } from '../config/app-config.js';
import { Database } from '../database/database.service.js';
import { AccountMail } from './account-mail.service.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { readMailToken } from './mail-token.js';
import { MailTokensRepository } from './mail-tokens.repository.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFaults } from './password.policy.js';
import { PasswordProofsRepository } from './passwords/password-proofs.repository.js';
import { EmailRestorationService } from './recovery/email-restoration.service.js';
import { SessionsService } from './sessions.service.js';

/** The way back in for someone who forgot the password. */
@Injectable()
export class RecoveryService {
  constructor(
    private readonly mail: AccountMail,
    private readonly tokens: MailTokensRepository,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
    private readonly proofs: PasswordProofsRepository,
    private readonly restorations: EmailRestorationService,
    private readonly database: Database,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** Has a link mailed, if the address is an account's. What is done here is the same whether it is or not. */
  async requestReset(email: string, origin: RequestOrigin): Promise<void> {
    await this.database.asNobody((tx) =>
      this.mail.sendLink(tx, email, { kind: 'reset_password', login: email, origin }),
    );
  }

  /**
   * Sets a new password, unlocks the account and ends all its sessions, in one transaction. With the link of a notice
   * that the address was changed, takes the old one back.
   *
   * @throws Problem WEAK_PASSWORD, which leaves the link good, or LINK_NOT_ACCEPTED.
   */
  async reset(token: string, newPassword: string, origin: RequestOrigin): Promise<void> {
    const errors = passwordFaults(newPassword, '/new_password');
    if (errors.length > 0) throw new Problem(AUTH_ERRORS.WEAK_PASSWORD, { errors });
    const subject = readMailToken(token, refreshSecrets(this.config));
    if (subject?.purpose === 'restore_email')
      return this.restorations.restore(subject.userId, subject.id, newPassword, origin);
    if (subject?.purpose !== 'reset_password') throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
    const { userId, id } = subject;
    // Asked first, so that a stale link costs no hash; the use below is what decides.
    const live = await this.tokens.isLive(userId, 'reset_password', id, this.now());
    const passwordHash = live ? await this.hasher.hash(newPassword) : '';
    const done =
      live &&
      (await this.sessions.endAllWith(userId, 'password_reset', {}, (endSessions) =>
        this.tokens.resetPassword(userId, id, passwordHash, this.now(), async (tx, user) => {
          await endSessions(tx);
          await this.proofs.clear(tx, userId);
          await this.audit.record({ event: 'password.reset', userId, origin }, tx);
          await this.mail.notify(tx, { id: userId, ...user }, 'password-changed');
        }),
      ));
    if (done) return;
    await this.audit.record({ event: 'password.reset', outcome: 'failure', userId, origin });
    throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}
