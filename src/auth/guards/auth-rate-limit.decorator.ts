import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { RATE_LIMIT_EXTENSION } from '../../common/api-problems.decorator.js';
import type { RefusedEvent } from '../passwords/refusal-audit.service.js';

export const AUTH_RATE_LIMIT = 'authRateLimit';

export interface AuthRateLimitOptions {
  /** Routes with the same name share one counter. */
  name: string;
  /** A request whose body does not fit is not counted. */
  body: new () => object;
  /** The field that names an account, and the audit event of a refusal. Its known devices are counted apart. */
  account?: { field: 'username' | 'email'; event: RefusedEvent };
  /** A token that is counted apart as well, whether it is still valid or not. */
  proof?: 'mailed link' | 'session';
}

/** Allows AUTH_RATE_LIMIT requests a minute from one network, exactly and over all instances. */
export const AuthRateLimit = (options: AuthRateLimitOptions) =>
  applyDecorators(SetMetadata(AUTH_RATE_LIMIT, options), ApiExtension(RATE_LIMIT_EXTENSION, true));
