import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import { AppConfig, refreshSecrets } from '../config/app-config.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { readRefreshToken } from './refresh-token.js';
import { judge } from './rotation.js';
import type { Session } from './session.entity.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** Rotation of refresh tokens. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly repository: SessionsRepository,
    private readonly sessions: SessionsService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * Exchanges a refresh token for the next generation of its session. A token that was used up ends the session: the
   * revocation is committed before the error is thrown.
   *
   * @returns the session, whose generation is that of the child.
   * @throws Problem INVALID_REFRESH_TOKEN, the same for every reason.
   */
  async refresh(token: string): Promise<Session> {
    const subject = readRefreshToken(token, refreshSecrets(this.config));
    if (subject === undefined) throw invalidRefreshToken();
    const { userId, sessionId, generation } = subject;
    const now = this.clock.now();
    const idleMs = this.config.REFRESH_TOKEN_IDLE_SECONDS * 1000;

    const { verdict, session } = await this.repository.rotate(userId, sessionId, generation, new Date(now), (state) =>
      judge(state, generation, now, idleMs),
    );
    if (verdict === 'reuse') await this.sessions.end(userId, sessionId, 'reuse');
    if (session === undefined) throw invalidRefreshToken();
    return session;
  }
}

function invalidRefreshToken(): Problem {
  return new Problem(AUTH_ERRORS.INVALID_REFRESH_TOKEN, { headers: { 'WWW-Authenticate': 'Bearer' } });
}
