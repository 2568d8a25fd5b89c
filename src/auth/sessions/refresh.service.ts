import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import { unauthenticated } from '../../common/unauthenticated.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { refreshSecrets, SessionsConfig } from '../../config/slices.js';
import { Database } from '../../database/database.service.js';
import { UsersService } from '../../users/users.service.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { readRefreshToken } from '../tokens/refresh-token.js';
import { decideRotation } from './rotation.js';
import type { Session } from './session.entity.js';
import { GenerationUseService } from './generation-use.service.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

@Injectable()
export class RefreshService {
  constructor(
    private readonly database: Database,
    private readonly repository: SessionsRepository,
    private readonly sessions: SessionsService,
    private readonly uses: GenerationUseService,
    private readonly users: UsersService,
    private readonly config: SessionsConfig,
    private readonly clock: Clock,
  ) {}

  /** A token that was used up ends the session. @throws Problem INVALID_REFRESH_TOKEN, the same for every reason. */
  async refresh(token: string, origin: RequestOrigin): Promise<Session> {
    const subject = readRefreshToken(token, refreshSecrets(this.config));
    if (subject === undefined) throw invalidRefreshToken();
    const { userId, sessionId, generation } = subject;
    await this.uses.waitForPending(sessionId);
    const now = this.clock.now();
    const idleMs = this.config.REFRESH_TOKEN_IDLE_SECONDS * 1000;

    const session = await this.database.asOwner(userId, async (tx) => {
      const state = await this.repository.lock(tx, userId, sessionId);
      if (state === null) return null;
      const userIsActive = await this.users.isActive(tx, userId);
      const decision = decideRotation({ ...state, userIsActive }, generation, now, idleMs);
      if (decision.verdict === 'repeat') return state;
      if (decision.verdict === 'advance') return this.repository.advance(tx, state, decision.history, new Date(now));
      if (decision.verdict === 'reuse') await this.sessions.end(tx, userId, [sessionId], 'reuse', { origin });
      return null;
    });
    // Commit first, then throw: the error must not roll back the revocation.
    if (session === null) throw invalidRefreshToken();
    return session;
  }
}

function invalidRefreshToken(): Problem {
  return unauthenticated(AUTH_ERRORS.INVALID_REFRESH_TOKEN);
}
