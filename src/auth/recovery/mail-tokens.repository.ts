import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan, Not } from 'typeorm';
import { DueRows } from '../../database/due-rows.js';
import type { Transaction } from '../../database/transaction.js';
import type { MailTokenPurpose } from '../tokens/mail-token.js';
import { MailToken } from './mail-token.entity.js';

const REPLACE = `
  INSERT INTO mail_tokens AS t (user_id, purpose, id, email, requested_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (user_id, purpose) DO UPDATE
    SET id = excluded.id, email = excluded.email, requested_at = excluded.requested_at, expires_at = excluded.expires_at, used_at = NULL
    WHERE t.requested_at < excluded.requested_at OR (t.id = excluded.id AND t.used_at IS NULL)
  RETURNING id`;

const VOID_ACCOUNT_LINKS = `
  INSERT INTO mail_tokens (user_id, purpose, id, email, requested_at, expires_at, used_at)
  SELECT $1, purpose, gen_random_uuid(), '', $2, $2, $2 FROM unnest(ARRAY['reset_password', 'change_email']) AS purpose
  ON CONFLICT (user_id, purpose) DO UPDATE SET id = excluded.id, requested_at = excluded.requested_at, used_at = excluded.used_at`;

@Injectable()
export class MailTokensRepository {
  readonly expired = new DueRows({ table: 'mail_tokens', key: ['user_id', 'purpose'], time: 'expires_at' });

  /** @returns false if there is a newer link, or if this one was used already. */
  async replace(
    tx: Transaction,
    { userId, purpose, id, email, requestedAt, expiresAt }: Omit<MailToken, 'usedAt'>,
  ): Promise<boolean> {
    return (await tx.query(REPLACE, [userId, purpose, id, email, requestedAt, expiresAt])).length > 0;
  }

  async isLive(tx: Transaction, userId: string, purpose: MailTokenPurpose, id: string, at: Date): Promise<boolean> {
    return tx.manager.existsBy(MailToken, { userId, purpose, id, ...liveAt(at) });
  }

  async findLive(tx: Transaction, userId: string, purpose: MailTokenPurpose, at: Date): Promise<MailToken | null> {
    return tx.manager.findOneBy(MailToken, { userId, purpose, ...liveAt(at) });
  }

  /** Of parallel uses one succeeds. @returns the address that it was mailed to; null if the link is not good. */
  async use(tx: Transaction, userId: string, purpose: MailTokenPurpose, id: string, at: Date): Promise<string | null> {
    const result = await tx.manager
      .createQueryBuilder()
      .update(MailToken)
      .set({ usedAt: at })
      .where({ userId, purpose, id, ...liveAt(at) })
      .returning('email')
      .execute();
    return (result.raw as { email: string }[])[0]?.email ?? null;
  }

  async voidOthers(tx: Transaction, userId: string, purpose: MailTokenPurpose, at: Date): Promise<void> {
    await tx.manager.update(MailToken, { userId, purpose: Not(purpose), usedAt: IsNull() }, { usedAt: at });
  }

  /** An intruder may have asked for them. Voids those that still wait in the queue as well, by `requested_at`. */
  async voidAccountLinks(tx: Transaction, userId: string, at: Date): Promise<void> {
    await tx.query(VOID_ACCOUNT_LINKS, [userId, at]);
  }
}

const liveAt = (at: Date) => ({ usedAt: IsNull(), expiresAt: MoreThan(at) });
