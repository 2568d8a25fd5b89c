import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { Transaction } from '../database/transaction.js';
import { RateLimit } from './rate-limit.entity.js';

export interface Use {
  key: string;
  requests: number;
  /** When the window closes if this use opens it. */
  closesAt: number;
}

export interface WindowCount {
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

const REMOVE_CLOSED = `DELETE FROM rate_limits WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM rate_limits WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
  RETURNING key`;

const OVERDUE = `SELECT extract(epoch FROM $1::timestamptz - expires_at)::float8 AS seconds FROM rate_limits
  WHERE expires_at < $1 ORDER BY expires_at LIMIT 1`;

/** Of our own making: docs/decisions/0008. All times are in milliseconds since the epoch. */
@Injectable()
export class RateLimitsRepository {
  /** One statement. @param uses in one order for all callers, so that two of them do not deadlock. */
  async count(tx: Transaction, uses: Use[], now: number): Promise<WindowCount[]> {
    const rows = await tx.query<{ key: string; used: number; expires_at: Date }>(COUNT, [
      uses.map((use) => use.key),
      uses.map((use) => use.requests),
      uses.map((use) => new Date(use.closesAt)),
      new Date(now),
    ]);
    return rows.map((row) => ({ key: row.key, used: row.used, closesAt: row.expires_at.getTime() }));
  }

  async used(tx: Transaction, key: string, now: number): Promise<number> {
    const window = await tx.manager.findOneBy(RateLimit, { key, expiresAt: MoreThan(new Date(now)) });
    return window?.used ?? 0;
  }

  /** Skips rows that another transaction is counting on. @returns how many, up to `limit`. */
  async removeClosed(tx: Transaction, now: number, limit: number): Promise<number> {
    return (await tx.query(REMOVE_CLOSED, [new Date(now), limit])).length;
  }

  async readOverdue(tx: Transaction, now: number): Promise<number> {
    return (await tx.query<{ seconds: number }>(OVERDUE, [new Date(now)]))[0]?.seconds ?? 0;
  }
}
