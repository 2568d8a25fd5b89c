import pg from 'pg';
import type { TestApp } from './test-app.js';

/**
 * Fills the tables behind the application's back, as their owner and without indexes until the end: a million tasks in
 * half a minute. The titles are ASCII, for which the search form is no more than lower case.
 */
export async function bulkTasks(
  app: Pick<TestApp, 'ownerUrl'>,
  fill: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: app.ownerUrl });
  await client.connect();
  try {
    await client.query(`SET maintenance_work_mem = '512MB'; SET synchronous_commit = off`);
    const tables = ['users', 'tasks', 'task_sequences'];
    for (const table of tables) await client.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    const { rows: indexes } = await client.query<{ indexname: string; indexdef: string }>(
      `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'tasks' AND indexname <> 'pk_tasks'`,
    );
    for (const { indexname } of indexes) await client.query(`DROP INDEX ${indexname}`);
    await fill(client);
    await client.query(`
      INSERT INTO task_sequences (user_id, last_version, last_position, task_count)
      SELECT user_id, max(version), max(version), count(*) FROM tasks GROUP BY user_id
      ON CONFLICT (user_id) DO UPDATE SET last_version = excluded.last_version, last_position = excluded.last_position,
        task_count = excluded.task_count`);
    for (const { indexdef } of indexes) await client.query(indexdef);
    for (const table of tables) await client.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await client.query('VACUUM ANALYZE tasks, task_sequences, users');
  } finally {
    await client.end();
  }
}

/** Users of whom nothing but the id matters: the n-th has the n-th UUID. */
export async function insertUsers(client: pg.Client, count: number): Promise<void> {
  await client.query(
    `INSERT INTO users (id, email, username, full_name, password_hash, created_at, updated_at)
     SELECT ${uuidOf('n')}, 'bulk' || n || '@example.org', 'bulk' || n, 'Bulk', '!', now(), now() FROM generate_series(1, $1) n`,
    [count],
  );
}

/**
 * `count` tasks of the user that `owner` (SQL, over n from 1) names. One in fifty is due at all, four in five are done,
 * and every hundred-thousandth speaks of a zeppelin. `parent` is SQL over n too.
 */
export async function insertTasks(client: pg.Client, owner: string, count: number, parent = 'NULL'): Promise<void> {
  await client.query(
    `INSERT INTO tasks (user_id, id, title, description, completed, completed_at, priority, due_at, due, tags, parent_id, position, search_text, title_order, version, created_at, updated_at)
     SELECT user_id, id, words || n, NULL, done, CASE WHEN done THEN at END, n % 4, due, due, tags, parent::uuid, chr(96 + length(n::text)) || n, lower(words || n), lower(words) || lpad(n::text, 16, '0'), n, at, at + (n % 997) * interval '1 minute'
     FROM (
       SELECT n, ${parent} AS parent, ${owner} AS user_id, ${uuidOf('n::bigint * 7919 % 1000003')} AS id,
         (ARRAY['Buy','Call','Write','Fix','Read','Plan','Send','Check'])[1 + n % 8] || ' ' ||
         CASE WHEN n % 100000 = 0 THEN 'zeppelin' ELSE (ARRAY['milk','mother','report','bike','book','trip','letter','tyres'])[1 + n / 8 % 8] END || ' ' AS words,
         n % 5 <> 0 AS done, timestamptz '2026-01-01' + n * interval '20 seconds' AS at,
         CASE WHEN n % 50 = 0 THEN timestamptz '2026-06-01' + (n % 9973) * interval '1 hour' END AS due,
         CASE WHEN n % 10 = 0 THEN ARRAY['home'] WHEN n % 1000 = 1 THEN ARRAY['rare'] ELSE '{}' END AS tags
       FROM generate_series(1, $1::int) n
     ) t`,
    [count],
  );
}

/** The UUID with this number (an SQL expression) at its end. */
export function uuidOf(number: string): string {
  return `('00000000-0000-7000-8000-' || lpad((${number})::text, 12, '0'))::uuid`;
}
