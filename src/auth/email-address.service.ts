import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { AppConfig, refreshSecrets } from '../config/app-config.js';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import { Quotas } from '../limits/quota.service.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AccountMail } from './account-mail.service.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { CredentialsService } from './credentials.service.js';
import { readMailToken } from './mail-token.js';
import { MailTokensRepository } from './mail-tokens.repository.js';

/** How many mails one account can have sent to an address in a quarter of an hour. */
const MAILS = { quota: 5, seconds: 900 };

/** Proves e-mail addresses: that of a new account, and one that shall take the place of another. */
@Injectable()
export class EmailAddressService {
  constructor(
    private readonly mail: AccountMail,
    private readonly tokens: MailTokensRepository,
    private readonly users: UsersService,
    private readonly credentials: CredentialsService,
    private readonly audit: AuditService,
    private readonly quotas: Quotas,
    private readonly database: Database,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** Asks a new user to confirm the address, in the transaction of the registration. */
  async greet(tx: Transaction, user: User): Promise<void> {
    if (this.config.EMAIL_VERIFICATION !== 'off')
      await this.mail.enqueue(tx, { kind: 'verify_email', userId: user.id });
  }

  /** @throws Problem EMAIL_NOT_VERIFIED where a proven address is required; another link is on its way then. */
  async demandProof(user: User): Promise<void> {
    if (this.config.EMAIL_VERIFICATION !== 'required' || user.emailVerifiedAt !== null) return;
    if (await this.quotas.take(`verify-mail:${user.id}`, MAILS.quota, MAILS.seconds)) {
      await this.database.asNobody((tx) => this.mail.enqueue(tx, { kind: 'verify_email', userId: user.id }));
    }
    throw new Problem(AUTH_ERRORS.EMAIL_NOT_VERIFIED);
  }

  /**
   * Has a link mailed to the new address. Whether another account has it is not told before it is proven.
   *
   * @throws Problem WRONG_PASSWORD or TOO_MANY_REQUESTS.
   */
  async requestChange(userId: string, email: string, password: string, origin: RequestOrigin): Promise<void> {
    await this.credentials.demandPassword(await this.users.get(userId), password);
    if (!(await this.quotas.take(`change-mail:${userId}`, MAILS.quota, MAILS.seconds))) return;
    await this.database.asOwner(userId, async (tx) => {
      await this.audit.record({ event: 'email.change_requested', userId, actorId: userId, origin }, tx);
      await this.mail.enqueue(tx, { kind: 'change_email', userId, email });
    });
  }

  /**
   * Confirms an address with the token that was mailed to it. A changed one is told to the old address.
   *
   * @throws Problem LINK_NOT_ACCEPTED, or EMAIL_TAKEN.
   */
  async confirm(token: string, origin: RequestOrigin): Promise<void> {
    const subject = readMailToken(token, refreshSecrets(this.config));
    if (subject === null || subject.purpose === 'reset_password') throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
    const { userId, id, purpose } = subject;
    const now = new Date(this.clock.now());
    const done =
      purpose === 'verify_email'
        ? await this.tokens.verifyEmail(userId, id, now, (tx) =>
            this.audit.record({ event: 'email.verified', userId, origin }, tx),
          )
        : await this.tokens.changeEmail(userId, id, now, async (tx, old) => {
            await this.audit.record({ event: 'email.changed', userId, origin }, tx);
            await this.mail.enqueue(tx, {
              kind: 'notice',
              template: 'email-changed',
              to: old.email,
              username: old.username,
            });
          });
    if (!done) throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
  }
}
