import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy, type SecretOrKeyProvider } from 'passport-jwt';
import type { Principal } from '../common/principal.js';
import { UUID } from '../common/uuid.js';
import { AppConfig } from '../config/app-config.js';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE, type AccessClaims, signingKey } from './access-token.service.js';
import { RevocationSet } from './revocation-set.js';

/** Verifies access tokens (RFC 8725): the algorithm and the type are ours to say, never the token's. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    config: AppConfig,
    private readonly revocations: RevocationSet,
  ) {
    const key = signingKey(config);
    const keyOfAccessToken: SecretOrKeyProvider = (_req, token: string, done) => {
      if (isAccessToken(token)) done(null, key as unknown as Buffer);
      else done(new Error('Not an access token'));
    };
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: keyOfAccessToken,
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
      // An older token than this configuration issues (its lifetime was shortened) is past what the revocations cover.
      jsonWebTokenOptions: { maxAge: config.ACCESS_TOKEN_SECONDS },
    });
  }

  /**
   * What the rest of a request knows of its caller; false makes the token one that is not accepted.
   *
   * @throws Problem SERVICE_UNAVAILABLE if nobody knows right now whether the session has ended.
   */
  validate(claims: AccessClaims): Principal | false {
    if (!UUID.test(claims.sub) || !UUID.test(claims.sid) || claims.user_id !== claims.sub) return false;
    if (typeof claims.exp !== 'number') return false;
    if (this.revocations.has(claims.sid)) return false;
    return { userId: claims.sub, sessionId: claims.sid, authTime: claims.auth_time };
  }
}

function isAccessToken(token: string): boolean {
  try {
    const header = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as { typ?: unknown };
    return header.typ === ACCESS_TOKEN_TYPE;
  } catch {
    return false;
  }
}
