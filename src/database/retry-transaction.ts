import { isStaleStatement, isTimeout, isUnavailable, sqlStateOf, unavailable } from './pg-errors.js';

const MAX_ATTEMPTS = 4;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';

/** Thrown within a transaction that has seen what another changed meanwhile: it is rolled back and run again. */
export class RunAgain extends Error {}

export interface Attempt {
  readonly endsAt: number;
  /** Whether something may have been written. */
  hasBegun: boolean;
}

/** Runs a transaction, again where that is safe. @throws Problem SERVICE_UNAVAILABLE if the database cannot answer. */
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
  if (error instanceof RunAgain) return true;
  const sqlState = sqlStateOf(error);
  // After these PostgreSQL has rolled the transaction back.
  if (sqlState === SERIALIZATION_FAILURE || sqlState === DEADLOCK || isStaleStatement(error)) return true;
  // The connection failed before anything can have been written. After a timeout the client has waited long enough.
  return !hasBegun && isUnavailable(error) && !isTimeout(error);
}
