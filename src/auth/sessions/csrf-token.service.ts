import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../common/problem.js';
import { refreshSecrets, SessionsConfig } from '../../config/slices.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { isCanonicalBase64url } from '../tokens/base64url.js';

export const CSRF_HEADER = 'X-CSRF-Token';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The CSRF token of a session in cookies: another site can neither read it nor send it. */
@Injectable()
export class CsrfTokenService {
  /** The first makes tokens, all verify. */
  private readonly keys: Uint8Array[];

  constructor(config: SessionsConfig) {
    this.keys = refreshSecrets(config).map(
      (secret) => new Uint8Array(hkdfSync('sha256', secret, '', 'taskward csrf token', 32)),
    );
  }

  tokenOf(sessionId: string): string {
    return this.tokens(sessionId)[0]!.toString('base64url');
  }

  /** @throws Problem CSRF_TOKEN_INVALID for a write without the token of this session. */
  demand(req: Request, sessionId: string): void {
    if (SAFE_METHODS.has(req.method)) return;
    const token = req.get(CSRF_HEADER) ?? '';
    const given = Buffer.from(token, 'base64url');
    const matches = this.tokens(sessionId).some(
      (expected) => given.length === expected.length && timingSafeEqual(given, expected),
    );
    if (matches && isCanonicalBase64url(token)) return;
    throw new Problem(AUTH_ERRORS.CSRF_TOKEN_INVALID);
  }

  private tokens(sessionId: string): Buffer[] {
    return this.keys.map((key) => createHmac('sha256', key).update(sessionId).digest());
  }
}
