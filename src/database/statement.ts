import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { isDirect } from './connection/prepare-connection.js';
import { isStaleStatement } from './pg-errors.js';

/** One SQL statement and what stands for `$1`, `$2` … in it. */
export interface Statement {
  sql: string;
  parameters: unknown[];
  /**
   * Parsed and planned once for each connection. Only for texts of which there are few, because a connection keeps all
   * that it has seen, and only where one plan is good for every parameter.
   */
  prepared?: true;
}

const names = new Map<string, string>();
let lastNumber = 0;

/** Sends a statement without waiting for the answers to those before it. Answers come in the order of the statements. */
export function sendStatement(client: PoolClient, { sql, parameters, prepared }: Statement): Promise<QueryResult> {
  if (!prepared || !isDirect(client)) return client.query(sql, parameters);
  const name = nameOf(sql);
  return client.query({ name, text: sql, values: parameters }).catch((error: unknown) => {
    // The other connections will find their statements stale too: with new names, all prepare them again.
    if (isStaleStatement(error) && names.get(sql) === name) names.clear();
    throw error;
  });
}

/** The rows of an answer; of several statements that were sent as one text, all their rows. */
export function rowsOf<Row extends QueryResultRow>(result: QueryResult<Row> | QueryResult<Row>[]): Row[] {
  return Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows;
}

function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) names.set(sql, (name = `taskward_${++lastNumber}`));
  return name;
}
