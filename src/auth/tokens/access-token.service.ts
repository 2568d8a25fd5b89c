import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { randomUUID } from 'node:crypto';
import { Clock } from '../../common/clock.js';
import { AccessTokensConfig } from '../../config/slices.js';
import { KeyRingService } from './key-ring.service.js';

/** RFC 9068. Times are in seconds since the epoch. */
export interface AccessClaims {
  sub: string;
  user_id: string;
  sid: string;
  /** The generation of the session; tokens of older versions have none. */
  gen?: number;
  jti: string;
  auth_time: number;
  iat: number;
  exp: number;
  iss: string;
  aud: string;
}

interface IssuedSession {
  userId: string;
  id: string;
  generation: number;
  authTime: Date;
}

@Injectable()
export class AccessTokenService {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: KeyRingService,
    private readonly config: AccessTokensConfig,
    private readonly clock: Clock,
  ) {}

  async issue(session: IssuedSession, lifetimeSeconds: number): Promise<string> {
    const now = Math.floor(this.clock.now() / 1000);
    const claims: AccessClaims = {
      sub: session.userId,
      user_id: session.userId,
      sid: session.id,
      gen: session.generation,
      jti: randomUUID(),
      auth_time: Math.floor(session.authTime.getTime() / 1000),
      iat: now,
      exp: now + lifetimeSeconds,
      iss: this.config.JWT_ISSUER,
      aud: this.config.JWT_AUDIENCE,
    };
    const { header, signing } = this.keys.signing;
    if (header.alg === 'EdDSA') {
      // The library behind JwtService has no EdDSA.
      const { SignJWT } = await import('jose');
      return new SignJWT({ ...claims }).setProtectedHeader({ ...header }).sign(signing);
    }
    return this.jwt.signAsync(claims, { privateKey: signing, algorithm: header.alg, header: { ...header } });
  }
}
