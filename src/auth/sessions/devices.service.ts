import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/principal.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { Database } from '../../database/database.service.js';
import { UsersService } from '../../users/users.service.js';
import { AccountMail, noticed } from '../recovery/account-mail.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { type EndReason, SessionsService } from './sessions.service.js';
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
    private readonly mail: AccountMail,
  ) {}

  /** @throws Problem SESSION_NOT_FOUND; for another device what {@link ReauthenticationService.demand} throws. */
  async end(sessionId: string, device: AskingDevice): Promise<void> {
    const { caller, origin } = device;
    const ended =
      sessionId === caller.sessionId
        ? await this.sessions.end(caller.userId, sessionId, 'ended', { actorId: caller.userId, origin })
        : await this.endOthers('ended', [sessionId], device);
    if (!ended) throw new Problem(AUTH_ERRORS.SESSION_NOT_FOUND);
  }

  /** Ends all, the one that asks as well. @throws what {@link ReauthenticationService.demand} throws. */
  async endAll(device: AskingDevice): Promise<void> {
    await this.endOthers('logout_all', undefined, device);
  }

  /** @returns whether any of them was there and had not ended before. */
  private async endOthers(
    reason: EndReason,
    only: string[] | undefined,
    { caller, origin, password }: AskingDevice,
  ): Promise<boolean> {
    const { userId } = caller;
    await this.reauthentication.demand(caller, password, origin);
    const user = await this.users.get(userId);
    const ended = await this.database.asOwner(userId, async (tx) => {
      const ids = await this.sessions.endWithin(tx, userId, reason, { only }, { actorId: userId, origin });
      if (ids.some((id) => id !== caller.sessionId)) await this.mail.notify(tx, noticed(user), 'sessions-ended');
      return ids;
    });
    this.sessions.refuse(ended);
    return ended.length > 0;
  }
}
