import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.js';

/** `oneAnHour`: one mail an hour may be sent even when those of the day are used up. */
export interface MailLimits {
  hour: number;
  day: number;
  oneAnHour: boolean;
}

const COUNT_IF_ROOM = `INSERT INTO mail_quotas AS q (recipient, budget, hour_used, hour_ends_at, day_used, day_ends_at)
   VALUES ($1, $2, 1, $3::timestamptz + interval '1 hour', 1, $3::timestamptz + interval '24 hours')
   ON CONFLICT (recipient, budget) DO UPDATE SET
     hour_used = 1 + CASE WHEN q.hour_ends_at > $3 THEN q.hour_used ELSE 0 END,
     hour_ends_at = CASE WHEN q.hour_ends_at > $3 THEN q.hour_ends_at ELSE excluded.hour_ends_at END,
     day_used = 1 + CASE WHEN q.day_ends_at > $3 THEN q.day_used ELSE 0 END,
     day_ends_at = CASE WHEN q.day_ends_at > $3 THEN q.day_ends_at ELSE excluded.day_ends_at END
   WHERE (q.hour_ends_at <= $3 OR q.hour_used < $4)
     AND (q.day_ends_at <= $3 OR q.day_used < $5 OR ($6 AND q.hour_ends_at <= $3))
   RETURNING hour_used`;

const REMOVE_CLOSED = `DELETE FROM mail_quotas WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM mail_quotas WHERE day_ends_at < $1 ORDER BY day_ends_at LIMIT $2 FOR UPDATE SKIP LOCKED))
  RETURNING budget`;

const OVERDUE = `SELECT extract(epoch FROM $1::timestamptz - day_ends_at)::float8 AS seconds FROM mail_quotas
  WHERE day_ends_at < $1 ORDER BY day_ends_at LIMIT 1`;

@Injectable()
export class MailQuotasRepository {
  /** Exact across instances, by the row lock. A mail over the limit is not counted. */
  async countIfRoom(
    tx: Transaction,
    recipient: Buffer,
    budget: string,
    { hour, day, oneAnHour }: MailLimits,
    at: Date,
  ): Promise<number> {
    const [row] = await tx.query<{ hour_used: number }>(COUNT_IF_ROOM, [recipient, budget, at, hour, day, oneAnHour]);
    return row?.hour_used ?? 0;
  }

  async removeClosed(tx: Transaction, at: Date, atMost: number): Promise<number> {
    return (await tx.query(REMOVE_CLOSED, [at, atMost])).length;
  }

  async readOverdue(tx: Transaction, at: Date): Promise<number> {
    return (await tx.query<{ seconds: number }>(OVERDUE, [at]))[0]?.seconds ?? 0;
  }
}
