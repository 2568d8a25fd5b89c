import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Metrics } from '../common/metrics.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { newId } from '../common/uuid.js';
import { AuditConfig } from '../config/slices.js';
import { Database } from '../database/database.service.js';
import { GrowingTables } from '../database/growing-tables.service.js';
import type { Transaction } from '../database/transaction.js';
import type { AuditEvent, EventDetail } from './audit-event.entity.js';
import { type AuditFilter, AuditRepository } from './audit.repository.js';

export const AUDIT_EVENTS = [
  'user.registered',
  'user.exported',
  'user.activated',
  'user.deactivated',
  'user.promoted',
  'user.demoted',
  'user.unlocked',
  'user.removed',
  'username.changed',
  'login.succeeded',
  'login.failed',
  'session.reused',
  'session.ended',
  'password.changed',
  'password.proof_failed',
  'password.reset_requested',
  'password.reset',
  'email.verified',
  'email.change_requested',
  'email.changed',
  'email.restored',
  'mail.dropped',
] as const;

interface NewEvent {
  event: (typeof AUDIT_EVENTS)[number];
  outcome?: 'success' | 'failure';
  userId?: string | null;
  actorId?: string | null;
  origin?: RequestOrigin;
  detail?: EventDetail;
}

@Injectable()
export class AuditService {
  constructor(
    private readonly events: AuditRepository,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    { AUDIT_RETENTION_DAYS: days }: AuditConfig,
    tables: GrowingTables,
  ) {
    tables.add({
      name: 'audit_events',
      scope: 'retention',
      removeDue: (tx, limit) => this.events.removeOld(tx, days, limit),
      readOverdue: (tx) => this.events.readOverdue(tx, days),
    });
  }

  /** The event is kept and counted if and only if the transaction commits. */
  async record(tx: Transaction, { event, outcome = 'success', detail = {}, ...about }: NewEvent): Promise<void> {
    await this.events.insert(tx, {
      id: newId(),
      occurredAt: this.clock.date(),
      event,
      outcome,
      userId: about.userId ?? null,
      actorId: about.actorId ?? null,
      ip: about.origin?.ip ?? null,
      userAgent: about.origin?.userAgent ?? null,
      detail,
    });
    const reason = typeof detail.reason === 'string' ? detail.reason : '';
    tx.afterCommit(() => this.metrics.auditEvent(event, outcome, reason));
  }

  /** In a transaction of its own, so that a failure of the request does not roll it back. */
  async recordApart(event: NewEvent): Promise<void> {
    const record = (tx: Transaction) => this.record(tx, event);
    if (typeof event.userId === 'string') await this.database.asOwner(event.userId, record);
    else await this.database.asStranger(record);
  }

  /** Newest first. The caller must have checked that a superuser asks. */
  list(filter: AuditFilter, skip: number, limit: number): Promise<AuditEvent[]> {
    return this.database.asJob('audit', (tx) => this.events.list(tx, filter, skip, limit));
  }
}
