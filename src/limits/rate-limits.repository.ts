import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { Transaction } from '../database/transaction.js';
import { RateLimit } from './rate-limit.entity.js';

/** Some requests that count against a key. */
export interface Use {
  key: string;
  requests: number;
  /** When the window closes if this use opens it, in milliseconds since the epoch. */
  closesAt: number;
}

/** What stands against a key afterwards. */
export interface Standing {
  key: string;
  used: number;
  closesAt: number;
}

const COUNT = `
  INSERT INTO rate_limits AS r (key, used, expires_at)
  SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[])
  ON CONFLICT (key) DO UPDATE SET
    used = excluded.used + CASE WHEN r.expires_at > $4 THEN r.used ELSE 0 END,
    expires_at = CASE WHEN r.expires_at > $4 THEN r.expires_at ELSE excluded.expires_at END
  RETURNING key, used, expires_at`;

const REMOVE_CLOSED = `DELETE FROM rate_limits WHERE key IN
  (SELECT key FROM rate_limits WHERE expires_at < $1 ORDER BY expires_at LIMIT 10000 FOR UPDATE SKIP LOCKED)`;

/**
 * Counts requests in windows that open with the first of them, for all instances together. Of our own making because
 * the stores of the libraries want a connection of their own, past the deadlines and the 503 of `Database`, and one
 * statement for each key.
 */
@Injectable()
export class RateLimitsRepository {
  /**
   * Counts the uses in one atomic statement, in the order given: callers that count several keys at once must always
   * name them in one order, or they could wait for each other.
   *
   * @param now in milliseconds since the epoch.
   */
  async count(tx: Transaction, uses: Use[], now: number): Promise<Standing[]> {
    const rows = await tx.query<{ key: string; used: number; expires_at: Date }>(COUNT, [
      uses.map((use) => use.key),
      uses.map((use) => use.requests),
      uses.map((use) => new Date(use.closesAt)),
      new Date(now),
    ]);
    return rows.map((row) => ({ key: row.key, used: row.used, closesAt: row.expires_at.getTime() }));
  }

  /** What has been used of the open window of a key. @param now in milliseconds since the epoch. */
  async used(tx: Transaction, key: string, now: number): Promise<number> {
    const window = await tx.manager.findOneBy(RateLimit, { key, expiresAt: MoreThan(new Date(now)) });
    return window?.used ?? 0;
  }

  /** Forgets windows that closed before `now`, in milliseconds since the epoch; rows that someone is counting on stay. */
  async removeClosed(tx: Transaction, now: number): Promise<void> {
    await tx.query(REMOVE_CLOSED, [new Date(now)]);
  }
}
