import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../../common/clock.js';
import { SessionsConfig } from '../../config/slices.js';
import { AccessTokenService } from '../tokens/access-token.service.js';
import type { CookieSessionResponse } from '../dto/cookie-session-response.dto.js';
import type { TokenResponse } from '../dto/token-response.dto.js';
import { deriveRefreshToken } from '../tokens/refresh-token.js';
import { SessionCookiesService } from './session-cookies.service.js';
import type { Session } from './session.entity.js';

/** The tokens of a session's current generation. None of them is valid for longer than the session. */
@Injectable()
export class SessionTokensService {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly cookies: SessionCookiesService,
    private readonly config: SessionsConfig,
    private readonly clock: Clock,
  ) {}

  async intoCookies(session: Session, res: Response): Promise<CookieSessionResponse> {
    return this.cookies.set(res, session.id, await this.issue(session));
  }

  async issue(session: Session): Promise<TokenResponse> {
    const { userId, id, generation, createdAt, expiresAt } = session;
    const secondsLeft = Math.ceil((expiresAt.getTime() - this.clock.now()) / 1000);
    const lifetime = Math.min(this.config.ACCESS_TOKEN_SECONDS, secondsLeft);
    return {
      access_token: await this.accessTokens.issue({ userId, id, generation, authTime: createdAt }, lifetime),
      token_type: 'bearer',
      expires_in: lifetime,
      refresh_token: deriveRefreshToken({ userId, sessionId: id, generation }, this.config.REFRESH_TOKEN_SECRET),
      refresh_expires_in: Math.min(this.config.REFRESH_TOKEN_IDLE_SECONDS, secondsLeft),
    };
  }
}
