import { type Attempt, retryTransaction } from './retry-transaction.js';

const MS = 10_000;
const failure = (message: string, code?: string, more = {}) => Object.assign(new Error(message), { code, ...more });

/** How often a transaction is attempted that always fails with this error. */
async function attemptsWith(error: Error, hasBegun: boolean, transactionMs = MS): Promise<number> {
  let attempts = 0;
  const run = (attempt: Attempt) => {
    attempts++;
    attempt.hasBegun = hasBegun;
    return Promise.reject(error);
  };
  await expect(retryTransaction(transactionMs, run)).rejects.toThrow();
  return attempts;
}

describe('a transaction', () => {
  it.each([
    ['a serialization failure', failure('could not serialize access', '40001')],
    ['a deadlock', failure('deadlock detected', '40P01')],
    ['a prepared statement that is gone', failure('prepared statement does not exist', '26000')],
    ['one whose columns changed', failure('beliebig', '0A000', { routine: 'RevalidateCachedQuery' })],
  ])('is run again after %s, three times at most', async (_what, error) => {
    expect(await attemptsWith(error, true)).toBe(4);
  });

  it.each([
    ['the connection broke', failure('read ECONNRESET', 'ECONNRESET')],
    ['pg lost the connection', failure('Connection terminated unexpectedly')],
    ['the server shuts down', failure('terminating connection', '57P01')],
  ])('is run again where %s before it began, and not after', async (_what, error) => {
    expect(await attemptsWith(error, false)).toBe(4);
    expect(await attemptsWith(error, true)).toBe(1);
  });

  it.each([
    ['a unique violation', failure('duplicate key', '23505')],
    ['a bug of ours that speaks of a timeout', new TypeError('timeout is not a function')],
    ['the statement_timeout of a server that speaks German', failure('storniere Anfrage', '57014')],
    ['a lock_timeout', failure('canceling statement due to lock timeout', '55P03')],
    ['a pool without a free connection', failure('timeout exceeded when trying to connect')],
    ['a server that does not answer', failure('Query read timeout')],
    ['a pooler without a free connection', failure('query_wait_timeout', '08P01')],
  ])('is not run again after %s', async (_what, error) => {
    expect(await attemptsWith(error, false)).toBe(1);
  });

  it('is not run again after its deadline', async () => {
    expect(await attemptsWith(failure('deadlock detected', '40P01'), true, 0)).toBe(1);
  });

  it('answers 503 where the database is away, and what it threw otherwise', async () => {
    const duplicate = failure('duplicate key', '23505');
    await expect(retryTransaction(MS, () => Promise.reject(duplicate))).rejects.toBe(duplicate);
    const away = failure('connect ECONNREFUSED', 'ECONNREFUSED');
    await expect(retryTransaction(MS, () => Promise.reject(away))).rejects.toMatchObject({
      definition: { code: 'SERVICE_UNAVAILABLE' },
      cause: away,
    });
  });
});
