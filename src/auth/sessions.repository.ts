import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import { Session } from './session.entity.js';

/** Which sessions to end: one of them, or all but one, or all. */
export interface Ending {
  reason: string;
  at: Date;
  only?: string;
  except?: string;
}

/** Sessions, always of one user. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  async insert(userId: string, session: Session): Promise<void> {
    await this.database.asOwner(userId, async (tx) => {
      await tx.manager.insert(Session, { ...session, userId });
    });
  }

  /** Ends sessions in a transaction of their own. @returns the ids of those that had not ended before. */
  async end(userId: string, ending: Ending): Promise<string[]> {
    return this.database.asOwner(userId, (tx) => this.endWithin(tx, userId, ending));
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
    await tx.query('INSERT INTO session_revocations (user_id, session_id) SELECT $1, unnest($2::uuid[])', [userId, ids]);
    return ids;
  }
}
