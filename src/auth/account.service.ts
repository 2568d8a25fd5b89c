import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/principal.js';
import { Problem } from '../common/problem.js';
import { UsersService } from '../users/users.service.js';
import { AUTH_ERRORS } from './auth.errors.js';
import type { ChangePasswordDto } from './dto/change-password.dto.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFaults } from './password.policy.js';
import { SessionsService } from './sessions.service.js';

/** How fresh a login must be for what cannot be undone. */
const FRESH_LOGIN_SECONDS = 300;

/** What users do with their own account that ends sessions. */
@Injectable()
export class AccountService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets another password and ends every other session, both or neither.
   *
   * @throws Problem WRONG_PASSWORD, also if another change came first; WEAK_PASSWORD; TOO_BUSY.
   */
  async changePassword(caller: Principal, dto: ChangePasswordDto): Promise<void> {
    const faults = passwordFaults(dto.new_password, '/new_password');
    if (faults.length > 0) throw new Problem(AUTH_ERRORS.WEAK_PASSWORD, { errors: faults });
    const { passwordHash: current } = await this.users.get(caller.userId);
    if (!(await this.hasher.verify(current, dto.current_password))) throw wrongPassword();
    const next = await this.hasher.hash(dto.new_password);
    const changed = await this.sessions.endAllWith(caller.userId, 'password_change', { except: caller.sessionId }, (endSessions) =>
      this.users.replacePassword(caller.userId, current, next, endSessions),
    );
    if (!changed) throw wrongPassword();
  }

  /**
   * Removes the account and everything that is its.
   *
   * @throws Problem REAUTHENTICATION_REQUIRED if the login is older than five minutes.
   */
  async remove(caller: Principal): Promise<void> {
    if (this.clock.now() / 1000 - caller.authTime > FRESH_LOGIN_SECONDS) throw new Problem(AUTH_ERRORS.REAUTHENTICATION_REQUIRED);
    await this.sessions.endAllWith(caller.userId, 'deletion', {}, (endSessions) => this.users.remove(caller.userId, endSessions));
  }
}

/** Not 401: the session is as good as before, and a client should not throw it away. */
function wrongPassword(): Problem {
  const errors = [{ pointer: '/current_password', code: 'WRONG_PASSWORD', detail: 'is not your password' }];
  return new Problem(AUTH_ERRORS.WRONG_PASSWORD, { errors });
}
