import { Injectable } from '@nestjs/common';
import { hkdfSync } from 'node:crypto';
import { Clock } from '../common/clock.js';
import { unauthenticated } from '../common/unauthenticated.js';
import { Problem } from '../common/problem.js';
import { DerivedKeysConfig, refreshSecrets } from '../config/slices.js';
import { Database } from '../database/database.service.js';
import { hoursBefore } from '../database/due-rows.js';
import { GrowingTables } from '../database/growing-tables.service.js';
import { isLockTimeout, isOwnerGone } from '../database/pg-errors.js';
import { IDEMPOTENCY_KEY_HOURS } from '../database/retention.js';
import type { Transaction } from '../database/transaction.js';
import type { Answer } from './answer.js';
import { IDEMPOTENCY_ERRORS } from './idempotency.errors.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import type { IdempotentRequest, KeyedRequest } from './idempotent-request.js';

@Injectable()
export class IdempotencyService {
  private readonly hmacKeys: Uint8Array[];

  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly database: Database,
    private readonly clock: Clock,
    config: DerivedKeysConfig,
    tables: GrowingTables,
  ) {
    tables.addRows('purge', this.keys.expired, () => this.expiry());
    this.hmacKeys = refreshSecrets(config).map(
      (secret) => new Uint8Array(hkdfSync('sha256', secret, '', 'taskward idempotency key', 32)),
    );
  }

  /** For a body with a password in it. @returns undefined if the request came without a key. */
  seal(keyed: KeyedRequest | undefined, body: object): IdempotentRequest | undefined {
    return keyed?.sealed(body, this.hmacKeys);
  }

  /** Keeps the answer in the transaction of `work`. @throws Problem IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE. */
  async run(
    tx: Transaction,
    userId: string,
    request: IdempotentRequest | undefined,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    if (request === undefined) return work();
    const now = this.clock.date();
    const expired = hoursBefore(now, IDEMPOTENCY_KEY_HOURS);
    if (!(await this.keys.reserve(tx, userId, request, now, expired).catch(refuseIfInUseOrGone))) {
      const kept = await this.keys.find(tx, userId, request.key, expired);
      if (kept === undefined) throw new Error('An idempotency key conflicts with one that is not there');
      if (!request.matchesHash(kept.hash)) throw new Problem(IDEMPOTENCY_ERRORS.IDEMPOTENCY_KEY_REUSED);
      return kept.answer;
    }
    const answer = await work();
    await this.keys.store(tx, userId, request.key, answer);
    return answer;
  }

  /** `run` in a transaction of this user. @throws Problem UNAUTHENTICATED too, if the user was removed a moment ago. */
  async answer<T>(
    userId: string,
    request: IdempotentRequest | undefined,
    work: (tx: Transaction) => Promise<T>,
    present: (outcome: T) => Answer,
  ): Promise<Answer> {
    const answered = this.database.asOwner(userId, (tx) =>
      this.run(tx, userId, request, async () => present(await work(tx))),
    );
    return answered.catch(refuseIfGone);
  }

  /** For work that does much before its transaction, such as proving a password. */
  async recallOrRun(recall: () => Promise<Answer | undefined>, work: () => Promise<Answer>): Promise<Answer> {
    const earlier = await recall();
    if (earlier !== undefined) return earlier;
    try {
      return await work();
    } catch (error) {
      // The first request may have ended meanwhile, and made this one impossible.
      const answer = error instanceof Problem && error.getStatus() < 500 ? await recall() : undefined;
      if (answer === undefined) throw error;
      return answer;
    }
  }

  /** @returns the kept answer. @throws Problem IDEMPOTENCY_KEY_REUSED. */
  async recall(userId: string, request: IdempotentRequest | undefined): Promise<Answer | undefined> {
    const kept = await this.find(userId, request);
    if (kept !== undefined && !request?.matchesHash(kept.hash))
      throw new Problem(IDEMPOTENCY_ERRORS.IDEMPOTENCY_KEY_REUSED);
    return kept?.answer;
  }

  /** For a caller who has not proven to be this user: it learns of a key only with the whole body. */
  async recallForStranger(userId: string, request: IdempotentRequest): Promise<Answer | undefined> {
    const kept = await this.find(userId, request);
    return kept !== undefined && request.matchesHash(kept.hash) ? kept.answer : undefined;
  }

  private async find(userId: string, request: IdempotentRequest | undefined) {
    if (request === undefined) return undefined;
    const expired = this.expiry();
    return this.database.asOwner(userId, (tx) => this.keys.find(tx, userId, request.key, expired));
  }

  private expiry(): Date {
    return hoursBefore(this.clock.date(), IDEMPOTENCY_KEY_HOURS);
  }
}

function refuseIfInUseOrGone(error: unknown): never {
  if (isLockTimeout(error))
    throw new Problem(IDEMPOTENCY_ERRORS.IDEMPOTENCY_KEY_IN_USE, { headers: { 'Retry-After': '1' }, cause: error });
  return refuseIfGone(error);
}

function refuseIfGone(error: unknown): never {
  if (!isOwnerGone(error)) throw error;
  throw unauthenticated();
}
