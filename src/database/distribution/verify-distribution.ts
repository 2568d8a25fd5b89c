import type { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../../config/slices.js';
import { StartupError } from '../../config/startup-error.js';
import { type OwnedTable, TABLE_SECURITY, tableFaults } from '../checks/row-security.js';
import type { Statement } from '../statement.js';
import { DISTRIBUTED_TABLES, REFERENCE_TABLES } from './placement.js';

type Query = DataSource['query'];

interface Placement {
  node: string;
  shard: string;
  success: boolean;
  result: string;
}

/** As the application's role. @throws StartupError with a sentence for each thing that is wrong on the nodes. */
export async function demandDistribution(
  application: DataSource,
  config: DatabaseConfig,
  hotStatements: Statement[],
  userId: string,
): Promise<void> {
  const query: Query = (sql, parameters) => application.query(sql, parameters);
  const faults: string[] = [];
  for (const table of [...REFERENCE_TABLES, ...DISTRIBUTED_TABLES]) faults.push(...(await shardFaults(query, table)));
  faults.push(...(await deadlineFaults(query, config)));
  await application.transaction(async (manager) => {
    await manager.query(`SET LOCAL app.user_id = '${userId}'`);
    const explain: Query = (sql, parameters) => manager.query(sql, parameters);
    for (const statement of hotStatements) faults.push(...(await routeFaults(explain, statement)));
  });
  if (faults.length > 0)
    throw new StartupError(['The tables are not distributed as they must be:', ...faults].join('\n  - '));
}

/** Whether each shard has the row-level security of its table, and shows nothing to a connection without a scope. */
async function shardFaults(query: Query, table: string): Promise<string[]> {
  const secured = await onPlacements(
    query,
    table,
    `SELECT row_to_json(s) FROM (SELECT ${TABLE_SECURITY} FROM pg_class AS c WHERE c.oid = '%s'::regclass) AS s`,
  );
  const shown = await onPlacements(query, table, 'SELECT count(*) FROM %s');
  if (secured.length === 0) return [`${table} has no shards`];
  return [
    ...secured.flatMap(({ node, shard, success, result }) => {
      const faults = success ? tableFaults({ ...(JSON.parse(result) as OwnedTable), name: table }) : [result];
      return faults.map((fault) => `shard ${shard} on ${node}: ${fault}`);
    }),
    ...shown
      .filter(({ success, result }) => !success || result !== '0')
      .map(({ node, shard, result }) => `shard ${shard} of ${table} on ${node} shows rows without a scope: ${result}`),
  ];
}

async function deadlineFaults(query: Query, config: DatabaseConfig): Promise<string[]> {
  const nodes = await query<Omit<Placement, 'shard'>[]>(
    'SELECT nodeid::text AS node, success, result FROM run_command_on_all_nodes($1)',
    [`SELECT setting FROM pg_settings WHERE name = 'lock_timeout'`],
  );
  return nodes
    .filter(({ success, result }) => !success || result !== String(config.DATABASE_LOCK_TIMEOUT_MS))
    .map(({ node, result }) => `node ${node} has another lock_timeout for the role of DATABASE_URL: ${result}`);
}

async function routeFaults(explain: Query, { sql, parameters }: Statement): Promise<string[]> {
  const plan = await explain<Record<string, string>[]>(`EXPLAIN (COSTS OFF) ${sql}`, parameters);
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  const tasks = [...text.matchAll(/Task Count: (\d+)/g)].map(([, count]) => Number(count));
  if (tasks.length > 0 && tasks.every((count) => count === 1) && !text.includes('pull to coordinator')) return [];
  return [`a statement for one user does not go to one shard: ${sql.slice(0, 80)} …\n${text}`];
}

async function onPlacements(query: Query, table: string, command: string): Promise<Placement[]> {
  return query<Placement[]>(
    `SELECT nodename || ':' || nodeport AS node, shardid::text AS shard, success, result
     FROM run_command_on_placements($1::regclass, $2)`,
    [table, command],
  );
}
