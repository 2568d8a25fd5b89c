import type { ClientBase, PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { Deadlines } from './deadlines.js';
import { isStaleStatement } from './pg-errors.js';
import { TRANSACTION_DEFAULTS } from './session-settings.js';

/** One SQL statement and what stands for `$1`, `$2` … in it. */
export interface Statement {
  sql: string;
  parameters: unknown[];
  /**
   * Parsed and planned once for each connection, not each time. Only for texts of which there are few: a connection
   * keeps all that it has seen. And only where one plan is good for every parameter.
   */
  prepared?: true;
}

/** Connections that lead to the server itself, on which prepared statements and settings are still there in the next transaction. */
const direct = new WeakSet<ClientBase>();
const names = new Map<string, string>();
let named = 0;

/**
 * Looks at a new connection: a pooler in between (pgbouncer, Neon's) gives each transaction any of its connections, and
 * tells a process id that is not the server's. A connection of our own gets its settings here, once.
 */
export async function meet(client: ClientBase, settings: readonly string[]): Promise<void> {
  // While a connection is lent, nobody else hears of its end. Who uses it learns by the failure of the query.
  client.on('error', () => {});
  const { rows } = await client.query<{ pid: number }>('SELECT pg_catalog.pg_backend_pid() AS pid');
  if (rows[0]?.pid !== (client as { processID?: number }).processID) return;
  await client.query([...settings, ...TRANSACTION_DEFAULTS].map((setting) => `SET ${setting}`).join('; '));
  direct.add(client);
}

/**
 * Opens a transaction.
 *
 * @param scope settings that say what it may see; they end with it.
 */
export function begin(
  client: ClientBase,
  { settings }: Deadlines,
  scope: readonly string[],
  access: 'READ ONLY' | 'READ WRITE',
): Promise<QueryResult> {
  // Not by startup parameter: pgbouncer refuses those.
  const isOwn = direct.has(client);
  const opening = isOwn ? 'BEGIN' : `BEGIN ISOLATION LEVEL READ COMMITTED, ${access}`;
  const local = isOwn ? scope : [...settings, ...scope];
  return client.query([opening, ...local.map((setting) => `SET LOCAL ${setting}`)].join('; '));
}

/** Sends a statement behind those that were sent before it; its answer comes in their order. */
export function send(client: PoolClient, { sql, parameters, prepared }: Statement): Promise<QueryResult> {
  if (!prepared || !direct.has(client)) return client.query(sql, parameters);
  const name = nameOf(sql);
  return client.query({ name, text: sql, values: parameters }).catch((error: unknown) => {
    // What one connection notices the others have yet to: under new names, all of them prepare anew.
    if (isStaleStatement(error) && names.get(sql) === name) names.clear();
    throw error;
  });
}

/** The rows of an answer; of several statements sent as one text, all their rows. */
export function rowsOf<Row extends QueryResultRow>(result: QueryResult<Row> | QueryResult<Row>[]): Row[] {
  return Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows;
}

/** What `work` sends before it waits for anything leaves in one packet. */
export function together<T>(client: PoolClient, work: () => T): T {
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
  stream.cork();
  try {
    return work();
  } finally {
    stream.uncork();
  }
}

function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) names.set(sql, (name = `taskward_${++named}`));
  return name;
}
