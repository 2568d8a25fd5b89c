import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { RecoveryConfig, refreshSecrets } from '../../config/slices.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import { type Answer, ACCEPTED } from '../../idempotency/answer.js';
import { IdempotencyService } from '../../idempotency/idempotency.service.js';
import type { IdempotentRequest, KeyedRequest } from '../../idempotency/idempotent-request.js';
import { QuotasService } from '../../limits/quotas.service.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AccountMailService, noticeRecipientOf } from './account-mail.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { CredentialsService, wrongPassword } from '../passwords/credentials.service.js';
import type { ChangeEmailDto } from '../dto/recovery.dto.js';
import { readMailToken } from '../tokens/mail-token.js';
import { MailTokensRepository } from './mail-tokens.repository.js';
import { EmailRestorationService } from './email-restoration.service.js';

const CHANGE_MAIL_LIMIT = { quota: 5, seconds: 900 };

@Injectable()
export class EmailAddressService {
  constructor(
    private readonly mail: AccountMailService,
    private readonly tokens: MailTokensRepository,
    private readonly restorations: EmailRestorationService,
    private readonly users: UsersService,
    private readonly credentials: CredentialsService,
    private readonly audit: AuditService,
    private readonly quotas: QuotasService,
    private readonly idempotency: IdempotencyService,
    private readonly database: Database,
    private readonly config: RecoveryConfig,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem EMAIL_TAKEN if the address can still be given back to another account. */
  async requestProof(tx: Transaction, user: User): Promise<void> {
    await this.restorations.demandFreeAddress(tx, user.id, user.email);
    if (this.config.EMAIL_VERIFICATION !== 'off')
      await this.mail.sendLink(tx, user.email, { kind: 'verify_email', userId: user.id });
  }

  /** @throws Problem EMAIL_NOT_VERIFIED where a proven address is required; mails another link then. */
  async demandProof(user: User): Promise<void> {
    if (this.config.EMAIL_VERIFICATION !== 'required' || user.emailVerifiedAt !== null) return;
    await this.database.asOwner(user.id, (tx) =>
      this.mail.sendLink(tx, user.email, { kind: 'verify_email', userId: user.id }),
    );
    throw new Problem(AUTH_ERRORS.EMAIL_NOT_VERIFIED);
  }

  /** Does not tell whether another account has the address. @throws Problem WRONG_PASSWORD or TOO_MANY_REQUESTS. */
  async requestChange(
    userId: string,
    dto: ChangeEmailDto,
    origin: RequestOrigin,
    keyed?: KeyedRequest,
  ): Promise<Answer> {
    const once = this.idempotency.seal(keyed, dto);
    return this.idempotency.recallOrRun(
      () => this.idempotency.recall(userId, once),
      () => this.sendChangeLink(userId, dto, origin, once),
    );
  }

  private async sendChangeLink(
    userId: string,
    { email, current_password: password }: ChangeEmailDto,
    origin: RequestOrigin,
    once?: IdempotentRequest,
  ): Promise<Answer> {
    const user = await this.users.get(userId);
    await this.credentials.demandPassword(user, password, origin);
    // Not kept under the idempotency key: a later repeat may send the mail.
    if (!(await this.quotas.consume(`change-mail:${userId}`, CHANGE_MAIL_LIMIT.quota, CHANGE_MAIL_LIMIT.seconds)))
      return ACCEPTED;
    return this.database.asOwner(userId, (tx) =>
      this.idempotency.run(tx, userId, once, async () => {
        // A change of the password meanwhile must also stop an intruder's change of the address.
        if (!(await this.users.lockWithPassword(tx, user))) throw wrongPassword();
        await this.audit.record(tx, { event: 'email.change_requested', userId, actorId: userId, origin });
        await this.mail.sendLink(tx, email, { kind: 'change_email', userId, email });
        return ACCEPTED;
      }),
    );
  }

  /** @throws Problem LINK_NOT_ACCEPTED, or EMAIL_TAKEN. */
  async confirm(token: string, origin: RequestOrigin): Promise<void> {
    const subject = readMailToken(token, refreshSecrets(this.config));
    if (subject?.purpose !== 'verify_email' && subject?.purpose !== 'change_email')
      throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
    const { userId, id } = subject;
    const done =
      subject.purpose === 'verify_email'
        ? await this.verify(userId, id, origin)
        : await this.change(userId, id, origin);
    if (!done) throw new Problem(AUTH_ERRORS.LINK_NOT_ACCEPTED);
  }

  private verify(userId: string, id: string, origin: RequestOrigin): Promise<boolean> {
    return this.database.asOwner(userId, async (tx) => {
      const provenEmail = await this.tokens.use(tx, userId, 'verify_email', id, this.now());
      if (provenEmail === null || !(await this.users.verifyEmail(tx, userId, provenEmail))) return false;
      await this.audit.record(tx, { event: 'email.verified', userId, origin });
      return true;
    });
  }

  private change(userId: string, id: string, origin: RequestOrigin): Promise<boolean> {
    return this.database.asOwner(userId, async (tx) => {
      const now = this.now();
      const provenEmail = await this.tokens.use(tx, userId, 'change_email', id, now);
      if (provenEmail === null) return false;
      const before = await this.users.changeEmail(tx, userId, provenEmail);
      if (before === null) return false;
      // Links that were mailed to the old address must no longer work.
      await this.tokens.voidOthers(tx, userId, 'change_email', now);
      await this.restorations.demandFreeAddress(tx, userId, provenEmail);
      await this.audit.record(tx, { event: 'email.changed', userId, origin });
      const restorationId = await this.restorations.keepOldAddress(tx, userId, before.email);
      await this.mail.notify(tx, noticeRecipientOf(before), 'email-changed', restorationId);
      return true;
    });
  }

  private now(): Date {
    return this.clock.date();
  }
}
