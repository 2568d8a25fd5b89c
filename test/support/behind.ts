import pg from 'pg';
import type { TestApp } from './test-app.js';

/** Looks at, or changes, the database behind the app's back, past row-level security. */
export async function behind<Row extends pg.QueryResultRow>(
  app: TestApp,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: app.adminUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}
