import { Injectable } from '@nestjs/common';
import { hkdfSync } from 'node:crypto';
import { Clock } from '../common/clock.js';
import { unauthenticated } from '../common/unauthenticated.js';
import { Problem } from '../common/problem.js';
import { DerivedKeysConfig, refreshSecrets } from '../config/slices.js';
import { Database } from '../database/database.service.js';
import { isLockTimeout, isOwnerGone } from '../database/pg-errors.js';
import { IDEMPOTENCY_KEY_HOURS } from '../database/retention.js';
import type { Transaction } from '../database/transaction.js';
import type { Answer } from './answer.js';
import { IDEMPOTENCY_ERRORS } from './idempotency.errors.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import type { IdempotentRequest, KeyedRequest } from './idempotent-request.js';

const KEPT_MS = IDEMPOTENCY_KEY_HOURS * 60 * 60 * 1000;

/** Keeps an answer under a key of its user's, once. */
@Injectable()
export class IdempotencyService {
  private readonly hmacKeys: Uint8Array[];

  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly database: Database,
    private readonly clock: Clock,
    config: DerivedKeysConfig,
  ) {
    this.hmacKeys = refreshSecrets(config).map(
      (secret) => new Uint8Array(hkdfSync('sha256', secret, '', 'taskward idempotency key', 32)),
    );
  }

  /** A request whose body has a password in it; undefined if it came without a key. */
  seal(keyed: KeyedRequest | undefined, body: object): IdempotentRequest | undefined {
    return keyed?.sealed(body, this.hmacKeys);
  }

  /**
   * Does `work` and keeps its answer under the request's key, in the transaction of the work itself, so that only what was
   * done is ever replayed; or gives the answer that was kept. A request that holds the key is waited for.
   *
   * @param request undefined if it came without a key: then `work` is all there is.
   * @throws Problem IDEMPOTENCY_KEY_REUSED for another request under the key, IDEMPOTENCY_KEY_IN_USE if the first one takes too long.
   */
  async run(
    tx: Transaction,
    userId: string,
    request: IdempotentRequest | undefined,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    if (request === undefined) return work();
    const now = this.clock.now();
    const expired = new Date(now - KEPT_MS);
    if (!(await this.keys.reserve(tx, userId, request, new Date(now), expired).catch(refuse))) {
      const kept = await this.keys.find(tx, userId, request.key, expired);
      if (kept === undefined) throw new Error('An idempotency key conflicts with one that is not there');
      if (!request.isOf(kept.hash)) throw new Problem(IDEMPOTENCY_ERRORS.IDEMPOTENCY_KEY_REUSED);
      return kept.answer;
    }
    const answer = await work();
    await this.keys.store(tx, userId, request.key, answer);
    return answer;
  }

  /**
   * Does `work` in a transaction of this user's and keeps what `present` makes of its outcome under the request's key,
   * in that transaction; without a request only does it. Answers a repeated request with what is kept.
   *
   * @throws what `work` throws; Problem IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE if the first one takes too long,
   * UNAUTHENTICATED if the user was removed a moment ago.
   */
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

  /**
   * For work that does much before its transaction, such as proving a password, and may find that its own first request has
   * made it impossible: looks for the answer before it, and again if it was refused.
   */
  async unlessDone(recall: () => Promise<Answer | undefined>, work: () => Promise<Answer>): Promise<Answer> {
    const earlier = await recall();
    if (earlier !== undefined) return earlier;
    try {
      return await work();
    } catch (error) {
      const answer = error instanceof Problem && error.getStatus() < 500 ? await recall() : undefined;
      if (answer === undefined) throw error;
      return answer;
    }
  }

  /** The answer that is kept for this request. @throws Problem IDEMPOTENCY_KEY_REUSED. */
  async recall(userId: string, request: IdempotentRequest | undefined): Promise<Answer | undefined> {
    const kept = await this.find(userId, request);
    if (kept !== undefined && !request?.isOf(kept.hash)) throw new Problem(IDEMPOTENCY_ERRORS.IDEMPOTENCY_KEY_REUSED);
    return kept?.answer;
  }

  /** The same for someone who has not proven to be this user: without the whole body, the key is as good as unknown. */
  async recallForStranger(userId: string, request: IdempotentRequest): Promise<Answer | undefined> {
    const kept = await this.find(userId, request);
    return kept !== undefined && request.isOf(kept.hash) ? kept.answer : undefined;
  }

  /** Removes up to `limit` expired keys, in the transaction of a purge. @returns how many. */
  removeExpired(tx: Transaction, at: Date, limit: number): Promise<number> {
    return this.keys.removeExpired(tx, new Date(at.getTime() - KEPT_MS), limit);
  }

  private async find(userId: string, request: IdempotentRequest | undefined) {
    if (request === undefined) return undefined;
    const expired = new Date(this.clock.now() - KEPT_MS);
    return this.database.asOwner(userId, (tx) => this.keys.find(tx, userId, request.key, expired));
  }
}

function refuse(error: unknown): never {
  if (isLockTimeout(error))
    throw new Problem(IDEMPOTENCY_ERRORS.IDEMPOTENCY_KEY_IN_USE, { headers: { 'Retry-After': '1' }, cause: error });
  return refuseIfGone(error);
}

function refuseIfGone(error: unknown): never {
  if (!isOwnerGone(error)) throw error;
  throw unauthenticated();
}
