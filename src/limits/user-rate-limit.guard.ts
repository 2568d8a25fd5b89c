import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from '../common/principal.js';
import { LimitsConfig } from '../config/slices.js';
import { answerFor } from './rate-limit-headers.js';
import { UserLimiterService } from './user-limiter.service.js';

/**
 * Limits every user to API_RATE_LIMIT requests a minute. Runs behind the verification of the token: the name of a user
 * in a token that nobody has verified would let anyone use up another's quota.
 */
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
    if (user !== undefined) answerFor(http.getResponse<Response>(), this.policy, this.limiter.count(user.userId));
    return true;
  }
}
