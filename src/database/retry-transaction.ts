import { isStaleStatement, isTimeout, isUnavailable, sqlStateOf, unavailable } from './pg-errors.js';

const MAX_ATTEMPTS = 4;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';

/** One attempt to run a transaction. */
export interface Attempt {
  /** The deadline of all attempts together, on the clock of `performance.now()`. */
  readonly endsAt: number;
  /** Set once something may have been written. */
  hasBegun: boolean;
}

/**
 * Runs a transaction, again after a serialization failure or a deadlock, and where the connection failed before anything
 * can have been written.
 *
 * @param transactionMs for all attempts together.
 * @throws Problem SERVICE_UNAVAILABLE if the database cannot answer, else what the last attempt threw.
 */
export async function retryTransaction<T>(transactionMs: number, run: (attempt: Attempt) => Promise<T>): Promise<T> {
  const endsAt = performance.now() + transactionMs;
  for (let attempts = 1; ; attempts++) {
    const attempt: Attempt = { endsAt, hasBegun: false };
    try {
      return await run(attempt);
    } catch (error) {
      if (attempts < MAX_ATTEMPTS && performance.now() < endsAt && mayRetry(error, attempt)) continue;
      throw isUnavailable(error) ? unavailable(error) : error;
    }
  }
}

function mayRetry(error: unknown, { hasBegun }: Attempt): boolean {
  const sqlState = sqlStateOf(error);
  // PostgreSQL rolled the transaction back.
  if (sqlState === SERIALIZATION_FAILURE || sqlState === DEADLOCK || isStaleStatement(error)) return true;
  // A stale connection: to try another costs the client nothing. After a timeout its patience is used up.
  return !hasBegun && isUnavailable(error) && !isTimeout(error);
}
