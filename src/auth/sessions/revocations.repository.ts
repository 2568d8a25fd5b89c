import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import { SessionRevocation } from './session-revocation.entity.js';

const FIND_RECENT = 'SELECT session_id FROM session_revocations WHERE revoked_at > now() - make_interval(secs => $1)';

const REMOVE_OLD = 'DELETE FROM session_revocations WHERE revoked_at < now() - make_interval(secs => $1)';

/** How the instances learn of ended sessions: of all users, in a scope of its own that shows nothing else. */
@Injectable()
export class RevocationsRepository {
  /** Call it with the locks on the sessions held: each row gets its time now, and instances look back by time. */
  async insert(tx: Transaction, userId: string, sessionIds: string[]): Promise<void> {
    await tx.manager.insert(
      SessionRevocation,
      sessionIds.map((sessionId) => ({ userId, sessionId })),
    );
  }

  async findRecent(tx: Transaction, seconds: number): Promise<string[]> {
    return (await tx.query<{ session_id: string }>(FIND_RECENT, [seconds])).map((row) => row.session_id);
  }

  async removeOld(tx: Transaction, seconds: number): Promise<void> {
    await tx.query(REMOVE_OLD, [seconds]);
  }
}
