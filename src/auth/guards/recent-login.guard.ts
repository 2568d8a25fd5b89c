import { type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import type { Request } from 'express';
import { Clock } from '../../common/clock.js';
import type { Principal } from '../../common/principal.js';
import { demandRecentLogin } from '../recent-login.js';

/** Lets those through who logged in within the last five minutes. */
@Injectable()
export class RecentLoginGuard implements CanActivate {
  constructor(private readonly clock: Clock) {}

  canActivate(context: ExecutionContext): boolean {
    demandRecentLogin(context.switchToHttp().getRequest<Request>().user as Principal, this.clock.now());
    return true;
  }
}

/** Closes a route to logins older than five minutes. Runs behind the guards of the controller. */
export const DemandRecentLogin = () => UseGuards(RecentLoginGuard);
