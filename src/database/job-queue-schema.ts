import PgBoss from 'pg-boss';

/** Runs SQL where pg-boss wants some run. Its scripts bring a transaction of their own, which is ours already. */
export type RunSql = (sql: string, values?: unknown[]) => Promise<unknown[]>;

/** All queues. Each is a partition of the job table, so it is the owner who makes it. */
export const QUEUES = ['mail'] as const;
export type Queue = (typeof QUEUES)[number];

/** pg-boss on a connection of ours, without its cron. */
export function pgBossOn(run: RunSql, options: PgBoss.ConstructorOptions): PgBoss {
  return new PgBoss({
    ...options,
    schedule: false,
    db: {
      executeSql: async (sql: string, values?: unknown[]) => ({
        rows: (await run(sql.replace(/^\s*BEGIN;|COMMIT;\s*$/g, ''), values)) as never[],
      }),
    },
  });
}

/**
 * Brings the schema of the job queue (`pgboss`) up to date, within the transaction of the migrations: whoever migrates
 * holds their lock, so that instances which start together do not run into each other.
 */
export async function migrateJobQueue(run: RunSql): Promise<void> {
  const boss = pgBossOn(run, { supervise: false });
  await boss.start();
  // Tried again for about a day: 5 s, 10 s, 20 s … A process that dies over a job gives it back after a minute.
  const policy = {
    policy: 'standard',
    retryLimit: 14,
    retryDelay: 5,
    retryBackoff: true,
    expireInSeconds: 60,
  } as const;
  for (const name of QUEUES) await boss.createQueue(name, { name, ...policy });
  await boss.stop({ graceful: false });
}
