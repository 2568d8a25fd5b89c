import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { randomUUID } from 'node:crypto';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/app-config.js';
import { KeyRing } from './key-ring.js';

/** The claims of an access token. Times are in seconds since the epoch. */
export interface AccessClaims {
  sub: string;
  user_id: string;
  sid: string;
  jti: string;
  auth_time: number;
  iat: number;
  exp: number;
  iss: string;
  aud: string;
}

/** Makes access tokens: JWTs (RFC 7519, RFC 9068), bound to a session. */
@Injectable()
export class AccessTokenService {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: KeyRing,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** @param lifetime in seconds. */
  async issue(session: { userId: string; id: string; authTime: Date }, lifetime: number): Promise<string> {
    const now = Math.floor(this.clock.now() / 1000);
    const claims: AccessClaims = {
      sub: session.userId,
      user_id: session.userId,
      sid: session.id,
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
