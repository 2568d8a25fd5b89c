import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../../common/principal.js';
import { ReauthenticationService } from '../sessions/reauthentication.service.js';

/** Lets through who logged in within the last 5 minutes. Stands on routes that want a token. */
@Injectable()
export class RecentLoginGuard implements CanActivate {
  constructor(private readonly reauthentication: ReauthenticationService) {}

  /** @throws Problem REAUTHENTICATION_REQUIRED. */
  canActivate(context: ExecutionContext): boolean {
    this.reauthentication.demandFreshLogin(context.switchToHttp().getRequest<Request>().user as Principal);
    return true;
  }
}
