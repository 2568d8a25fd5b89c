import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Metrics } from '../common/metrics.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { newId } from '../common/uuid.js';
import type { Transaction } from '../database/transaction.js';
import type { AuditEvent } from './audit-event.entity.js';
import { type AuditFilter, AuditRepository } from './audit.repository.js';

/** Everything that can happen to an account. */
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
  /** Whose account it is about; absent where nobody has it. */
  userId?: string | null;
  /** Who did it, as far as that is proven. */
  actorId?: string | null;
  origin?: RequestOrigin;
  /** Short words and ids of our own. Never what a client typed: people type passwords into the wrong field. */
  detail?: Record<string, string | number | boolean | string[] | null>;
}

/** The memory of who did what to which account, when, from where and with what outcome. */
@Injectable()
export class AuditService {
  constructor(
    private readonly events: AuditRepository,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Writes an event down. Within `tx` it is kept if and only if what it tells of is; without one it has a transaction
   * of its own, which no failure of the request rolls back.
   */
  async record(
    { event, outcome = 'success', userId, actorId, origin, detail = {} }: NewEvent,
    tx?: Transaction,
  ): Promise<void> {
    await this.events.insert(
      {
        id: newId(),
        occurredAt: new Date(this.clock.now()),
        event,
        outcome,
        userId: userId ?? null,
        actorId: actorId ?? null,
        ip: origin?.ip ?? null,
        userAgent: origin?.userAgent ?? null,
        detail,
      },
      tx,
    );
    const count = () => this.metrics.auditEvent(event, outcome, typeof detail.reason === 'string' ? detail.reason : '');
    if (tx === undefined) count();
    else tx.afterCommit(count);
  }

  /** Removes events older than so many days, 30 at the least. @returns how many, at most `atMost`. */
  removeOld(days: number, atMost: number): Promise<number> {
    return this.events.removeOld(days, atMost);
  }

  /** Newest first. Whoever calls this has made sure that a superuser asks. */
  list(filter: AuditFilter, skip: number, limit: number): Promise<AuditEvent[]> {
    return this.events.list(filter, skip, limit);
  }
}
