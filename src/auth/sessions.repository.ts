import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import type { RotationState, Verdict } from './rotation.js';
import { Session } from './session.entity.js';

/** Which sessions to end: one of them, or all but one, or all. */
export interface Ending {
  reason: string;
  at: Date;
  only?: string;
  except?: string;
}

/** More devices than this are not listed. */
const MAX_LISTED = 1_000;

/** Sessions, always of one user. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds a session for someone who proved this password, and drops those that expired.
   *
   * @param passwordHash what the password was held against.
   * @returns false if the account was removed, was deactivated or got another password meanwhile: the lock orders this
   * and whatever ends all sessions, so that no session slips in behind it.
   */
  async open(userId: string, passwordHash: string, session: Session): Promise<boolean> {
    return this.database.asOwner(userId, async (tx) => {
      const found = await tx.query(
        'SELECT id FROM users WHERE id = $1 AND is_active AND password_hash = $2 FOR SHARE',
        [userId, passwordHash],
      );
      if (found.length === 0) return false;
      await tx.query('DELETE FROM sessions WHERE user_id = $1 AND expires_at <= $2', [userId, session.createdAt]);
      await tx.manager.insert(Session, { ...session, userId });
      return true;
    });
  }

  async get(userId: string, sessionId: string): Promise<Session | undefined> {
    const [row] = await this.database.asOwner(userId, (tx) =>
      tx.query<SessionRow>('SELECT * FROM sessions WHERE user_id = $1 AND id = $2', [userId, sessionId]),
    );
    return row && toSession(row);
  }

  /** Those that live, the one used last first. @param idleSince those not used since are over. */
  async list(userId: string, now: Date, idleSince: Date): Promise<Session[]> {
    const rows = await this.database.asOwner(userId, (tx) =>
      tx.query<SessionRow>(
        `SELECT * FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND last_used_at > $3
         ORDER BY last_used_at DESC, id DESC LIMIT ${MAX_LISTED}`,
        [userId, now, idleSince],
      ),
    );
    return rows.map(toSession);
  }

  /** All that are kept, ended ones too, in the order of their ids. @param id where the last batch ended, or null. */
  async after(userId: string, id: string | null, limit: number): Promise<Session[]> {
    const rows = await this.database.asOwner(userId, (tx) =>
      tx.query<SessionRow>(
        'SELECT * FROM sessions WHERE user_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3',
        [userId, id, limit],
      ),
    );
    return rows.map(toSession);
  }

  /**
   * Moves a session to its next generation if `judge` says so, by compare-and-swap; the row lock makes those who come
   * at the same time see what the first one did.
   *
   * @param presented the generation whose token asks.
   * @returns the verdict, and the session as it is afterwards if it goes on.
   */
  async rotate(
    userId: string,
    sessionId: string,
    presented: number,
    at: Date,
    judge: (state: RotationState | undefined) => Verdict,
  ): Promise<{ verdict: Verdict; session?: Session }> {
    return this.database.asOwner(userId, async (tx) => {
      const [row] = await tx.query<SessionRow & { user_is_active: boolean }>(
        `SELECT *, (SELECT is_active FROM users WHERE id = $1) AS user_is_active
         FROM sessions WHERE user_id = $1 AND id = $2 FOR UPDATE`,
        [userId, sessionId],
      );
      const verdict = judge(row && { ...toSession(row), userIsActive: row.user_is_active });
      if (row === undefined || verdict === 'refuse' || verdict === 'reuse') return { verdict };
      if (verdict === 'repeat') return { verdict, session: toSession(row) };
      const [next] = await tx.query<SessionRow>(
        `UPDATE sessions SET generation = generation + 1, previous_generation = $4, rotated_at = $5, last_used_at = $5
         WHERE user_id = $1 AND id = $2 AND generation = $3 AND revoked_at IS NULL RETURNING *`,
        [userId, sessionId, row.generation, presented, at],
      );
      return { verdict, session: next && toSession(next) };
    });
  }

  /** Ends sessions in a transaction of their own, and does what belongs to it. @returns the ids of those that had not ended before. */
  async end(
    userId: string,
    ending: Ending,
    alongside: (tx: Transaction, ids: string[]) => Promise<void>,
  ): Promise<string[]> {
    return this.database.asOwner(userId, async (tx) => {
      const ids = await this.endWithin(tx, userId, ending);
      await alongside(tx, ids);
      return ids;
    });
  }

  /** Ends sessions in a transaction of this owner's that does more. @returns the ids of those that had not ended before. */
  async endWithin(tx: Transaction, userId: string, { reason, at, only, except }: Ending): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE sessions SET revoked_at = $2, revoked_reason = $3
       WHERE user_id = $1 AND revoked_at IS NULL AND ($4::uuid IS NULL OR id = $4) AND ($5::uuid IS NULL OR id <> $5)
       RETURNING id`,
      [userId, at, reason, only ?? null, except ?? null],
    );
    const ids = rows.map((row) => row.id);
    // Only now, with the row locks held, does the revocation get its time: instances look back by time.
    await tx.query('INSERT INTO session_revocations (user_id, session_id) SELECT $1, unnest($2::uuid[])', [
      userId,
      ids,
    ]);
    return ids;
  }
}

interface SessionRow {
  user_id: string;
  id: string;
  generation: number;
  previous_generation: number | null;
  rotated_at: Date | null;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  user_agent: string | null;
  ip: string | null;
  revoked_at: Date | null;
  revoked_reason: string | null;
}

function toSession(row: SessionRow): Session {
  return {
    userId: row.user_id,
    id: row.id,
    generation: row.generation,
    previousGeneration: row.previous_generation,
    rotatedAt: row.rotated_at,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    userAgent: row.user_agent,
    ip: row.ip,
    revokedAt: row.revoked_at,
    revokedReason: row.revoked_reason,
  };
}
