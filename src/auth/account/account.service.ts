import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import type { Principal } from '../../common/principal.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { invalid } from '../../common/validation.pipe.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import { type Answer, NO_CONTENT } from '../../idempotency/answer.js';
import { IdempotencyService } from '../../idempotency/idempotency.service.js';
import type { IdempotentRequest, KeyedRequest } from '../../idempotency/idempotent-request.js';
import { demandFreeUsername } from '../../users/reserved-usernames.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AccountMail, noticed } from '../recovery/account-mail.service.js';
import { CredentialsService, wrongPassword } from '../passwords/credentials.service.js';
import type { ChangePasswordDto } from '../dto/change-password.dto.js';
import type { UpdateUserDto } from '../dto/update-user.dto.js';
import { MailTokensRepository } from '../recovery/mail-tokens.repository.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { PasswordPolicyService } from '../passwords/password-policy.service.js';
import { EmailRestorationService } from '../recovery/email-restoration.service.js';
import { ReauthenticationService } from '../sessions/reauthentication.service.js';
import { SessionsService } from '../sessions/sessions.service.js';

/** What users do with their own account that ends sessions. */
@Injectable()
export class AccountService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly credentials: CredentialsService,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicyService,
    private readonly audit: AuditService,
    private readonly mail: AccountMail,
    private readonly mailTokens: MailTokensRepository,
    private readonly restorations: EmailRestorationService,
    private readonly reauthentication: ReauthenticationService,
    private readonly idempotency: IdempotencyService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets another password and ends every other session, both or neither.
   *
   * @throws Problem WRONG_PASSWORD, also if another change came first; WEAK_PASSWORD; TOO_BUSY.
   */
  async changePassword(
    caller: Principal,
    dto: ChangePasswordDto,
    origin: RequestOrigin,
    keyed?: KeyedRequest,
  ): Promise<Answer> {
    const once = this.idempotency.seal(keyed, dto);
    return this.idempotency.unlessDone(
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
        const ended = await this.sessions.endWithin(tx, userId, 'password_change', { except: caller.sessionId });
        tx.afterCommit(() => this.sessions.refuse(ended));
        await this.mailTokens.voidWithin(tx, userId, new Date(this.clock.now()));
        await this.audit.record({ event: 'password.changed', userId, actorId: userId, origin }, tx);
        await this.mail.notify(tx, noticed(user), 'password-changed');
        return NO_CONTENT;
      }),
    );
  }

  /**
   * Changes the profile. Another username, which is a name to log in with, needs the password.
   *
   * @throws Problem VALIDATION_FAILED, also if a read-only field is not as it is stored; WRONG_PASSWORD or
   * TOO_MANY_REQUESTS for a username; USERNAME_TAKEN, or USERNAME_RESERVED unless it is the name that the account has
   * already, in another case.
   */
  async update(caller: Principal, dto: UpdateUserDto, origin: RequestOrigin): Promise<User> {
    const change = await this.prepareUpdate(caller, dto, origin);
    return this.database.asOwner(caller.userId, change);
  }

  /** Proves what the change needs. @returns the change itself, for a transaction of the owner; it throws as `update` does. */
  async prepareUpdate(
    caller: Principal,
    dto: UpdateUserDto,
    origin: RequestOrigin,
  ): Promise<(tx: Transaction) => Promise<User>> {
    const user = await this.users.get(caller.userId);
    if (dto.username === undefined || dto.username === user.username) {
      return async (tx) => {
        await this.users.demandReadOnly(tx, user.id, dto);
        return this.users.update(tx, user.id, dto.full_name);
      };
    }
    if (dto.username.toLowerCase() !== user.username.toLowerCase()) demandFreeUsername(dto.username);
    if (dto.current_password === undefined)
      throw invalid([{ pointer: '/current_password', code: 'REQUIRED', detail: 'is required to change the username' }]);
    await this.credentials.demandPassword(user, dto.current_password, origin);
    const changes = { username: dto.username, ...(dto.full_name !== undefined && { fullName: dto.full_name }) };
    return async (tx) => {
      await this.users.demandReadOnly(tx, user.id, dto);
      const renamed = await this.users.rename(tx, user, changes);
      if (renamed === null) throw wrongPassword();
      await this.audit.record({ event: 'username.changed', userId: user.id, actorId: user.id, origin }, tx);
      await this.mail.notify(tx, noticed(renamed), 'username-changed');
      return renamed;
    };
  }

  /**
   * Removes the account and everything that is its.
   *
   * @throws Problem REAUTHENTICATION_REQUIRED if the login is older than five minutes; EMAIL_CHANGED_RECENTLY;
   * LAST_SUPERUSER.
   */
  async remove(caller: Principal, origin: RequestOrigin): Promise<void> {
    this.reauthentication.demandFreshLogin(caller);
    await this.sessions.endAllWith(caller.userId, 'deletion', {}, (endSessions) =>
      this.users.remove(caller.userId, async (tx) => {
        await this.restorations.demandNone(tx, caller.userId);
        await endSessions(tx);
        await this.audit.record({ event: 'user.removed', userId: caller.userId, actorId: caller.userId, origin }, tx);
      }),
    );
  }
}
