import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { AppConfig, refreshSecrets } from '../../config/app-config.js';
import { Database } from '../../database/database.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { readRefreshToken } from '../tokens/refresh-token.js';
import { decideRotation } from './rotation.js';
import type { Session } from './session.entity.js';
import { GenerationUseService } from './generation-use.service.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** What came of a refresh: the session that goes on, or the ids of what was ended. */
interface Outcome {
  session?: Session;
  ended?: string[];
}

/** Rotation of refresh tokens. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly database: Database,
    private readonly repository: SessionsRepository,
    private readonly sessions: SessionsService,
    private readonly uses: GenerationUseService,
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
  async refresh(token: string, origin: RequestOrigin): Promise<Session> {
    const subject = readRefreshToken(token, refreshSecrets(this.config));
    if (subject === undefined) throw invalidRefreshToken();
    const { userId, sessionId, generation } = subject;
    await this.uses.settled(sessionId);
    const now = this.clock.now();
    const idleMs = this.config.REFRESH_TOKEN_IDLE_SECONDS * 1000;

    const { session, ended } = await this.database.asOwner(userId, async (tx): Promise<Outcome> => {
      const state = await this.repository.lock(tx, userId, sessionId);
      const decision = decideRotation(state, generation, now, idleMs);
      if (state === undefined || decision.verdict === 'refuse') return {};
      if (decision.verdict === 'reuse')
        return { ended: await this.sessions.endWithin(tx, userId, 'reuse', { only: [sessionId] }, { origin }) };
      if (decision.verdict === 'repeat') return { session: state };
      return { session: await this.repository.advance(tx, userId, state, decision.history, new Date(now)) };
    });
    if (ended !== undefined) this.sessions.refuse(ended);
    if (session === undefined) throw invalidRefreshToken();
    return session;
  }
}

function invalidRefreshToken(): Problem {
  return new Problem(AUTH_ERRORS.INVALID_REFRESH_TOKEN, { headers: { 'WWW-Authenticate': 'Bearer' } });
}
