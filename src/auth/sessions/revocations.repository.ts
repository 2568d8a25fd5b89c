import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import { SessionRevocation } from './session-revocation.entity.js';

const FIND_RECENT = 'SELECT session_id FROM session_revocations WHERE revoked_at > now() - make_interval(secs => $1)';

const REMOVE_OLD = 'DELETE FROM session_revocations WHERE revoked_at < now() - make_interval(secs => $1)';

/**
 * What the instances tell one another of ended sessions. What it reads and removes is everyone's by its purpose, in a
 * scope of its own that shows it nothing else; times are the server's.
 */
@Injectable()
export class RevocationsRepository {
  /** Tells that these have ended. Each gets its time now, with the locks on the sessions held: instances look back by time. */
  async insert(tx: Transaction, userId: string, sessionIds: string[]): Promise<void> {
    await tx.manager.insert(
      SessionRevocation,
      sessionIds.map((sessionId) => ({ userId, sessionId })),
    );
  }

  /** The ids of the sessions that ended within the last `seconds`. */
  async findRecent(tx: Transaction, seconds: number): Promise<string[]> {
    return (await tx.query<{ session_id: string }>(FIND_RECENT, [seconds])).map((row) => row.session_id);
  }

  /** Deletes what ended more than `seconds` ago. */
  async removeOld(tx: Transaction, seconds: number): Promise<void> {
    await tx.query(REMOVE_OLD, [seconds]);
  }
}
