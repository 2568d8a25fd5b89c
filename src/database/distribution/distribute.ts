import type { DataSource, EntityManager } from 'typeorm';
import type { DatabaseConfig } from '../../config/slices.js';
import { StartupError } from '../../config/startup-error.js';
import { createDataSource } from '../connection/data-source.js';
import { deadlinesOf } from '../connection/deadlines.js';
import type { DatabaseRole } from '../connection/connection-options.js';
import { LOCK_KEYS } from '../lock-keys.js';
import type { Statement } from '../statement.js';
import { DISTRIBUTED_TABLES, REFERENCE_TABLES } from './placement.js';
import { demandDistribution } from './verify-distribution.js';

type Query = EntityManager['query'];

/** Otherwise the workers do not learn of the scope of a transaction, and show nothing. */
const PROPAGATE = `citus.propagate_set_commands = 'local'`;

/**
 * Places the tables on the nodes of Citus, and looks whether all is as it must be. After the migrations, with no instance
 * running; what is done already is left as it is. @throws StartupError that says what is wrong.
 */
export async function distribute(config: DatabaseConfig, hotStatements: Statement[], userId: string): Promise<void> {
  await withDataSource(config, 'owner', async (owner) => {
    await demandCitus(owner);
    await setForRole(owner, [PROPAGATE]);
    await owner.transaction(placeTables);
  });
  // The settings of a session do not reach the workers: those of the role do, and so the deadlines hold there too.
  const settings = deadlinesOf(config).settings.filter((setting) => !setting.startsWith('app.'));
  await withDataSource(config, 'application', (application) => setForRole(application, [PROPAGATE, ...settings]));
  // Over new connections, which have those settings.
  await withDataSource(config, 'application', (application) =>
    demandDistribution(application, config, hotStatements, userId),
  );
}

async function withDataSource(
  config: DatabaseConfig,
  role: DatabaseRole,
  work: (dataSource: DataSource) => Promise<void>,
) {
  const dataSource = await createDataSource(config, role).initialize();
  try {
    await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function demandCitus(owner: DataSource): Promise<void> {
  const [row] = await owner.query<{ found: boolean }[]>(
    `SELECT to_regproc('create_distributed_table') IS NOT NULL AS found`,
  );
  if (row?.found !== true)
    throw new StartupError('This database has no Citus: as a superuser, CREATE EXTENSION citus and add its nodes.');
}

async function placeTables(manager: EntityManager): Promise<void> {
  const query: Query = (sql, parameters) => manager.query(sql, parameters);
  await query(`SELECT pg_advisory_xact_lock(${LOCK_KEYS.migrations})`);
  // Tables that refer to each other are placed one after another, over one connection to each node.
  await query(`SET LOCAL citus.multi_shard_modify_mode = 'sequential'`);
  for (const table of REFERENCE_TABLES)
    if ((await placementOf(query, table)) !== 'reference')
      await place(query, table, `SELECT create_reference_table('${table}')`);
  const [first] = DISTRIBUTED_TABLES;
  for (const table of DISTRIBUTED_TABLES) {
    if ((await placementOf(query, table)) === 'distributed') continue;
    const colocated = table === first ? '' : `, colocate_with => '${first}'`;
    await place(query, table, `SELECT create_distributed_table('${table}', 'user_id'${colocated})`);
  }
}

/** Rows that are there are copied, which row-level security would refuse to an owner on whom it is forced. */
async function place(query: Query, table: string, placement: string): Promise<void> {
  await query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  await query(placement);
  await query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
}

async function placementOf(query: Query, table: string): Promise<string | undefined> {
  const [row] = await query<{ placement: string | null }[]>(
    `SELECT CASE WHEN partmethod = 'h' THEN 'distributed' WHEN repmodel = 't' THEN 'reference' END AS placement
     FROM pg_dist_partition WHERE logicalrelid = $1::regclass`,
    [table],
  );
  return row?.placement ?? undefined;
}

async function setForRole(dataSource: DataSource, settings: string[]): Promise<void> {
  const [names] = await dataSource.query<[{ role: string; database: string }]>(
    'SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database',
  );
  for (const setting of settings)
    await dataSource.query(`ALTER ROLE ${names.role} IN DATABASE ${names.database} SET ${setting}`);
}
