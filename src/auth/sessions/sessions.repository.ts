import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import type { RotationHistory, RotationState } from './rotation.js';
import { type ReplacedGeneration, Session } from './session.entity.js';

/** Which sessions to end: some of them, or all but one, or all. */
export interface Ending {
  reason: string;
  at: Date;
  only?: string[];
  except?: string;
}

/** More devices than this are not listed. */
const MAX_LISTED = 1_000;

/** Sessions, always of one user. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Locks the account of someone who proved this password: whatever opens or ends its sessions goes one after another.
   *
   * @param passwordHash what the password was compared with.
   * @returns false if the account was removed, was deactivated or got another password meanwhile.
   */
  async lockAccount(tx: Transaction, userId: string, passwordHash: string): Promise<boolean> {
    const found = await tx.query(
      'SELECT id FROM users WHERE id = $1 AND is_active AND password_hash = $2 FOR NO KEY UPDATE',
      [userId, passwordHash],
    );
    return found.length > 0;
  }

  /** Adds a session, and drops those that expired. */
  async insert(tx: Transaction, userId: string, session: Session): Promise<void> {
    await tx.query('DELETE FROM sessions WHERE user_id = $1 AND expires_at <= $2', [userId, session.createdAt]);
    await tx.manager.insert(Session, { ...session, userId });
  }

  /** The ids of those that live, but for the `kept` that logged in last. @param idleSince those not used since are over. */
  async oldest(tx: Transaction, userId: string, now: Date, idleSince: Date, kept: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND last_used_at > $3
       ORDER BY created_at DESC, id DESC OFFSET $4`,
      [userId, now, idleSince, kept],
    );
    return rows.map((row) => row.id);
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

  /** One session and whether its user may have any; locked, so that those who rotate it go one after another. */
  async lock(tx: Transaction, userId: string, sessionId: string): Promise<(Session & RotationState) | undefined> {
    const [row] = await tx.query<SessionRow & { user_is_active: boolean }>(
      `SELECT *, (SELECT is_active FROM users WHERE id = $1) AS user_is_active
       FROM sessions WHERE user_id = $1 AND id = $2 FOR UPDATE`,
      [userId, sessionId],
    );
    return row && { ...toSession(row), userIsActive: row.user_is_active };
  }

  /** Moves a session from this generation to the next. @returns it as it is afterwards; undefined if it moved before. */
  async advance(
    tx: Transaction,
    userId: string,
    { id, generation }: Pick<Session, 'id' | 'generation'>,
    { previousGeneration, recentGenerations, voidGenerations }: RotationHistory,
    at: Date,
  ): Promise<Session | undefined> {
    const [next] = await tx.query<SessionRow>(
      `UPDATE sessions SET generation = generation + 1, previous_generation = $4, recent_generations = $5,
         void_generations = $6, rotated_at = $7, last_used_at = $7
       WHERE user_id = $1 AND id = $2 AND generation = $3 AND revoked_at IS NULL RETURNING *`,
      [userId, id, generation, previousGeneration, JSON.stringify(recentGenerations), voidGenerations, at],
    );
    return next && toSession(next);
  }

  /** Writes down that this generation is in use, if it is the current one. @returns whether it is one that is void. */
  async noteUse(tx: Transaction, userId: string, sessionId: string, generation: number): Promise<boolean> {
    const noted = await tx.query(
      `UPDATE sessions SET used_generation = $3
       WHERE user_id = $1 AND id = $2 AND generation = $3 AND used_generation IS DISTINCT FROM $3 RETURNING id`,
      [userId, sessionId, generation],
    );
    if (noted.length > 0) return false;
    const found = await tx.query(
      'SELECT id FROM sessions WHERE user_id = $1 AND id = $2 AND $3 = ANY(void_generations)',
      [userId, sessionId, generation],
    );
    return found.length > 0;
  }

  /** Ends sessions. @returns the ids of those that had not ended before. */
  async end(tx: Transaction, userId: string, { reason, at, only, except }: Ending): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE sessions SET revoked_at = $2, revoked_reason = $3
       WHERE user_id = $1 AND revoked_at IS NULL AND ($4::uuid[] IS NULL OR id = ANY($4)) AND ($5::uuid IS NULL OR id <> $5)
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
  used_generation: number | null;
  recent_generations: ReplacedGeneration[];
  void_generations: number[];
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
    usedGeneration: row.used_generation,
    recentGenerations: row.recent_generations,
    voidGenerations: row.void_generations,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    userAgent: row.user_agent,
    ip: row.ip,
    revokedAt: row.revoked_at,
    revokedReason: row.revoked_reason,
  };
}
