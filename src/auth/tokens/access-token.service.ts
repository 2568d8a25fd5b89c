import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { randomUUID } from 'node:crypto';
import { Clock } from '../../common/clock.js';
import { AccessTokensConfig } from '../../config/slices.js';
import { KeyRingService } from './key-ring.service.js';

/** The claims of an access token. Times are in seconds since the epoch. */
export interface AccessClaims {
  sub: string;
  user_id: string;
  sid: string;
  /** The generation of the session that the token was issued with. Those of older versions have none. */
  gen?: number;
  jti: string;
  auth_time: number;
  iat: number;
  exp: number;
  iss: string;
  aud: string;
}

/** What an access token says of its session. */
interface IssuedSession {
  userId: string;
  id: string;
  generation: number;
  authTime: Date;
}

/** Makes access tokens: JWTs (RFC 7519, RFC 9068), bound to a session. */
@Injectable()
export class AccessTokenService {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: KeyRingService,
    private readonly config: AccessTokensConfig,
    private readonly clock: Clock,
  ) {}

  /** @param lifetime in seconds. */
  async issue(session: IssuedSession, lifetime: number): Promise<string> {
    const now = Math.floor(this.clock.now() / 1000);
    const claims: AccessClaims = {
      sub: session.userId,
      user_id: session.userId,
      sid: session.id,
      gen: session.generation,
      jti: randomUUID(),
      auth_time: Math.floor(session.authTime.getTime() / 1000),
      iat: now,
      exp: now + lifetime,
      iss: this.config.JWT_ISSUER,
      aud: this.config.JWT_AUDIENCE,
    };
    const { header, signing } = this.keys.signing;
    if (header.alg === 'EdDSA') {
      // The library behind JwtService has none. Loaded where there is such a key.
      const { SignJWT } = await import('jose');
      return new SignJWT({ ...claims }).setProtectedHeader({ ...header }).sign(signing);
    }
    return this.jwt.signAsync(claims, { privateKey: signing, algorithm: header.alg, header: { ...header } });
  }
}
