import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/principal.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { UsersService } from '../users/users.service.js';
import { AccountMail } from './account-mail.service.js';
import { CredentialsService, wrongPassword } from './credentials.service.js';
import type { ChangePasswordDto } from './dto/change-password.dto.js';
import { MailTokensRepository } from './mail-tokens.repository.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordPolicyService } from './passwords/password-policy.service.js';
import { ReauthenticationService } from './sessions/reauthentication.service.js';
import { SessionsService } from './sessions.service.js';

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
    private readonly reauthentication: ReauthenticationService,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets another password and ends every other session, both or neither.
   *
   * @throws Problem WRONG_PASSWORD, also if another change came first; WEAK_PASSWORD; TOO_BUSY.
   */
  async changePassword(caller: Principal, dto: ChangePasswordDto, origin: RequestOrigin): Promise<void> {
    const user = await this.users.get(caller.userId);
    this.policy.demandStrong(dto.new_password, '/new_password', user);
    await this.credentials.demandPassword(user, dto.current_password);
    await this.policy.demandNotBreached(dto.new_password, '/new_password');
    const next = await this.hasher.hash(dto.new_password);
    const changed = await this.sessions.endAllWith(
      caller.userId,
      'password_change',
      { except: caller.sessionId },
      (endSessions) =>
        this.users.replacePassword(caller.userId, user.passwordHash, next, async (tx) => {
          await endSessions(tx);
          await this.mailTokens.voidWithin(tx, caller.userId, new Date(this.clock.now()));
          await this.audit.record(
            { event: 'password.changed', userId: caller.userId, actorId: caller.userId, origin },
            tx,
          );
          await this.mail.enqueue(tx, {
            kind: 'notice',
            template: 'password-changed',
            to: user.email,
            username: user.username,
          });
        }),
    );
    if (!changed) throw wrongPassword();
  }

  /**
   * Removes the account and everything that is its.
   *
   * @throws Problem REAUTHENTICATION_REQUIRED if the login is older than five minutes; LAST_SUPERUSER.
   */
  async remove(caller: Principal, origin: RequestOrigin): Promise<void> {
    this.reauthentication.demandFreshLogin(caller);
    await this.sessions.endAllWith(caller.userId, 'deletion', {}, (endSessions) =>
      this.users.remove(caller.userId, async (tx) => {
        await endSessions(tx);
        await this.audit.record({ event: 'user.removed', userId: caller.userId, actorId: caller.userId, origin }, tx);
      }),
    );
  }
}
