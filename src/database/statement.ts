import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { isDirect } from './connection/prepare-connection.js';
import { isStaleStatement } from './pg-errors.js';

export interface Statement {
  sql: string;
  parameters: unknown[];
  /** Only for few texts, because a connection keeps each that it has seen, and where one plan suits every parameter. */
  prepared?: true;
}

const names = new Map<string, string>();
let lastNumber = 0;

/** Does not wait for the answers to the statements before. */
export function sendStatement(client: PoolClient, { sql, parameters, prepared }: Statement): Promise<QueryResult> {
  if (!prepared || !isDirect(client)) return client.query(sql, parameters);
  const name = nameOf(sql);
  return client.query({ name, text: sql, values: parameters }).catch((error: unknown) => {
    // The statements of other connections are stale too: new names have all of them prepared again.
    if (isStaleStatement(error) && names.get(sql) === name) names.clear();
    throw error;
  });
}

/** Of several statements that were sent as one text, the rows of all. */
export function rowsOf<Row extends QueryResultRow>(result: QueryResult<Row> | QueryResult<Row>[]): Row[] {
  return Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows;
}

function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) names.set(sql, (name = `taskward_${++lastNumber}`));
  return name;
}
