import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import { AuditEvent } from './audit-event.entity.js';

/** What to look for; what is absent matches everything. */
export interface AuditFilter {
  userId?: string;
  actorId?: string;
  event?: string;
  outcome?: string;
  after?: Date;
  before?: Date;
}

/** Appends events, reads them for superusers, and removes old ones. Nothing else can be done to one. */
@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async insert(event: AuditEvent, tx?: Transaction): Promise<void> {
    // No RETURNING: whoever writes need not be allowed to read.
    const append = (own: Transaction) =>
      own.query(
        `INSERT INTO audit_events (id, occurred_at, event, outcome, user_id, actor_id, ip, user_agent, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          event.id,
          event.occurredAt,
          event.event,
          event.outcome,
          event.userId,
          event.actorId,
          event.ip,
          event.userAgent,
          event.detail,
        ],
      );
    if (tx !== undefined) await append(tx);
    else if (event.userId !== null) await this.database.asOwner(event.userId, append);
    else await this.database.asStranger(append);
  }

  /** By a function of the owner's: the application has no right to delete an event. @returns how many were removed. */
  async removeOld(days: number, atMost: number): Promise<number> {
    const [row] = await this.database.asJob('retention', (tx) =>
      tx.query<{ removed: number }>(
        'SELECT remove_old_audit_events(now() - make_interval(days => $1), $2) AS removed',
        [days, atMost],
      ),
    );
    return row?.removed ?? 0;
  }

  /** Newest first. */
  async list(filter: AuditFilter, skip: number, limit: number): Promise<AuditEvent[]> {
    return this.database.asJob('audit', (tx) => {
      const query = tx.manager
        .createQueryBuilder(AuditEvent, 'a')
        .orderBy('a.occurredAt', 'DESC')
        .addOrderBy('a.id', 'DESC');
      if (filter.userId !== undefined) query.andWhere('a.userId = :userId', { userId: filter.userId });
      if (filter.actorId !== undefined) query.andWhere('a.actorId = :actorId', { actorId: filter.actorId });
      if (filter.event !== undefined) query.andWhere('a.event = :event', { event: filter.event });
      if (filter.outcome !== undefined) query.andWhere('a.outcome = :outcome', { outcome: filter.outcome });
      if (filter.after !== undefined) query.andWhere('a.occurredAt > :after', { after: filter.after });
      if (filter.before !== undefined) query.andWhere('a.occurredAt < :before', { before: filter.before });
      return query.skip(skip).take(limit).getMany();
    });
  }
}
