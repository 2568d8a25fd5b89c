import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { AccountService } from '../auth/account/account.service.js';
import { AccountMailService, noticeRecipientOf } from '../auth/recovery/account-mail.service.js';
import { LockoutService } from '../auth/passwords/lockout.service.js';
import { ReauthenticationService } from '../auth/sessions/reauthentication.service.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import type { Principal } from '../common/principal.js';
import { Problem } from '../common/problem.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { ADMIN_ERRORS } from './admin.errors.js';
import type { UpdateOwnAccountDto } from './dto/update-own-account.dto.js';

export interface Actor {
  caller: Principal;
  origin: RequestOrigin;
}

type AccountChanges = Partial<Pick<User, 'isActive' | 'isSuperuser'>>;

/** What superusers do with accounts: audited, and the owner gets a mail. They have no access to tasks. */
@Injectable()
export class AdminService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly lockout: LockoutService,
    private readonly account: AccountService,
    private readonly reauthentication: ReauthenticationService,
    private readonly audit: AuditService,
    private readonly mail: AccountMailService,
  ) {}

  /** @throws Problem USER_NOT_FOUND. */
  async get(userId: string): Promise<User> {
    return demandUser(await this.users.find(userId));
  }

  /** Deactivation and demotion end all sessions. @throws Problem USER_NOT_FOUND, or LAST_SUPERUSER. */
  async update(userId: string, changes: AccountChanges, actor: Actor): Promise<User> {
    const before = await this.get(userId);
    if (eventsOf(before, changes).length === 0) return before;
    return this.database.asOwner(userId, (tx) => this.change(tx, userId, changes, actor));
  }

  /** @throws Problem as `AccountService.update` and `update` do; REAUTHENTICATION_REQUIRED. */
  async updateOwn(dto: UpdateOwnAccountDto, actor: Actor): Promise<User> {
    const { caller, origin } = actor;
    const { is_active: isActive, is_superuser: isSuperuser, current_password } = dto;
    const { username, full_name, time_zone, locale } = dto;
    const changes = { isActive, isSuperuser };
    const before = await this.get(caller.userId);
    if (eventsOf(before, changes).length === 0) return this.account.update(caller, dto, origin);
    this.reauthentication.demandFreshLogin(caller);
    const profile = { username, full_name, time_zone, locale, current_password };
    const proven = await this.account.demandUpdatable(caller, profile, origin);
    return this.database.asOwner(caller.userId, async (tx) => {
      await this.change(tx, before.id, changes, actor);
      return this.account.applyUpdate(tx, proven, profile, origin);
    });
  }

  /** @throws Problem USER_NOT_FOUND. */
  async unlock(userId: string, actor: Actor): Promise<void> {
    await this.database.asOwner(userId, async (tx) => {
      const user = demandUser(await this.users.lock(tx, userId));
      await this.lockout.unlock(tx, userId);
      await this.record(tx, 'user.unlocked', user, actor);
    });
  }

  /** @throws Problem USER_NOT_FOUND, or LAST_SUPERUSER. */
  async remove(userId: string, actor: Actor): Promise<void> {
    await this.database.asOwner(userId, async (tx) => {
      const user = demandUser(await this.users.lockForRemoval(tx, userId));
      await this.sessions.endAll(tx, userId, 'deletion');
      await this.record(tx, 'user.removed', user, actor);
      await this.users.remove(tx, userId);
    });
  }

  /** @throws Problem USER_NOT_FOUND. */
  async endSessions(userId: string, { caller, origin }: Actor): Promise<void> {
    const user = await this.get(userId);
    await this.database.asOwner(userId, async (tx) => {
      const ended = await this.sessions.endAll(tx, userId, 'superuser', { actorId: caller.userId, origin });
      if (ended.length > 0) await this.mail.notify(tx, noticeRecipientOf(user), 'sessions-ended');
    });
  }

  private async change(
    tx: Transaction,
    userId: string,
    { isActive, isSuperuser }: AccountChanges,
    actor: Actor,
  ): Promise<User> {
    // Read again under the lock: of two superusers who do the same at once, the second changes nothing and tells nobody.
    const before = demandUser(await this.users.lock(tx, userId));
    const events = eventsOf(before, { isActive, isSuperuser });
    if (events.length === 0) return before;
    const user = await this.users.update(tx, userId, {
      ...(isActive !== undefined && { isActive }),
      ...(isSuperuser !== undefined && { isSuperuser }),
    });
    if (isActive === false) await this.sessions.endAll(tx, user.id, 'deactivation');
    else if (isSuperuser === false) await this.sessions.endAll(tx, user.id, 'demotion');
    for (const event of events) await this.record(tx, event, before, actor);
    return user;
  }

  private async record(tx: Transaction, event: AdminEvent, user: User, { caller, origin }: Actor): Promise<void> {
    await this.audit.record(tx, { event, userId: user.id, actorId: caller.userId, origin });
    await this.mail.notify(tx, noticeRecipientOf(user), NOTICES[event]);
  }
}

function demandUser(user: User | null): User {
  if (user === null) throw new Problem(ADMIN_ERRORS.USER_NOT_FOUND);
  return user;
}

const NOTICES = {
  'user.activated': 'account-activated',
  'user.deactivated': 'account-deactivated',
  'user.promoted': 'account-promoted',
  'user.demoted': 'account-demoted',
  'user.unlocked': 'account-unlocked',
  'user.removed': 'account-removed',
} as const;
type AdminEvent = keyof typeof NOTICES;

/** Empty if the account is like that already. */
function eventsOf(before: User, { isActive, isSuperuser }: AccountChanges): AdminEvent[] {
  const events: AdminEvent[] = [];
  if (isActive !== undefined && isActive !== before.isActive)
    events.push(isActive ? 'user.activated' : 'user.deactivated');
  if (isSuperuser !== undefined && isSuperuser !== before.isSuperuser)
    events.push(isSuperuser ? 'user.promoted' : 'user.demoted');
  return events;
}
