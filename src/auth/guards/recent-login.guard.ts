import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../../common/principal.js';
import { ReauthenticationService } from '../sessions/reauthentication.service.js';

@Injectable()
export class RecentLoginGuard implements CanActivate {
  constructor(private readonly reauthentication: ReauthenticationService) {}

  /** @throws Problem REAUTHENTICATION_REQUIRED if the login is older than 5 minutes. */
  canActivate(context: ExecutionContext): boolean {
    this.reauthentication.demandFreshLogin(context.switchToHttp().getRequest<Request>().user as Principal);
    return true;
  }
}
