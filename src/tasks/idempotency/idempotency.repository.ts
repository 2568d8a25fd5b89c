import { Problem } from '../../common/problem.js';
import { isLockTimeout } from '../../database/pg-errors.js';
import { IDEMPOTENCY_KEY_HOURS } from '../../database/retention.js';
import type { Transaction } from '../../database/transaction.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import type { Answer } from './answer.js';
import type { IdempotentRequest } from './idempotent-request.js';

const KEPT_MS = IDEMPOTENCY_KEY_HOURS * 60 * 60 * 1000;

interface KeyRow {
  request_hash: Buffer;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Takes the key for this transaction; a request that holds it is waited for. The key goes when the transaction fails,
 * so that only what was done is ever replayed.
 *
 * @returns the answer that was given before, or undefined: then the caller does the work and stores its answer.
 * @throws Problem IDEMPOTENCY_KEY_REUSED for another request under the key, IDEMPOTENCY_KEY_IN_USE if the first one takes too long.
 */
export async function reserve(
  owner: string,
  tx: Transaction,
  { key, hash, earlierHash }: IdempotentRequest,
  at: Date,
): Promise<Answer | undefined> {
  const expired = new Date(at.getTime() - KEPT_MS);
  const taken = await tx
    .query(
      `INSERT INTO idempotency_keys AS k (user_id, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (user_id, key) DO UPDATE SET request_hash = $3, status = NULL, headers = NULL, body = NULL, created_at = $4
         WHERE k.user_id = $1 AND k.created_at <= $5
       RETURNING key`,
      [owner, key, hash, at, expired],
    )
    .catch(stillRunning);
  if (taken.length > 0) return undefined;
  const [row] = await tx.query<KeyRow>(
    'SELECT request_hash, status, headers, body FROM idempotency_keys WHERE user_id = $1 AND key = $2',
    [owner, key],
  );
  if (row === undefined) throw new Error('An idempotency key conflicts with one that is not there');
  if (!row.request_hash.equals(hash) && !row.request_hash.equals(earlierHash()))
    throw new Problem(TASK_ERRORS.IDEMPOTENCY_KEY_REUSED);
  return { status: row.status, headers: row.headers, body: row.body, replayed: true };
}

/** Keeps the answer under the key that this transaction took. */
export async function store(
  owner: string,
  tx: Transaction,
  { key }: IdempotentRequest,
  { status, headers, body }: Answer,
): Promise<void> {
  await tx.query('UPDATE idempotency_keys SET status = $3, headers = $4, body = $5 WHERE user_id = $1 AND key = $2', [
    owner,
    key,
    status,
    JSON.stringify(headers),
    body,
  ]);
}

function stillRunning(error: unknown): never {
  if (!isLockTimeout(error)) throw error;
  throw new Problem(TASK_ERRORS.IDEMPOTENCY_KEY_IN_USE, { headers: { 'Retry-After': '1' }, cause: error });
}
