import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/principal.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { Database } from '../../database/database.service.js';
import { UsersService } from '../../users/users.service.js';
import { AccountMailService, noticed } from '../recovery/account-mail.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { SessionsService } from './sessions.service.js';
import { ReauthenticationService } from './reauthentication.service.js';

/** Which device asks, from where, and the password if it sent one. */
export interface AskingDevice {
  caller: Principal;
  origin: RequestOrigin;
  password?: string;
}

/** What one device of a user does to the others. Its own session it may always end. */
@Injectable()
export class DevicesService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
    private readonly reauthentication: ReauthenticationService,
    private readonly mail: AccountMailService,
  ) {}

  /** Ends the session of the device itself. */
  async logOut({ userId, sessionId }: Principal): Promise<void> {
    await this.database.asOwner(userId, (tx) => this.sessions.end(tx, userId, [sessionId], 'logout'));
  }

  /** @throws Problem SESSION_NOT_FOUND; for another device what {@link ReauthenticationService.demand} throws. */
  async end(sessionId: string, { caller, origin, password }: AskingDevice): Promise<void> {
    const { userId } = caller;
    const isOther = sessionId !== caller.sessionId;
    if (isOther) await this.reauthentication.demand(caller, password, origin);
    const told = isOther ? await this.users.get(userId) : null;
    await this.database.asOwner(userId, async (tx) => {
      const ended = await this.sessions.end(tx, userId, [sessionId], 'ended', { actorId: userId, origin });
      if (ended.length === 0) throw new Problem(AUTH_ERRORS.SESSION_NOT_FOUND);
      if (told !== null) await this.mail.notify(tx, noticed(told), 'sessions-ended');
    });
  }

  /** Ends all, the one that asks as well. @throws what {@link ReauthenticationService.demand} throws. */
  async endAll({ caller, origin, password }: AskingDevice): Promise<void> {
    const { userId, sessionId } = caller;
    await this.reauthentication.demand(caller, password, origin);
    const user = await this.users.get(userId);
    await this.database.asOwner(userId, async (tx) => {
      const ended = await this.sessions.endAll(tx, userId, 'logout_all', { actorId: userId, origin });
      if (ended.some((id) => id !== sessionId)) await this.mail.notify(tx, noticed(user), 'sessions-ended');
    });
  }
}
