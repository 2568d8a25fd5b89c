import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { RATE_LIMIT_EXTENSION } from '../../common/api-problems.decorator.js';
import type { RefusedEvent } from '../passwords/refusal-audit.service.js';

export const AUTH_RATE_LIMIT = 'authRateLimit';

/** What a route of the account side counts. */
export interface AuthRateLimitOptions {
  /** Routes with the same name share one counter. */
  name: string;
  /** What the body has to be; a request that is refused for its form is not counted. */
  body: new () => object;
  /**
   * The field of the body that names an account, and the event that a refusal is written down as. A device that is
   * known to the account is counted apart from its network.
   */
  account?: { field: 'username' | 'email'; event: RefusedEvent };
  /** What else a caller may show to be counted apart: a token of ours, whether it is still good or not. */
  proof?: 'mailed link' | 'session';
}

/**
 * Limits a route to AUTH_RATE_LIMIT requests a minute from one network, counted exactly and for all instances
 * together, before anything else is done for the request.
 */
export const AuthRateLimit = (options: AuthRateLimitOptions) =>
  applyDecorators(SetMetadata(AUTH_RATE_LIMIT, options), ApiExtension(RATE_LIMIT_EXTENSION, true));
