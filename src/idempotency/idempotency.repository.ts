import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { Transaction } from '../database/transaction.js';
import type { Answer } from './answer.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import type { IdempotentRequest } from './idempotent-request.js';

export interface KeptAnswer {
  hash: Buffer;
  answer: Answer;
}

const RESERVE = `INSERT INTO idempotency_keys AS k (user_id, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (user_id, key) DO UPDATE SET request_hash = $3, status = NULL, headers = NULL, body = NULL, created_at = $4
    WHERE k.user_id = $1 AND k.created_at <= $5
  RETURNING key`;

const STORE = 'UPDATE idempotency_keys SET status = $3, headers = $4, body = $5 WHERE user_id = $1 AND key = $2';

const REMOVE_EXPIRED = `WITH expired AS (
    SELECT user_id, key FROM idempotency_keys WHERE created_at < $1 LIMIT $2
  )
  DELETE FROM idempotency_keys AS k USING expired
  WHERE k.user_id = expired.user_id AND k.key = expired.key AND k.created_at < $1
  RETURNING k.key`;

/** Every statement names the owner, except the purge's, which names the time. */
@Injectable()
export class IdempotencyRepository {
  /** Takes a free or expired key; waits for a transaction that holds it. @returns false if it has an answer. */
  async reserve(tx: Transaction, userId: string, { key, hash }: IdempotentRequest, at: Date, expired: Date) {
    return (await tx.query(RESERVE, [userId, key, hash, at, expired])).length > 0;
  }

  async find(tx: Transaction, userId: string, key: string, expired: Date): Promise<KeptAnswer | undefined> {
    const row = await tx.manager.findOneBy(IdempotencyKey, { userId, key, createdAt: MoreThan(expired) });
    if (row === null) return undefined;
    const { requestHash: hash, status, headers, body } = row;
    if (status === null || headers === null || body === null) throw new Error('An idempotency key has no answer');
    return { hash, answer: { status, headers, body, replayed: true } };
  }

  async store(tx: Transaction, userId: string, key: string, { status, headers, body }: Answer): Promise<void> {
    await tx.query(STORE, [userId, key, status, JSON.stringify(headers), body]);
  }

  /** Removes up to `limit` keys of all users. @returns how many. */
  async removeExpired(tx: Transaction, before: Date, limit: number): Promise<number> {
    return (await tx.query(REMOVE_EXPIRED, [before, limit])).length;
  }
}
