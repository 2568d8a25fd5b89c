import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import { SessionRevocation } from './session-revocation.entity.js';

const FIND_RECENT = 'SELECT session_id FROM session_revocations WHERE revoked_at > now() - make_interval(secs => $1)';

const OLD = 'revoked_at < now() - make_interval(secs => $1)';

const REMOVE_OLD = `WITH old AS (SELECT user_id, session_id FROM session_revocations WHERE ${OLD} ORDER BY revoked_at LIMIT $2)
  DELETE FROM session_revocations AS r USING old
  WHERE r.user_id = old.user_id AND r.session_id = old.session_id AND (${OLD}) IS TRUE RETURNING r.session_id`;

const OVERDUE = `SELECT extract(epoch FROM now() - revoked_at)::float8 - $1 AS seconds FROM session_revocations
  WHERE ${OLD} ORDER BY revoked_at LIMIT 1`;

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

  /** By the clock of the database, as they were written. @returns how many, up to `limit`. */
  async removeOld(tx: Transaction, seconds: number, limit: number): Promise<number> {
    return (await tx.query(REMOVE_OLD, [seconds, limit])).length;
  }

  async readOverdue(tx: Transaction, seconds: number): Promise<number> {
    return (await tx.query<{ seconds: number }>(OVERDUE, [seconds]))[0]?.seconds ?? 0;
  }
}
