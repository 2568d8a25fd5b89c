import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/principal.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { Database } from '../../database/database.service.js';
import { UsersService } from '../../users/users.service.js';
import { AccountMailService, noticeRecipientOf } from '../recovery/account-mail.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { SessionsService } from './sessions.service.js';
import { ReauthenticationService } from './reauthentication.service.js';

export interface DeviceRequest {
  caller: Principal;
  origin: RequestOrigin;
  password?: string;
}

/** Ends sessions for their user. A device may always end its own session; for another it must reauthenticate. */
@Injectable()
export class DevicesService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
    private readonly reauthentication: ReauthenticationService,
    private readonly mail: AccountMailService,
  ) {}

  async logOut({ userId, sessionId }: Principal): Promise<void> {
    await this.database.asOwner(userId, (tx) => this.sessions.end(tx, userId, [sessionId], 'logout'));
  }

  /** @throws Problem SESSION_NOT_FOUND, or what {@link ReauthenticationService.demand} throws. */
  async end(sessionId: string, { caller, origin, password }: DeviceRequest): Promise<void> {
    const { userId } = caller;
    const isOther = sessionId !== caller.sessionId;
    if (isOther) await this.reauthentication.demand(caller, password, origin);
    const notified = isOther ? await this.users.get(userId) : null;
    await this.database.asOwner(userId, async (tx) => {
      const ended = await this.sessions.end(tx, userId, [sessionId], 'ended', { actorId: userId, origin });
      if (ended.length === 0) throw new Problem(AUTH_ERRORS.SESSION_NOT_FOUND);
      if (notified !== null) await this.mail.notify(tx, noticeRecipientOf(notified), 'sessions-ended');
    });
  }

  async endAll({ caller, origin, password }: DeviceRequest): Promise<void> {
    const { userId, sessionId } = caller;
    await this.reauthentication.demand(caller, password, origin);
    const user = await this.users.get(userId);
    await this.database.asOwner(userId, async (tx) => {
      const ended = await this.sessions.endAll(tx, userId, 'logout_all', { actorId: userId, origin });
      if (ended.some((id) => id !== sessionId)) await this.mail.notify(tx, noticeRecipientOf(user), 'sessions-ended');
    });
  }
}
