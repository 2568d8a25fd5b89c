import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import { takenOr } from './mail-tokens.repository.js';

/** An account as it was when its address was given back. */
export interface Displaced {
  /** The address that it has again. */
  restored: string;
  email: string;
  username: string;
  verified: boolean;
}

/** Which addresses an account can be given back to. */
@Injectable()
export class EmailRestorationsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Keeps an address for 72 hours after another took its place, and no longer than an older one that is still kept:
   * whoever put it there must not outlast the owner from whom they took the account.
   */
  async keep(tx: Transaction, userId: string, id: string, email: string, at: Date): Promise<void> {
    await tx.query(
      `INSERT INTO email_restorations (user_id, id, email, changed_at, expires_at)
       SELECT $1, $2, $3, $4::timestamptz, least($4::timestamptz + interval '72 hours', min(expires_at))
       FROM email_restorations WHERE user_id = $1 AND used_at IS NULL AND expires_at > $4`,
      [userId, id, email, at],
    );
  }

  /** Whether the link could be used now; only using it decides. */
  async isLive(userId: string, id: string, at: Date): Promise<boolean> {
    const rows = await this.database.asOwner(userId, (tx) =>
      tx.query(
        'SELECT FROM email_restorations WHERE user_id = $1 AND id = $2 AND used_at IS NULL AND expires_at > $3',
        [userId, id, at],
      ),
    );
    return rows.length > 0;
  }

  /** Whether any address of this account can still be given back. */
  async hasOpen(tx: Transaction, userId: string, at: Date): Promise<boolean> {
    const rows = await tx.query(
      'SELECT FROM email_restorations WHERE user_id = $1 AND used_at IS NULL AND expires_at > $2 LIMIT 1',
      [userId, at],
    );
    return rows.length > 0;
  }

  /**
   * Whether the account has just got an address that is kept for another. Asked after the address was written: the
   * unique index has made this wait for whoever gave it up.
   */
  async keptForAnother(tx: Transaction, userId: string, email: string, at: Date): Promise<boolean> {
    await tx.query(`SET LOCAL app.scope = 'identity'`);
    const rows = await tx.query(
      `SELECT FROM email_restorations WHERE user_id <> $1 AND lower(email COLLATE "C") = lower($2 COLLATE "C")
         AND used_at IS NULL AND expires_at > $3 LIMIT 1`,
      [userId, email, at],
    );
    await tx.query(`SET LOCAL app.scope = ''`);
    return rows.length > 0;
  }

  /**
   * Gives the account its address back, with another password, and voids what was kept later: those addresses came from
   * whoever took it. A disabled account stays as it is, and its link good.
   *
   * @returns the account as it was, or undefined if the link was not good.
   * @throws Problem EMAIL_TAKEN if the address was given to another account behind the application's back.
   */
  async use(
    tx: Transaction,
    userId: string,
    id: string,
    passwordHash: string,
    at: Date,
  ): Promise<Displaced | undefined> {
    // Before all else: a change that is being confirmed right now is over after this, and seen by what follows.
    const [before] = await tx.query<Omit<Displaced, 'restored'>>(
      `SELECT email, username, email_verified_at IS NOT NULL AS verified FROM users WHERE id = $1 AND is_active FOR UPDATE`,
      [userId],
    );
    if (before === undefined) return undefined;
    const [kept] = await tx.query<{ email: string; changed_at: Date }>(
      `UPDATE email_restorations SET used_at = $3
       WHERE user_id = $1 AND id = $2 AND used_at IS NULL AND expires_at > $3 RETURNING email, changed_at`,
      [userId, id, at],
    );
    if (kept === undefined) return undefined;
    await tx.query(
      'UPDATE email_restorations SET used_at = $3 WHERE user_id = $1 AND changed_at >= $2 AND used_at IS NULL',
      [userId, kept.changed_at, at],
    );
    await tx
      .query('UPDATE users SET email = $2, email_verified_at = $4, password_hash = $3, updated_at = $4 WHERE id = $1', [
        userId,
        kept.email,
        passwordHash,
        at,
      ])
      .catch(takenOr);
    return { ...before, restored: kept.email };
  }
}
