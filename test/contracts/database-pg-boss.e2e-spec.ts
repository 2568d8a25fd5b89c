/** @no-pooler: private parts of libraries, on connections of their own. */
import pg from 'pg';
import { getConstructionPlans } from 'pg-boss';
import { JOB_SCHEMA, migrateJobQueue, pgBossOn, QUEUES, type RunSql } from '../../src/database/job-queue-schema.js';
import { rowsOf } from '../../src/database/statement.js';
import { emptyDatabase } from '../support/harness.js';
import { demand } from './demand.js';

describe('what we know of pg-boss from inside', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let client: pg.Client;
  const run: RunSql = async (sql, values) => rowsOf(await client.query(sql, values));
  const transactionId = async () => ((await run('SELECT pg_current_xact_id()::text AS id')) as { id: string }[])[0]?.id;

  beforeAll(async () => {
    database = await emptyDatabase();
    client = new pg.Client({ connectionString: database.env.MIGRATION_DATABASE_URL });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('its scripts begin and end a transaction of their own', () => {
    const script = getConstructionPlans(JOB_SCHEMA).trim();
    demand(
      script.startsWith('BEGIN;') && script.endsWith('COMMIT;'),
      'The scripts of pg-boss are no longer transactions: withoutTransaction() in job-queue-schema.ts can go, or must change.',
    );
  });

  it('without those, its schema and its upkeep stay within ours', async () => {
    await client.query('BEGIN');
    const id = await transactionId();
    await migrateJobQueue(run);
    demand((await transactionId()) === id, 'The scripts of pg-boss that make its schema end our transaction.');
    const boss = pgBossOn(run, { migrate: false });
    for (const queue of QUEUES) await boss.supervise(queue);
    demand((await transactionId()) === id, 'The scripts of pg-boss for its upkeep end our transaction.');
    await client.query('ROLLBACK');
    const [left] = (await run(`SELECT to_regnamespace('${JOB_SCHEMA}') AS schema`)) as { schema: string | null }[];
    demand(left?.schema === null, 'pg-boss writes outside of the transaction that it is given.');
  });
});
