import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import type { JWTPayload } from 'jose';
import { randomUUID } from 'node:crypto';
import passport from 'passport';
import { Strategy, type SecretOrKeyProvider } from 'passport-jwt';
import type { Principal } from '../../common/principal.js';
import { UUID } from '../../common/uuid.js';
import { AccessTokensConfig } from '../../config/slices.js';
import type { AccessClaims } from './access-token.service.js';
import { type AccessKey, KeyRingService } from './key-ring.service.js';
import { RevocationSetService } from '../sessions/revocation-set.service.js';
import { GenerationUseService } from '../sessions/generation-use.service.js';
import { CsrfTokenService } from '../sessions/csrf-token.service.js';
import { SessionCookiesService } from '../sessions/session-cookies.service.js';
import { bearerTokenOf } from './bearer-token.js';
import { VerifiedTokens } from './verified-tokens.js';

const REMEMBERED_TOKENS = 10_000;

/** Verifies access tokens (RFC 8725): the key, its algorithm and the type are ours to say, never the token's. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  /** Passport has one list per process, and copies a strategy for each request only if it is used by its name there. */
  readonly registeredAs = `jwt-${randomUUID()}`;
  private readonly expected;
  private readonly tokenOf;
  private readonly hasEdDsa: boolean;
  private readonly verified = new VerifiedTokens(REMEMBERED_TOKENS);

  constructor(
    config: AccessTokensConfig,
    private readonly keys: KeyRingService,
    private readonly revocations: RevocationSetService,
    cookies: SessionCookiesService,
    private readonly csrf: CsrfTokenService,
    private readonly uses: GenerationUseService,
  ) {
    const tokenOf = (req: Request) => {
      const { authorization } = req.headers;
      return authorization === undefined ? cookies.accessToken(req) : bearerTokenOf(authorization);
    };
    const keyOfToken: SecretOrKeyProvider = (_req, token: string, done) => {
      const key = keys.keyOf(token);
      if (key === undefined) done(new Error('Not an access token'));
      // The types know no KeyObject; a contract test proves that the library takes one.
      else done(null, key.verifying as unknown as Buffer);
    };
    super({
      jwtFromRequest: tokenOf,
      secretOrKeyProvider: keyOfToken,
      // All keys together: `keyOf` compares the header, which binds each key to its own algorithm.
      algorithms: keys.algorithms.filter((name) => name !== 'EdDSA'),
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
      // Tokens from before the lifetime was shortened would outlive what the revocation set covers.
      jsonWebTokenOptions: { maxAge: config.ACCESS_TOKEN_SECONDS },
      passReqToCallback: true,
    });
    passport.use(this.registeredAs, this);
    this.tokenOf = tokenOf;
    this.hasEdDsa = keys.algorithms.includes('EdDSA');
    this.expected = {
      algorithms: ['EdDSA'],
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
      maxTokenAge: config.ACCESS_TOKEN_SECONDS,
    };
  }

  onApplicationShutdown(): void {
    passport.unuse(this.registeredAs);
  }

  override authenticate(req: Request, options?: unknown): void {
    // The library behind passport-jwt has no EdDSA.
    const token = this.hasEdDsa ? this.tokenOf(req) : null;
    const key = token === null ? undefined : this.keys.keyOf(token);
    if (token !== null && key?.header.alg === 'EdDSA') void this.authenticateEdDsa(req, token, key);
    else super.authenticate(req, options);
  }

  /** False if the token is not valid. @throws Problem CSRF_TOKEN_INVALID, or SERVICE_UNAVAILABLE as `recognize`. */
  validate(req: Request, claims: AccessClaims): Principal | false {
    const { sub, sid, user_id, exp, iat, auth_time, gen = 1 } = claims;
    if (!UUID.test(sub) || !UUID.test(sid) || user_id !== sub) return false;
    if (typeof exp !== 'number' || typeof iat !== 'number' || typeof auth_time !== 'number') return false;
    if (!Number.isSafeInteger(gen) || gen < 1) return false;
    if (this.revocations.has(sid)) return false;
    const expiresAt = Math.min(exp, iat + this.expected.maxTokenAge);
    const principal = { userId: sub, sessionId: sid, authTime: auth_time, expiresAt };
    const { authorization } = req.headers;
    if (authorization === undefined) this.csrf.demand(req, sid);
    // Remembered only once its use is written down, because a remembered token does not come here again.
    if (!this.uses.isRecorded(sid, gen)) this.uses.record({ userId: sub, sessionId: sid, generation: gen });
    else if (authorization !== undefined) this.verified.set(authorization, principal);
    return principal;
  }

  /** Undefined if not yet verified. @throws Problem SERVICE_UNAVAILABLE while ended sessions cannot be looked up. */
  recognize({ headers: { authorization } }: Request): Principal | undefined {
    const principal = authorization === undefined ? undefined : this.verified.get(authorization);
    return principal === undefined || this.revocations.has(principal.sessionId) ? undefined : principal;
  }

  private async authenticateEdDsa(req: Request, token: string, key: AccessKey): Promise<void> {
    const { jwtVerify } = await import('jose');
    let claims: JWTPayload;
    try {
      claims = (await jwtVerify(token, key.verifying, this.expected)).payload;
    } catch {
      return this.fail('invalid_token', 401);
    }
    try {
      const principal = this.validate(req, claims as unknown as AccessClaims);
      if (principal === false) this.fail('invalid_token', 401);
      else this.success(principal);
    } catch (error) {
      this.error(error as Error);
    }
  }
}
