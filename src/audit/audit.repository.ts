import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.js';
import { AuditEvent } from './audit-event.entity.js';

export interface AuditFilter {
  userId?: string;
  actorId?: string;
  event?: string;
  outcome?: string;
  after?: Date;
  before?: Date;
}

/** A function of the schema's owner: the application itself has no right to delete events. */
const REMOVE_OLD = 'SELECT remove_old_audit_events(now() - make_interval(days => $1), $2) AS removed';

const OVERDUE = `SELECT extract(epoch FROM now() - make_interval(days => $1) - occurred_at)::float8 AS seconds
  FROM audit_events WHERE occurred_at < now() - make_interval(days => $1) ORDER BY occurred_at LIMIT 1`;

@Injectable()
export class AuditRepository {
  async insert(tx: Transaction, event: AuditEvent): Promise<void> {
    // No RETURNING: a writer may have no right to read.
    await tx.manager.createQueryBuilder().insert().into(AuditEvent).values(event).updateEntity(false).execute();
  }

  /** @returns how many were removed, at most `atMost`. */
  async removeOld(tx: Transaction, days: number, atMost: number): Promise<number> {
    const [row] = await tx.query<{ removed: number }>(REMOVE_OLD, [days, atMost]);
    return row?.removed ?? 0;
  }

  async readOverdue(tx: Transaction, days: number): Promise<number> {
    return (await tx.query<{ seconds: number }>(OVERDUE, [days]))[0]?.seconds ?? 0;
  }

  async list(tx: Transaction, filter: AuditFilter, skip: number, limit: number): Promise<AuditEvent[]> {
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
  }
}
