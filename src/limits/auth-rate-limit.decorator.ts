import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { RATE_LIMIT_EXTENSION } from '../common/api-problems.decorator.js';

export const AUTH_RATE_LIMIT = 'authRateLimit';

/** What a route of the account side counts against. */
export interface AuthRateLimitOptions {
  /** Routes with the same name share one counter for an address. */
  name: string;
  /** The field of the body that names an account; each account is counted too, whether it exists or not. */
  account?: string;
}

/**
 * Limits a route to AUTH_RATE_LIMIT requests a minute from one address, counted exactly and for all instances
 * together, before anything else is done for the request.
 */
export const AuthRateLimit = (options: AuthRateLimitOptions) =>
  applyDecorators(SetMetadata(AUTH_RATE_LIMIT, options), ApiExtension(RATE_LIMIT_EXTENSION, true));
