import { Injectable } from '@nestjs/common';
import { ArrayContains, In, IsNull, LessThanOrEqual, MoreThan, Not, Or } from 'typeorm';
import { DueRows } from '../../database/due-rows.js';
import type { Transaction } from '../../database/transaction.js';
import type { RotationHistory } from './rotation.js';
import { Session } from './session.entity.js';

/** `only` some sessions, or all `except` one, or all. */
export interface Ending {
  reason: string;
  at: Date;
  only?: string[];
  except?: string;
}

const MAX_LISTED = 1_000;

@Injectable()
export class SessionsRepository {
  /** By when they ended or expired. */
  readonly ended = new DueRows({ table: 'sessions', key: ['user_id', 'id'], time: 'coalesce(revoked_at, expires_at)' });

  async insert(tx: Transaction, session: Session): Promise<void> {
    await tx.manager.insert(Session, session);
  }

  async removeExpired(tx: Transaction, userId: string, at: Date): Promise<void> {
    await tx.manager.delete(Session, { userId, expiresAt: LessThanOrEqual(at) });
  }

  /** The ids of the living sessions except the `kept` newest. @param idleSince those not used since then are over. */
  async findOldest(tx: Transaction, userId: string, now: Date, idleSince: Date, kept: number): Promise<string[]> {
    const sessions = await tx.manager.find(Session, {
      select: { userId: true, id: true },
      where: whereLiving(userId, now, idleSince),
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: kept,
    });
    return sessions.map(({ id }) => id);
  }

  async find(tx: Transaction, userId: string, sessionId: string): Promise<Session | null> {
    return tx.manager.findOneBy(Session, { userId, id: sessionId });
  }

  async list(tx: Transaction, userId: string, now: Date, idleSince: Date): Promise<Session[]> {
    return tx.manager.find(Session, {
      where: whereLiving(userId, now, idleSince),
      order: { lastUsedAt: 'DESC', id: 'DESC' },
      take: MAX_LISTED,
    });
  }

  /** Ended ones too. @param id the last one of the batch before, or null. */
  async findAfter(tx: Transaction, userId: string, id: string | null, limit: number): Promise<Session[]> {
    return tx.manager.find(Session, {
      where: { userId, ...(id !== null && { id: MoreThan(id) }) },
      order: { id: 'ASC' },
      take: limit,
    });
  }

  async lock(tx: Transaction, userId: string, sessionId: string): Promise<Session | null> {
    return tx.manager.findOne(Session, { where: { userId, id: sessionId }, lock: { mode: 'pessimistic_write' } });
  }

  /** @returns the session in its next generation; null if it has advanced or ended meanwhile. */
  async advance(tx: Transaction, session: Session, history: RotationHistory, at: Date): Promise<Session | null> {
    const { userId, id, generation } = session;
    const next = { ...history, generation: generation + 1, rotatedAt: at, lastUsedAt: at };
    const { affected } = await tx.manager.update(Session, { userId, id, generation, revokedAt: IsNull() }, next);
    return affected === 1 ? { ...session, ...next } : null;
  }

  /** Does nothing if the generation is not the current one. @returns whether it is void. */
  async recordUse(tx: Transaction, userId: string, sessionId: string, generation: number): Promise<boolean> {
    const { affected } = await tx.manager.update(
      Session,
      { userId, id: sessionId, generation, usedGeneration: Or(IsNull(), Not(generation)) },
      { usedGeneration: generation },
    );
    if (affected === 1) return false;
    return tx.manager.existsBy(Session, { userId, id: sessionId, voidGenerations: ArrayContains([generation]) });
  }

  async end(tx: Transaction, userId: string, { reason, at, only, except }: Ending): Promise<string[]> {
    const which = only !== undefined ? { id: In(only) } : except !== undefined ? { id: Not(except) } : {};
    const result = await tx.manager
      .createQueryBuilder()
      .update(Session)
      .set({ revokedAt: at, revokedReason: reason })
      .where({ userId, revokedAt: IsNull(), ...which })
      .returning('id')
      .execute();
    return (result.raw as { id: string }[]).map(({ id }) => id);
  }
}

const whereLiving = (userId: string, now: Date, idleSince: Date) => ({
  userId,
  revokedAt: IsNull(),
  expiresAt: MoreThan(now),
  lastUsedAt: MoreThan(idleSince),
});
