import type { Socket } from 'node:net';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { allOf } from '../common/all-of.js';
import type { Deadlines } from './deadlines.js';
import { isRetryable, isTimeout, isUnavailable, leavesConnectionUsable, unavailable } from './pg-errors.js';
import { begin, type Statement, send, together } from './statement.js';

const MAX_ATTEMPTS = 4;

interface Outcome<T> {
  outcome?: T;
  error?: Error;
  /** Whether something may have been written. */
  begun: boolean;
}

/**
 * Reads with these statements in one transaction and one round trip.
 *
 * @param scope the settings of the transaction.
 * @returns the rows of each statement.
 */
export async function readOn<Rows extends QueryResultRow[][]>(
  pool: Pool,
  deadlines: Deadlines,
  scope: string[],
  statements: Statement[],
): Promise<Rows> {
  return attempted(pool, deadlines, async (client) => {
    try {
      const answers = together(client, () => [
        begin(client, deadlines, scope, 'READ ONLY'),
        ...statements.map((statement) => send(client, statement)),
        client.query('COMMIT'),
      ]);
      const results = await allOf(answers);
      demandCommit(results.at(-1)!);
      return { outcome: results.slice(1, -1).map(({ rows }) => rows as QueryResultRow[]) as Rows, begun: false };
    } catch (error) {
      return { error: error as Error, begun: false };
    }
  });
}

/** Runs `work` in a transaction, again if it was none of its fault that it failed and nothing can have been written. */
export async function transactionOn<T>(
  pool: Pool,
  deadlines: Deadlines,
  scope: string[],
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return attempted(pool, deadlines, async (client) => {
    let begun = false;
    try {
      // The first statements do not wait for the answer to BEGIN: should it fail, they fail for want of a scope.
      const [, outcome] = await together(client, () =>
        allOf([begin(client, deadlines, scope, 'READ WRITE').then(() => (begun = true)), work(client)] as const),
      );
      demandCommit(await client.query('COMMIT'));
      return { outcome, begun };
    } catch (error) {
      return { error: error as Error, begun };
    }
  });
}

async function attempted<T>(
  pool: Pool,
  { transactionMs }: Deadlines,
  attempt: (client: PoolClient) => Promise<Outcome<T>>,
): Promise<T> {
  const endsAt = performance.now() + transactionMs;
  for (let attempts = 1; ; attempts++) {
    const { outcome, error, begun } = await onConnection(pool, endsAt, attempt);
    if (error === undefined) return outcome as T;
    // Before BEGIN was answered nothing can have been written: a stale connection costs the client nothing.
    const safe = isRetryable(error) || (!begun && isUnavailable(error) && !isTimeout(error));
    if (safe && attempts < MAX_ATTEMPTS && performance.now() < endsAt) continue;
    throw isUnavailable(error) ? unavailable(error) : error;
  }
}

async function onConnection<T>(
  pool: Pool,
  endsAt: number,
  attempt: (client: PoolClient) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    return { error: error as Error, begun: false };
  }
  const deadline = setTimeout(cut, endsAt - performance.now(), client);
  const result = await attempt(client);
  // Nobody knows what state it is in otherwise; the pool makes another.
  const usable = result.error === undefined || (leavesConnectionUsable(result.error) && (await rolledBack(client)));
  clearTimeout(deadline);
  client.release(!usable);
  return result;
}

function demandCommit({ command }: QueryResult): void {
  if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}: a statement failed unnoticed`);
}

/** What runs on the connection fails, and the server rolls back. A polite end would wait for the answers. */
function cut(client: PoolClient): void {
  (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}
