import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';

/**
 * Takes away what has been over for long, of all users. Each statement says itself what that is, and so does
 * row-level security, by the database's clock.
 */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  /** Sessions that ended or expired so many days ago. @returns how many were removed, at most `atMost`. */
  removeSessions(days: number, atMost: number): Promise<number> {
    return this.remove(
      `DELETE FROM sessions WHERE coalesce(revoked_at, expires_at) < now() - make_interval(days => $1)
         AND (user_id, id) IN (
           SELECT user_id, id FROM sessions
           WHERE coalesce(revoked_at, expires_at) < now() - make_interval(days => $1) LIMIT $2)
       RETURNING id`,
      days,
      atMost,
    );
  }

  /** Mailed links that expired so many days ago. @returns how many were removed, at most `atMost`. */
  removeMailTokens(days: number, atMost: number): Promise<number> {
    return this.remove(
      `DELETE FROM mail_tokens WHERE expires_at < now() - make_interval(days => $1)
         AND (user_id, purpose) IN (
           SELECT user_id, purpose FROM mail_tokens WHERE expires_at < now() - make_interval(days => $1) LIMIT $2)
       RETURNING id`,
      days,
      atMost,
    );
  }

  /** Addresses that could be given back until so many days ago. @returns how many were removed, at most `atMost`. */
  removeEmailRestorations(days: number, atMost: number): Promise<number> {
    return this.remove(
      `DELETE FROM email_restorations WHERE expires_at < now() - make_interval(days => $1)
         AND (user_id, id) IN (
           SELECT user_id, id FROM email_restorations WHERE expires_at < now() - make_interval(days => $1) LIMIT $2)
       RETURNING id`,
      days,
      atMost,
    );
  }

  private async remove(sql: string, days: number, atMost: number): Promise<number> {
    const rows = await this.database.asJob('retention', (tx) => tx.query(sql, [days, atMost]));
    return rows.length;
  }
}
