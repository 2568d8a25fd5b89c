import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { allOf } from '../common/all-of.js';
import type { Deadlines } from './connection/deadlines.js';
import { isDirect, propagatesSettings } from './connection/prepare-connection.js';
import { cutConnection, sendInOnePacket } from './driver.js';
import { leavesConnectionUsable } from './pg-errors.js';
import { retryTransaction } from './retry-transaction.js';
import { type Statement, sendStatement } from './statement.js';
import { Transaction } from './transaction.js';

export interface Primary {
  pool: Pool;
  dataSource: DataSource;
  deadlines: Deadlines;
}

/** Runs `work` in a transaction and commits it; `scope` says what it may see, such as `app.user_id = '…'`. */
export async function runTransaction<T>(
  { pool, dataSource, deadlines }: Primary,
  scope: string[],
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  let effects: (() => void)[] = [];
  const outcome = await retryTransaction(deadlines.transactionMs, (attempt) =>
    withConnection(pool, attempt.endsAt, async (client) => {
      effects = [];
      const tx = new Transaction(client, dataSource, effects);
      // The first statements do not wait for BEGIN: if it fails, they have no scope and fail too.
      const [, result] = await sendInOnePacket(client, () =>
        allOf([begin(client, 'READ WRITE', deadlines, scope).then(() => (attempt.hasBegun = true)), work(tx)] as const),
      );
      demandCommit(await client.query('COMMIT'));
      return result;
    }),
  );
  for (const effect of effects) effect();
  return outcome;
}

/** Reads in one transaction and one round trip, and returns the rows of each statement. */
export async function readInTransaction<Rows extends QueryResultRow[][]>(
  { pool, deadlines }: Pick<Primary, 'pool' | 'deadlines'>,
  scope: string[],
  statements: Statement[],
): Promise<Rows> {
  return retryTransaction(deadlines.transactionMs, ({ endsAt }) =>
    withConnection(pool, endsAt, async (client) => {
      const [, results, committed] = await sendInOnePacket(client, () =>
        allOf([
          begin(client, 'READ ONLY', deadlines, scope),
          allOf(statements.map((statement) => sendStatement(client, statement))),
          client.query('COMMIT'),
        ] as const),
      );
      demandCommit(committed);
      return results.map(({ rows }) => rows as QueryResultRow[]) as Rows;
    }),
  );
}

async function withConnection<T>(pool: Pool, endsAt: number, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const deadline = setTimeout(cutConnection, endsAt - performance.now(), client);
  let isUsable = false;
  try {
    const outcome = await work(client);
    isUsable = true;
    return outcome;
  } catch (error) {
    isUsable = leavesConnectionUsable(error) && (await rollBack(client));
    throw error;
  } finally {
    clearTimeout(deadline);
    // The pool closes a connection whose state is unknown, and makes another.
    client.release(!isUsable);
  }
}

async function begin(
  client: PoolClient,
  access: 'READ ONLY' | 'READ WRITE',
  { settings }: Deadlines,
  scope: string[],
): Promise<void> {
  const isSet = isDirect(client);
  const opening = isSet ? 'BEGIN' : `BEGIN ISOLATION LEVEL READ COMMITTED, ${access}`;
  const local = (isSet ? scope : [...settings, ...scope]).map(setLocal).join('; ');
  if (local === '') await client.query(opening);
  // Citus repeats on its workers the whole text in which a SET LOCAL comes (docs/decisions/0158).
  else if (propagatesSettings(client)) await allOf([client.query(opening), client.query(local)]);
  else await client.query(`${opening}; ${local}`);
}

const setLocal = (setting: string) => `SET LOCAL ${setting}`;

function demandCommit({ command }: QueryResult): void {
  if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}: a statement failed unnoticed`);
}

async function rollBack(client: PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}
