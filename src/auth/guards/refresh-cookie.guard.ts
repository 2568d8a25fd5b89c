import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { originMatcher } from '../../config/origins.js';
import { refreshSecrets, SessionsConfig } from '../../config/slices.js';
import { readRefreshToken } from '../tokens/refresh-token.js';
import { CsrfTokenService } from '../sessions/csrf-token.service.js';
import { SessionCookiesService } from '../sessions/session-cookies.service.js';

declare module 'express-serve-static-core' {
  interface Request {
    usesCookies?: boolean;
  }
}

/** Takes the refresh token from the cookie into the body, if the body has none. */
@Injectable()
export class RefreshCookieGuard implements CanActivate {
  private readonly allows: (origin: string) => boolean;

  constructor(
    private readonly cookies: SessionCookiesService,
    private readonly csrf: CsrfTokenService,
    private readonly config: SessionsConfig,
  ) {
    this.allows = originMatcher(config.CORS_ORIGINS, config.NODE_ENV === 'development');
  }

  /** @throws Problem CSRF_TOKEN_INVALID. */
  canActivate(context: ExecutionContext): boolean {
    const req = context.switchToHttp().getRequest<Request>();
    const body = req.body as { refresh_token?: unknown } | undefined;
    const token = body?.refresh_token === undefined ? this.cookies.refreshToken(req) : null;
    if (token === null) return true;
    const session = readRefreshToken(token, refreshSecrets(this.config));
    // The service refuses a token that is none of ours: it has no session, and so no CSRF token to demand.
    if (session !== undefined && !this.isOfOwnPage(req)) this.csrf.demand(req, session.sessionId);
    req.body = { ...body, refresh_token: token };
    req.usesCookies = true;
    return true;
  }

  /**
   * Whether the browser itself says that a page which may read the CSRF token sent the request. Such a page may have lost
   * the token, and gets it back with the answer.
   */
  private isOfOwnPage({ headers: { origin, 'sec-fetch-site': site } }: Request): boolean {
    return site === 'same-origin' || (origin !== undefined && this.allows(origin));
  }
}
