import { LimitsConfig } from '../config/slices.js';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from '../common/principal.js';
import { enforceQuota } from './rate-limit-headers.js';
import { UserLimiterService } from './user-limiter.service.js';

/** Runs after the token is verified: with a user's id out of an unverified one, anyone could use up another's quota. */
@Injectable()
export class UserRateLimitGuard implements CanActivate {
  private readonly policy;

  constructor(
    private readonly limiter: UserLimiterService,
    config: LimitsConfig,
  ) {
    this.policy = { name: 'api', quota: config.API_RATE_LIMIT };
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const user = http.getRequest<Request>().user as Principal | undefined;
    if (user !== undefined) enforceQuota(http.getResponse<Response>(), this.policy, this.limiter.count(user.userId));
    return true;
  }
}
