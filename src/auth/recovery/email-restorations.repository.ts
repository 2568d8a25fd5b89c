import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan, MoreThanOrEqual } from 'typeorm';
import { DueRows } from '../../database/due-rows.js';
import type { Transaction } from '../../database/transaction.js';
import { EmailRestoration } from './email-restoration.entity.js';

const KEEP = `
  INSERT INTO email_restorations (user_id, id, email, changed_at, expires_at)
  SELECT $1, $2, $3, $4::timestamptz, least($4::timestamptz + interval '72 hours', min(expires_at))
  FROM email_restorations WHERE user_id = $1 AND used_at IS NULL AND expires_at > $4 RETURNING id`;

const FIND_KEPT_FOR_ANOTHER = `
  SELECT FROM email_restorations WHERE user_id <> $1 AND lower(email COLLATE "C") = lower($2 COLLATE "C")
    AND used_at IS NULL AND expires_at > $3 LIMIT 1`;

@Injectable()
export class EmailRestorationsRepository {
  readonly expired = new DueRows({ table: 'email_restorations', key: ['user_id', 'id'], time: 'expires_at' });

  /** Keeps it for 72 hours, but no longer than an older one: an intruder's address must not outlast the owner's. */
  async keep(tx: Transaction, userId: string, id: string, email: string, at: Date): Promise<void> {
    await tx.query(KEEP, [userId, id, email, at]);
  }

  async isLive(tx: Transaction, userId: string, id: string, at: Date): Promise<boolean> {
    return tx.manager.existsBy(EmailRestoration, { userId, id, ...openAt(at) });
  }

  async hasOpen(tx: Transaction, userId: string, at: Date): Promise<boolean> {
    return tx.manager.existsBy(EmailRestoration, { userId, ...openAt(at) });
  }

  /** Ask after the address was written: the unique index has then waited for the account that gave it up. */
  async isKeptForAnother(tx: Transaction, userId: string, email: string, at: Date): Promise<boolean> {
    await tx.query(`SET LOCAL app.scope = 'identity'`);
    const rows = await tx.query(FIND_KEPT_FOR_ANOTHER, [userId, email, at]);
    await tx.query(`SET LOCAL app.scope = ''`);
    return rows.length > 0;
  }

  /** Voids later addresses too: they are the intruder's. @returns the old address; null if the link is not good. */
  async use(tx: Transaction, userId: string, id: string, at: Date): Promise<string | null> {
    const kept = await tx.manager.findOne(EmailRestoration, {
      where: { userId, id, ...openAt(at) },
      lock: { mode: 'for_no_key_update' },
    });
    if (kept === null) return null;
    const later = { userId, changedAt: MoreThanOrEqual(kept.changedAt), usedAt: IsNull() };
    await tx.manager.update(EmailRestoration, later, { usedAt: at });
    return kept.email;
  }
}

const openAt = (at: Date) => ({ usedAt: IsNull(), expiresAt: MoreThan(at) });
