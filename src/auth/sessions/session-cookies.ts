import { Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { COMMON_ERRORS } from '../../common/common.errors.js';
import { Problem } from '../../common/problem.js';
import { invalid } from '../../common/validation.pipe.js';
import { AppConfig, refreshSecrets } from '../../config/app-config.js';
import type { CookieSessionResponse } from '../dto/cookie-session-response.dto.js';
import type { TokenResponse } from '../dto/token-response.dto.js';
import { isCanonicalBase64url } from '../tokens/base64url.js';

/** Its prefix has the browser see to it that it comes from this host alone and goes to all of it. */
const ACCESS_COOKIE = '__Host-access';

/** Its prefix leaves the path free: it goes nowhere but where it is used, under either spelling of the base path. */
const REFRESH_COOKIE = '__Secure-refresh';
const REFRESH_PATHS = ['/api/v1/auth', '/api/auth'];

export const CSRF_HEADER = 'X-CSRF-Token';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const FLAGS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'strict' };

/**
 * Sessions of browsers: the tokens in cookies that no script can read, and a CSRF token that is bound to the session and
 * that another site can neither read nor send. Off unless AUTH_COOKIES says otherwise.
 */
@Injectable()
export class SessionCookies {
  /** The first one makes tokens, all of them verify. */
  private readonly csrfKeys: Uint8Array[];

  constructor(private readonly config: AppConfig) {
    this.csrfKeys = refreshSecrets(config).map(
      (secret) => new Uint8Array(hkdfSync('sha256', secret, '', 'taskward csrf token', 32)),
    );
  }

  get enabled(): boolean {
    return this.config.AUTH_COOKIES;
  }

  /** @throws Problem VALIDATION_FAILED where this server gives no cookies. */
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

  /** Puts the tokens of a session into cookies. @returns what the script of the page gets instead. */
  set(res: Response, sessionId: string, tokens: TokenResponse): CookieSessionResponse {
    const { access_token, expires_in, refresh_token, refresh_expires_in } = tokens;
    res.cookie(ACCESS_COOKIE, access_token, { ...FLAGS, path: '/', maxAge: expires_in * 1000 });
    for (const path of REFRESH_PATHS)
      res.cookie(REFRESH_COOKIE, refresh_token, { ...FLAGS, path, maxAge: refresh_expires_in * 1000 });
    const csrf_token = this.csrfTokens(sessionId)[0]!.toString('base64url');
    res.setHeader(CSRF_HEADER, csrf_token);
    return { csrf_token, expires_in, refresh_expires_in };
  }

  /**
   * Hands the CSRF token out again to a caller who came by cookie, in an answer that no cache may keep. Of the pages of
   * others, those of CORS_ORIGINS alone can read it.
   */
  offerCsrfToken(req: Request, res: Response, sessionId: string): void {
    if (req.headers.authorization !== undefined) return;
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader(CSRF_HEADER, this.csrfTokens(sessionId)[0]!.toString('base64url'));
  }

  clear(res: Response): void {
    if (!this.enabled) return;
    res.clearCookie(ACCESS_COOKIE, { ...FLAGS, path: '/' });
    for (const path of REFRESH_PATHS) res.clearCookie(REFRESH_COOKIE, { ...FLAGS, path });
  }

  /** @throws Problem CSRF_TOKEN_INVALID if a write does not bring the token of this session. */
  demandCsrfToken(req: Request, sessionId: string): void {
    if (SAFE_METHODS.has(req.method)) return;
    const token = req.get(CSRF_HEADER) ?? '';
    const given = Buffer.from(token, 'base64url');
    const matches = this.csrfTokens(sessionId).some(
      (expected) => given.length === expected.length && timingSafeEqual(given, expected),
    );
    if (matches && isCanonicalBase64url(token)) return;
    throw new Problem(COMMON_ERRORS.CSRF_TOKEN_INVALID);
  }

  private csrfTokens(sessionId: string): Buffer[] {
    return this.csrfKeys.map((key) => createHmac('sha256', key).update(sessionId).digest());
  }
}

/** The values of our cookies have no character that would have to be escaped. */
export function readCookie(req: Request, name: string): string | null {
  for (const pair of req.headers.cookie?.split(';') ?? []) {
    const end = pair.indexOf('=');
    if (end >= 0 && pair.slice(0, end).trim() === name) return pair.slice(end + 1).trim();
  }
  return null;
}
