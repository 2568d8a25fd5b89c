import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Principal } from '../../common/principal.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { UsersService } from '../../users/users.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { CredentialsService } from '../passwords/credentials.service.js';

/** How fresh a login must be for what a stolen session must not do. */
const FRESH_LOGIN_SECONDS = 300;

/** Has someone who is logged in show that it is still they. */
@Injectable()
export class ReauthenticationService {
  constructor(
    private readonly users: UsersService,
    private readonly credentials: CredentialsService,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem REAUTHENTICATION_REQUIRED if the login is older than five minutes. */
  demandFreshLogin(caller: Principal): void {
    if (!this.isFresh(caller)) throw new Problem(AUTH_ERRORS.REAUTHENTICATION_REQUIRED);
  }

  /**
   * Takes the password where the login is older than five minutes.
   *
   * @throws Problem REAUTHENTICATION_REQUIRED if there is neither; WRONG_PASSWORD; TOO_MANY_REQUESTS after too many tries.
   */
  async demand(caller: Principal, password: string | undefined, origin: RequestOrigin): Promise<void> {
    if (this.isFresh(caller)) return;
    if (password === undefined) throw new Problem(AUTH_ERRORS.REAUTHENTICATION_REQUIRED);
    await this.credentials.demandPassword(await this.users.get(caller.userId), password, origin);
  }

  private isFresh({ authTime }: Principal): boolean {
    return this.clock.now() / 1000 - authTime <= FRESH_LOGIN_SECONDS;
  }
}
