import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { DueRows } from '../database/due-rows.js';
import type { Transaction } from '../database/transaction.js';
import type { Answer } from './answer.js';
import { packAnswer, unpackAnswer } from './packed-answer.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import type { IdempotentRequest } from './idempotent-request.js';

export interface KeptAnswer {
  hash: Buffer;
  answer: Answer;
}

const RESERVE = `INSERT INTO idempotency_keys AS k (user_id, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (user_id, key) DO UPDATE SET request_hash = $3, status = NULL, answer = NULL, headers = NULL, body = NULL, created_at = $4
    WHERE k.user_id = $1 AND k.created_at <= $5
  RETURNING key`;

const STORE = 'UPDATE idempotency_keys SET status = $3, answer = $4 WHERE user_id = $1 AND key = $2';

@Injectable()
export class IdempotencyRepository {
  readonly expired = new DueRows({ table: 'idempotency_keys', key: ['user_id', 'key'], time: 'created_at' });

  /** Takes a free or expired key; waits for a transaction that holds it. @returns false if it has an answer. */
  async reserve(tx: Transaction, userId: string, { key, hash }: IdempotentRequest, at: Date, expired: Date) {
    return (await tx.query(RESERVE, [userId, key, hash, at, expired])).length > 0;
  }

  async find(tx: Transaction, userId: string, key: string, expired: Date): Promise<KeptAnswer | undefined> {
    const row = await tx.manager.findOneBy(IdempotencyKey, { userId, key, createdAt: MoreThan(expired) });
    if (row === null) return undefined;
    const { requestHash: hash, status, answer, headers, body } = row;
    if (status === null) throw new Error('An idempotency key has no answer');
    // Those of the release before have both, for 24 hours after an upgrade.
    const kept = headers === null || body === null ? unpackAnswer(answer) : { headers, body };
    return { hash, answer: { status, ...kept, replayed: true } };
  }

  async store(tx: Transaction, userId: string, key: string, answer: Answer): Promise<void> {
    await tx.query(STORE, [userId, key, answer.status, packAnswer(answer)]);
  }
}
