import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Principal } from '../../common/principal.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { UsersService } from '../../users/users.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { CredentialsService } from '../passwords/credentials.service.js';

/** For what a stolen session must not do. */
const FRESH_LOGIN_SECONDS = 300;

@Injectable()
export class ReauthenticationService {
  constructor(
    private readonly users: UsersService,
    private readonly credentials: CredentialsService,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem REAUTHENTICATION_REQUIRED. */
  demandFreshLogin(caller: Principal): void {
    if (!this.isFresh(caller)) throw new Problem(AUTH_ERRORS.REAUTHENTICATION_REQUIRED);
  }

  /** Accepts the password as well. @throws Problem REAUTHENTICATION_REQUIRED, WRONG_PASSWORD or TOO_MANY_REQUESTS. */
  async demand(caller: Principal, password: string | undefined, origin: RequestOrigin): Promise<void> {
    if (this.isFresh(caller)) return;
    if (password === undefined) throw new Problem(AUTH_ERRORS.REAUTHENTICATION_REQUIRED);
    await this.credentials.demandPassword(await this.users.get(caller.userId), password, origin);
  }

  private isFresh({ authTime }: Principal): boolean {
    return this.clock.now() / 1000 - authTime <= FRESH_LOGIN_SECONDS;
  }
}
