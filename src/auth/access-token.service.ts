import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { createSecretKey, randomUUID } from 'node:crypto';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/app-config.js';

/** The media type of access tokens in the header `typ` (RFC 9068): no other token of ours bears it. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

export const ACCESS_TOKEN_ALGORITHM = 'HS256';

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

/** As a KeyObject: given a string, the library would try to read it as a public key on every request first. */
export const signingKey = (config: AppConfig) => createSecretKey(config.JWT_SECRET, 'utf8');

/** Makes access tokens: JWTs (RFC 7519, RFC 9068), bound to a session. */
@Injectable()
export class AccessTokenService {
  private readonly key;

  constructor(
    private readonly jwt: JwtService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {
    this.key = signingKey(config);
  }

  issue(session: { userId: string; id: string; authTime: Date }): string {
    const now = Math.floor(this.clock.now() / 1000);
    const claims: AccessClaims = {
      sub: session.userId,
      user_id: session.userId,
      sid: session.id,
      jti: randomUUID(),
      auth_time: Math.floor(session.authTime.getTime() / 1000),
      iat: now,
      exp: now + this.config.ACCESS_TOKEN_SECONDS,
      iss: this.config.JWT_ISSUER,
      aud: this.config.JWT_AUDIENCE,
    };
    return this.jwt.sign(claims, {
      privateKey: this.key,
      algorithm: ACCESS_TOKEN_ALGORITHM,
      header: { alg: ACCESS_TOKEN_ALGORITHM, typ: ACCESS_TOKEN_TYPE },
    });
  }
}
