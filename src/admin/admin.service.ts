import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { AccountService } from '../auth/account/account.service.js';
import { AccountMail, noticed } from '../auth/recovery/account-mail.service.js';
import { LockoutService, type Standing } from '../auth/passwords/lockout.service.js';
import { ReauthenticationService } from '../auth/sessions/reauthentication.service.js';
import { type EndReason, SessionsService } from '../auth/sessions/sessions.service.js';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/principal.js';
import { Problem } from '../common/problem.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import type { User } from '../users/user.entity.js';
import { type AccountChanges, type AccountFilter, AccountsRepository } from './accounts.repository.js';
import { ADMIN_ERRORS } from './admin.errors.js';
import type { UpdateOwnAccountDto } from './dto/update-own-account.dto.js';

/** Which superuser asks, and from where. */
export interface Actor {
  caller: Principal;
  origin: RequestOrigin;
}

/** What superusers do with other people's accounts. Their tasks are none of it. */
@Injectable()
export class AdminService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsRepository,
    private readonly sessions: SessionsService,
    private readonly lockout: LockoutService,
    private readonly account: AccountService,
    private readonly reauthentication: ReauthenticationService,
    private readonly audit: AuditService,
    private readonly mail: AccountMail,
    private readonly clock: Clock,
  ) {}

  list(filter: AccountFilter, skip: number, limit: number): Promise<{ users: User[]; total: number }> {
    return this.accounts.list(filter, skip, limit);
  }

  /** @throws Problem USER_NOT_FOUND. */
  async get(userId: string): Promise<User> {
    const user = await this.accounts.get(userId);
    if (user === null) throw new Problem(ADMIN_ERRORS.USER_NOT_FOUND);
    return user;
  }

  /** How many logins failed and until when logins are refused somewhere, for those of these accounts that it is true of. */
  standings(userIds: string[]): Promise<Map<string, Standing>> {
    return this.lockout.standings(userIds);
  }

  /**
   * Activates, deactivates, promotes or demotes, and tells the person by mail. Whoever loses something is logged out
   * everywhere, in the same transaction.
   *
   * @param besides what else changes with it, all or nothing.
   * @throws Problem USER_NOT_FOUND, or LAST_SUPERUSER.
   */
  async update(
    userId: string,
    changes: AccountChanges,
    actor: Actor,
    besides?: (tx: Transaction) => Promise<User>,
  ): Promise<User> {
    const before = await this.get(userId);
    const wanted: AccountChanges = {
      ...(changes.isActive !== undefined && { isActive: changes.isActive }),
      ...(changes.isSuperuser !== undefined && { isSuperuser: changes.isSuperuser }),
    };
    const events = eventsOf(before, wanted);
    if (events.length === 0 && besides === undefined) return before;
    const change = (alongside: (tx: Transaction) => Promise<void>) =>
      this.accounts.update(userId, wanted, new Date(this.clock.now()), async (tx) => {
        await alongside(tx);
        for (const event of events) await this.record(tx, event, before, actor);
        await besides?.(tx);
      });
    const reason: EndReason | undefined =
      wanted.isActive === false ? 'deactivation' : wanted.isSuperuser === false ? 'demotion' : undefined;
    if (reason === undefined) return change(() => Promise.resolve());
    return this.sessions.endAllWith(userId, reason, {}, change);
  }

  /**
   * Changes the superuser's own account: the profile as `/users/me` does; `is_active` and `is_superuser`, where they are to
   * be others, as of any account.
   *
   * @throws Problem as `AccountService.update` and `update` do; REAUTHENTICATION_REQUIRED as for any account.
   */
  async updateOwn(dto: UpdateOwnAccountDto, actor: Actor): Promise<User> {
    const { caller, origin } = actor;
    const changes = { isActive: dto.is_active, isSuperuser: dto.is_superuser };
    if (eventsOf(await this.get(caller.userId), changes).length === 0) return this.account.update(caller, dto, origin);
    this.reauthentication.demandFreshLogin(caller);
    const { username, full_name, current_password } = dto;
    const profile = await this.account.prepareUpdate(caller, { username, full_name, current_password }, origin);
    return this.update(caller.userId, changes, actor, profile);
  }

  /** Lets someone who was locked out try again at once, and tells them by mail. @throws Problem USER_NOT_FOUND. */
  async unlock(userId: string, actor: Actor): Promise<void> {
    const user = await this.get(userId);
    await this.accounts.unlock(userId, async (tx) => {
      await this.lockout.unlock(tx, userId);
      await this.record(tx, 'user.unlocked', user, actor);
    });
  }

  /** Removes an account and all that is its, and tells the person by mail. @throws Problem USER_NOT_FOUND, or LAST_SUPERUSER. */
  async remove(userId: string, actor: Actor): Promise<void> {
    const user = await this.get(userId);
    await this.sessions.endAllWith(userId, 'deletion', {}, (endSessions) =>
      this.accounts.remove(userId, async (tx) => {
        await endSessions(tx);
        await this.record(tx, 'user.removed', user, actor);
      }),
    );
  }

  /** Logs someone out of all devices, and tells them by mail. @throws Problem USER_NOT_FOUND. */
  async endSessions(userId: string, { caller, origin }: Actor): Promise<void> {
    const user = await this.get(userId);
    const ended = await this.database.asOwner(userId, async (tx) => {
      const by = { actorId: caller.userId, origin };
      const ids = await this.sessions.endWithin(tx, userId, 'superuser', {}, by);
      if (ids.length > 0) await this.mail.notify(tx, noticed(user), 'sessions-ended');
      return ids;
    });
    this.sessions.refuse(ended);
  }

  private async record(tx: Transaction, event: AdminEvent, user: User, { caller, origin }: Actor): Promise<void> {
    await this.audit.record({ event, userId: user.id, actorId: caller.userId, origin }, tx);
    await this.mail.notify(tx, noticed(user), NOTICES[event]);
  }
}

/** What someone is told of each change. */
const NOTICES = {
  'user.activated': 'account-activated',
  'user.deactivated': 'account-deactivated',
  'user.promoted': 'account-promoted',
  'user.demoted': 'account-demoted',
  'user.unlocked': 'account-unlocked',
  'user.removed': 'account-removed',
} as const;
type AdminEvent = keyof typeof NOTICES;

/** What the changes amount to; nothing if everything is so already. */
function eventsOf(before: User, { isActive, isSuperuser }: AccountChanges): AdminEvent[] {
  const events: AdminEvent[] = [];
  if (isActive !== undefined && isActive !== before.isActive)
    events.push(isActive ? 'user.activated' : 'user.deactivated');
  if (isSuperuser !== undefined && isSuperuser !== before.isSuperuser)
    events.push(isSuperuser ? 'user.promoted' : 'user.demoted');
  return events;
}
