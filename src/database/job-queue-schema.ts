import { type ConstructorOptions, PgBoss } from 'pg-boss';

export type RunSql = (sql: string, values?: unknown[]) => Promise<unknown[]>;

export const QUEUES = ['mail'] as const;
export type Queue = (typeof QUEUES)[number];

export const JOB_SCHEMA = 'jobs';

/** The schema of pg-boss 10, which version 12 cannot migrate. */
const FORMER_SCHEMA = 'pgboss';

const HOUR = 3_600;

// Retries go on for about a day. Jobs hold e-mail addresses, so they are deleted soon after they are done.
const POLICY = {
  retryLimit: 14,
  retryDelay: 5,
  retryBackoff: true,
  expireInSeconds: 60,
  retentionSeconds: 48 * HOUR,
  deleteAfterSeconds: HOUR,
};

/** pg-boss on our connection, without cron, and without upkeep that needs more than rights on rows. */
export function pgBossOn(run: RunSql, options: ConstructorOptions): PgBoss {
  return new PgBoss({
    ...options,
    schema: JOB_SCHEMA,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    db: {
      executeSql: async (sql: string, values?: unknown[]) => ({ rows: await run(withoutTransaction(sql), values) }),
    },
  });
}

/** Some scripts of pg-boss have a COMMIT, which would end our transaction, and deadlines (docs/decisions/0157). */
function withoutTransaction(script: string): string {
  return script.replace(/^\s*BEGIN;(\s*SET LOCAL \w+ = \d+;)*|COMMIT;\s*$/g, '');
}

/** Must run in the transaction of the migrations, whose lock keeps other instances out. */
export async function migrateJobQueue(run: RunSql): Promise<void> {
  const boss = pgBossOn(run, { supervise: false });
  await boss.start();
  for (const name of QUEUES) {
    if ((await boss.getQueue(name)) === null) await boss.createQueue(name, POLICY);
    else await boss.updateQueue(name, POLICY);
    await moveFormerJobs(run, boss, name);
  }
  await boss.stop({ graceful: false });
}

/** Leaves the former schema, because instances of the version before may still add jobs there during the upgrade. */
async function moveFormerJobs(run: RunSql, boss: PgBoss, name: Queue): Promise<void> {
  const [former] = (await run(`SELECT to_regclass('${FORMER_SCHEMA}.job') AS jobs`)) as { jobs: string | null }[];
  if (former?.jobs == null) return;
  const waiting = (await run(
    `DELETE FROM ${FORMER_SCHEMA}.job WHERE name = $1 AND state IN ('created', 'retry') RETURNING data`,
    [name],
  )) as { data: object }[];
  await boss.insert(name, waiting);
}
