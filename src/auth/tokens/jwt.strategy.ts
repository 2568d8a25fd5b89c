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

/** Some 600 bytes each. */
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
      // The types know no KeyObject; the library takes one, as a contract test says.
      else done(null, key.verifying as unknown as Buffer);
    };
    super({
      jwtFromRequest: tokenOf,
      secretOrKeyProvider: keyOfToken,
      // Of all keys at once; that each is used with its own is seen to by the header, which names both.
      algorithms: keys.algorithms.filter((name) => name !== 'EdDSA'),
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
      // An older token than this configuration issues (its lifetime was shortened) is past what the revocations cover.
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

  /** The library behind passport-jwt has no EdDSA: such a key goes another way to the same end. */
  override authenticate(req: Request, options?: unknown): void {
    const token = this.hasEdDsa ? this.tokenOf(req) : null;
    const key = token === null ? undefined : this.keys.keyOf(token);
    if (token !== null && key?.header.alg === 'EdDSA') void this.authenticateEdDsa(req, token, key);
    else super.authenticate(req, options);
  }

  /**
   * What the rest of a request knows of its caller; false makes the token one that is not accepted.
   *
   * @throws Problem SERVICE_UNAVAILABLE if nobody knows right now whether the session has ended, CSRF_TOKEN_INVALID if
   * the token came in a cookie and the request does not show that it is meant.
   */
  validate(req: Request, claims: AccessClaims): Principal | false {
    const { sub, sid, user_id, exp, iat, auth_time, gen = 1 } = claims;
    if (!UUID.test(sub) || !UUID.test(sid) || user_id !== sub) return false;
    if (typeof exp !== 'number' || typeof iat !== 'number' || typeof auth_time !== 'number') return false;
    if (!Number.isSafeInteger(gen) || gen < 1) return false;
    if (this.revocations.has(sid)) return false;
    const principal = { userId: sub, sessionId: sid, authTime: auth_time };
    const { authorization } = req.headers;
    if (authorization === undefined) this.csrf.demand(req, sid);
    // Remembered only once its use is written down: what is recognized has nothing more to be asked.
    if (!this.uses.isNoted(sid, gen)) this.uses.note({ userId: sub, sessionId: sid, generation: gen });
    else if (authorization !== undefined)
      this.verified.set(authorization, principal, Math.min(exp, iat + this.expected.maxTokenAge));
    return principal;
  }

  /**
   * The caller, if this very token was verified before and its session goes on; undefined if it has yet to be verified.
   *
   * @throws Problem SERVICE_UNAVAILABLE if nobody knows right now whether the session has ended.
   */
  recognize({ headers: { authorization } }: Request): Principal | undefined {
    const principal = authorization === undefined ? undefined : this.verified.get(authorization);
    return principal === undefined || this.revocations.has(principal.sessionId) ? undefined : principal;
  }

  private async authenticateEdDsa(req: Request, token: string, key: AccessKey): Promise<void> {
    // Loaded where there is such a key.
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
