import { type ConstructorOptions, PgBoss } from 'pg-boss';

/** Runs SQL, which may be several statements, and gives the rows of all of them. */
export type RunSql = (sql: string, values?: unknown[]) => Promise<unknown[]>;

/** All queues. They are made by the owner, with the schema. */
export const QUEUES = ['mail'] as const;
export type Queue = (typeof QUEUES)[number];

/** Where pg-boss keeps its tables. */
export const JOB_SCHEMA = 'jobs';

/** Where version 10 of pg-boss kept its tables; version 12 cannot migrate them. */
const FORMER_SCHEMA = 'pgboss';

const HOUR = 3_600;

// Tried again for about a day: after 5 s, 10 s, 20 s … The job of a process that died is free after a minute.
// Jobs hold e-mail addresses: they are deleted soon after they are done.
const POLICY = {
  retryLimit: 14,
  retryDelay: 5,
  retryBackoff: true,
  expireInSeconds: 60,
  retentionSeconds: 48 * HOUR,
  deleteAfterSeconds: HOUR,
};

/** Makes a pg-boss on a connection of ours, without its cron and without upkeep that needs more than rights on rows. */
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

/** Some scripts of pg-boss are a transaction of their own. Here they run within one of ours, which their COMMIT would end. */
function withoutTransaction(script: string): string {
  return script.replace(/^\s*BEGIN;|COMMIT;\s*$/g, '');
}

/**
 * Brings the schema of the job queue up to date, within the transaction of the migrations: their lock keeps instances
 * that start together from doing it twice.
 */
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

/** Instances of the version before may still add jobs there during the upgrade, so the schema itself is left. */
async function moveFormerJobs(run: RunSql, boss: PgBoss, name: Queue): Promise<void> {
  const [former] = (await run(`SELECT to_regclass('${FORMER_SCHEMA}.job') AS jobs`)) as { jobs: string | null }[];
  if (former?.jobs == null) return;
  const waiting = (await run(
    `DELETE FROM ${FORMER_SCHEMA}.job WHERE name = $1 AND state IN ('created', 'retry') RETURNING data`,
    [name],
  )) as { data: object }[];
  await boss.insert(name, waiting);
}
