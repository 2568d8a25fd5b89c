import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import type { Principal } from '../../common/principal.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { invalid } from '../../common/request-validation.pipe.js';
import { unauthenticated } from '../../common/unauthenticated.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import { type Answer, NO_CONTENT } from '../../idempotency/answer.js';
import { IdempotencyService } from '../../idempotency/idempotency.service.js';
import type { IdempotentRequest, KeyedRequest } from '../../idempotency/idempotent-request.js';
import { demandFreeUsername } from '../../users/reserved-usernames.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AccountMailService, noticeRecipientOf } from '../recovery/account-mail.service.js';
import { CredentialsService, wrongPassword } from '../passwords/credentials.service.js';
import type { ChangePasswordDto } from '../dto/change-password.dto.js';
import type { UpdateUserDto } from '../dto/update-user.dto.js';
import { MailTokensRepository } from '../recovery/mail-tokens.repository.js';
import { PasswordHasherService } from '../passwords/password-hasher.service.js';
import { PasswordPolicyService } from '../passwords/password-policy.service.js';
import { EmailRestorationService } from '../recovery/email-restoration.service.js';
import { ReauthenticationService } from '../sessions/reauthentication.service.js';
import { SessionsService } from '../sessions/sessions.service.js';

@Injectable()
export class AccountService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly credentials: CredentialsService,
    private readonly hasher: PasswordHasherService,
    private readonly policy: PasswordPolicyService,
    private readonly audit: AuditService,
    private readonly mail: AccountMailService,
    private readonly mailTokens: MailTokensRepository,
    private readonly restorations: EmailRestorationService,
    private readonly reauthentication: ReauthenticationService,
    private readonly idempotency: IdempotencyService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Ends every other session. @throws Problem WRONG_PASSWORD, also if another change came first; WEAK_PASSWORD. */
  async changePassword(
    caller: Principal,
    dto: ChangePasswordDto,
    origin: RequestOrigin,
    keyed?: KeyedRequest,
  ): Promise<Answer> {
    const once = this.idempotency.seal(keyed, dto);
    return this.idempotency.recallOrRun(
      () => this.idempotency.recall(caller.userId, once),
      () => this.setPassword(caller, dto, origin, once),
    );
  }

  private async setPassword(
    caller: Principal,
    dto: ChangePasswordDto,
    origin: RequestOrigin,
    once?: IdempotentRequest,
  ): Promise<Answer> {
    const { userId } = caller;
    const user = await this.users.get(userId);
    this.policy.demandStrong(dto.new_password, '/new_password', user);
    await this.credentials.demandPassword(user, dto.current_password, origin);
    await this.policy.demandNotBreached(dto.new_password, '/new_password');
    const next = await this.hasher.hash(dto.new_password);
    return this.database.asOwner(userId, (tx) =>
      this.idempotency.run(tx, userId, once, async () => {
        if (!(await this.users.replacePassword(tx, userId, user.passwordHash, next))) throw wrongPassword();
        await this.sessions.endAll(tx, userId, 'password_change', { except: caller.sessionId });
        await this.mailTokens.voidAccountLinks(tx, userId, this.clock.date());
        await this.audit.record(tx, { event: 'password.changed', userId, actorId: userId, origin });
        await this.mail.notify(tx, noticeRecipientOf(user), 'password-changed');
        return NO_CONTENT;
      }),
    );
  }

  /** @throws Problem VALIDATION_FAILED, WRONG_PASSWORD, TOO_MANY_REQUESTS, USERNAME_TAKEN or USERNAME_RESERVED. */
  async update(caller: Principal, dto: UpdateUserDto, origin: RequestOrigin): Promise<User> {
    const user = await this.demandUpdatable(caller, dto, origin);
    return this.database.asOwner(user.id, (tx) => this.applyUpdate(tx, user, dto, origin));
  }

  /** Checks the password if the change needs it. @returns the account, for `applyUpdate`. @throws as `update`. */
  async demandUpdatable(caller: Principal, dto: UpdateUserDto, origin: RequestOrigin): Promise<User> {
    const user = await this.users.get(caller.userId);
    if (!isRenaming(user, dto)) return user;
    if (dto.username.toLowerCase() !== user.username.toLowerCase()) demandFreeUsername(dto.username);
    if (dto.current_password === undefined)
      throw invalid([{ pointer: '/current_password', code: 'REQUIRED', detail: 'is required to change the username' }]);
    await this.credentials.demandPassword(user, dto.current_password, origin);
    return user;
  }

  /** @param proven the account as it was when the password was checked. @throws as `update`. */
  async applyUpdate(tx: Transaction, proven: User, dto: UpdateUserDto, origin: RequestOrigin): Promise<User> {
    const stored = await this.users.lockAsSent(tx, proven.id, dto);
    const { full_name: fullName, time_zone: timeZone, locale } = dto;
    const profile = {
      ...(fullName !== undefined && { fullName }),
      ...(timeZone !== undefined && { timeZone }),
      ...(locale !== undefined && { locale }),
    };
    if (!isRenaming(proven, dto)) return this.users.update(tx, proven.id, profile);
    if (!stored.isActive || stored.passwordHash !== proven.passwordHash) throw wrongPassword();
    const renamed = await this.users.update(tx, proven.id, { ...profile, username: dto.username });
    await this.audit.record(tx, { event: 'username.changed', userId: proven.id, actorId: proven.id, origin });
    await this.mail.notify(tx, noticeRecipientOf(renamed), 'username-changed');
    return renamed;
  }

  /** @throws Problem REAUTHENTICATION_REQUIRED, EMAIL_CHANGED_RECENTLY or LAST_SUPERUSER. */
  async remove(caller: Principal, origin: RequestOrigin): Promise<void> {
    this.reauthentication.demandFreshLogin(caller);
    const { userId } = caller;
    await this.database.asOwner(userId, async (tx) => {
      if ((await this.users.lockForRemoval(tx, userId)) === null) throw unauthenticated();
      await this.restorations.demandNotRestorable(tx, userId);
      await this.sessions.endAll(tx, userId, 'deletion');
      await this.audit.record(tx, { event: 'user.removed', userId, actorId: userId, origin });
      await this.users.remove(tx, userId);
    });
  }
}

function isRenaming(user: User, dto: UpdateUserDto): dto is UpdateUserDto & { username: string } {
  return dto.username !== undefined && dto.username !== user.username;
}
