import { Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { API_BASE } from '../../common/api-base.js';
import { invalid } from '../../common/request-validation.pipe.js';
import { SessionsConfig } from '../../config/slices.js';
import type { CookieSessionResponse } from '../dto/cookie-session-response.dto.js';
import type { TokenResponse } from '../dto/token-response.dto.js';
import { CSRF_HEADER, CsrfTokenService } from './csrf-token.service.js';

/** With this prefix the browser takes the cookie from this host alone, and for all its paths. */
const ACCESS_COOKIE = '__Host-access';

/** This prefix leaves the path free: the cookie goes only where it is used, under both spellings of the base path. */
const REFRESH_COOKIE = '__Secure-refresh';

const FLAGS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'strict' };

/** Sessions of browsers: tokens in cookies that no script can read, and a CSRF token. Off without AUTH_COOKIES. */
@Injectable()
export class SessionCookiesService {
  constructor(
    private readonly csrf: CsrfTokenService,
    private readonly config: SessionsConfig,
  ) {}

  get enabled(): boolean {
    return this.config.AUTH_COOKIES;
  }

  /** @throws Problem VALIDATION_FAILED. */
  demandEnabled(): void {
    if (this.enabled) return;
    throw invalid([{ pointer: '', code: 'COOKIES_OFF', detail: 'cookies are not offered by this server' }]);
  }

  accessToken(req: Request): string | null {
    return this.enabled ? readCookie(req, ACCESS_COOKIE) : null;
  }

  refreshToken(req: Request): string | null {
    return this.enabled ? readCookie(req, REFRESH_COOKIE) : null;
  }

  set(res: Response, sessionId: string, tokens: TokenResponse): CookieSessionResponse {
    const { access_token, expires_in, refresh_token, refresh_expires_in } = tokens;
    res.cookie(ACCESS_COOKIE, access_token, { ...FLAGS, path: '/', maxAge: expires_in * 1000 });
    for (const path of this.refreshPaths)
      res.cookie(REFRESH_COOKIE, refresh_token, { ...FLAGS, path, maxAge: refresh_expires_in * 1000 });
    const csrf_token = this.csrf.tokenOf(sessionId);
    res.setHeader(CSRF_HEADER, csrf_token);
    return { csrf_token, expires_in, refresh_expires_in };
  }

  /** Sends it again to a caller with cookies. Of other sites' pages only those of CORS_ORIGINS can read it. */
  offerCsrfToken(req: Request, res: Response, sessionId: string): void {
    if (req.headers.authorization !== undefined) return;
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader(CSRF_HEADER, this.csrf.tokenOf(sessionId));
  }

  clear(res: Response): void {
    if (!this.enabled) return;
    res.clearCookie(ACCESS_COOKIE, { ...FLAGS, path: '/' });
    for (const path of this.refreshPaths) res.clearCookie(REFRESH_COOKIE, { ...FLAGS, path });
  }

  private get refreshPaths(): string[] {
    return [`${API_BASE}/auth`, '/api/auth'].map((path) => this.config.PUBLIC_PATH + path);
  }
}

/** Not decoded: each of our tokens has exactly one spelling. */
export function readCookie(req: Request, name: string): string | null {
  return parseCookie(req.headers.cookie ?? '', { decode: (value) => value })[name] ?? null;
}
