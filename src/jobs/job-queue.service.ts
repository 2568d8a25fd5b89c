import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import { Metrics } from '../common/metrics.js';
import { RowSecurity } from '../database/checks/row-security.service.js';
import { Database } from '../database/database.service.js';
import { pgBossOn, type Queue, QUEUES } from '../database/job-queue-schema.js';
import type { Transaction } from '../database/transaction.js';

/** If it throws, the job is tried again later. It may be called twice for one job, with the same id. */
type Handler<Data> = (data: Data, jobId: string) => Promise<void>;

const POLL_MS = 1_000;
const UPKEEP_SECONDS = 15;
const MAX_COUNTED = 1_000;

/** Work that must not be lost. pg-boss on our own pool, without its `work()`: docs/decisions/0009. */
@Injectable()
export class JobQueue implements BeforeApplicationShutdown, OnModuleInit {
  private readonly logger = new Logger(JobQueue.name);
  private readonly handlers: [Queue, Handler<never>][] = [];
  private boss: PgBoss;
  private started = false;
  private failing = false;
  private closing = false;
  private running?: Promise<void>;
  private wake = () => {};

  constructor(
    private readonly database: Database,
    private readonly rowSecurity: RowSecurity,
    private readonly metrics: Metrics,
  ) {
    this.boss = this.newBoss();
  }

  onModuleInit(): void {
    this.metrics.watch({
      name: 'taskward_jobs_waiting',
      help: `Jobs that nobody has begun, or that wait for their next attempt; ${MAX_COUNTED} for as many and more.`,
      read: () => this.countWaiting(),
      aggregator: 'max',
    });
    this.database.onConnected(() => {
      this.running = this.workForever();
      return Promise.resolve();
    });
  }

  /** Keeps the job if and only if the transaction commits. */
  async enqueue(tx: Transaction, queue: Queue, data: object): Promise<void> {
    const executeSql = async (sql: string, values: unknown[]) => ({ rows: await tx.query(sql, values) });
    const id = await this.boss.send(queue, data, { db: { executeSql } });
    if (id === null) throw new Error(`There is no queue ${queue}`);
    tx.afterCommit(() => this.wake());
  }

  /** Call it before the application starts. */
  process<Data>(queue: Queue, handler: Handler<Data>): void {
    this.handlers.push([queue, handler]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    this.wake();
    await this.running;
    await this.boss.stop({ graceful: false });
  }

  private async workForever(): Promise<void> {
    while (!this.closing) {
      try {
        await this.start();
        for (const [queue, handler] of this.handlers) while (await this.doNextJob(queue, handler));
        this.failing = false;
      } catch (error) {
        this.warnOnce(error as Error);
      }
      await this.pause();
    }
  }

  /** pg-boss then gives back the jobs of processes that died, and deletes old ones. */
  private async start(): Promise<void> {
    if (this.started) return;
    this.boss = this.newBoss();
    await this.boss.start();
    this.started = true;
  }

  /** @returns whether there was a job. While row-level security is incomplete, all jobs wait. */
  private async doNextJob(queue: Queue, handler: Handler<never>): Promise<boolean> {
    if (this.closing || (await this.countQueued(queue, 1)) === 0 || !(await this.rowSecurity.isComplete()))
      return false;
    const [job] = await this.boss.fetch<never>(queue);
    if (job === undefined) return false;
    try {
      await handler(job.data, job.id);
    } catch (error) {
      this.logger.warn(`A job of the queue ${queue} failed and will be tried again: ${(error as Error).message}`);
      this.metrics.job(queue, 'failed');
      await this.boss.fail(queue, job.id);
      return true;
    }
    this.metrics.job(queue, 'done');
    await this.boss.complete(queue, job.id);
    return true;
  }

  private async countWaiting(): Promise<number> {
    const waiting = await Promise.all(QUEUES.map((queue) => this.countQueued(queue, MAX_COUNTED)));
    return waiting.reduce((sum, jobs) => sum + jobs, 0);
  }

  private async countQueued(queue: Queue, limit: number): Promise<number> {
    return (await this.boss.findJobs(queue, { queued: true, limit })).length;
  }

  private newBoss(): PgBoss {
    const run = (sql: string, values: unknown[] = []) => this.database.asNobody((tx) => tx.query(sql, values));
    const boss = pgBossOn(run, {
      migrate: false,
      superviseIntervalSeconds: UPKEEP_SECONDS,
      monitorIntervalSeconds: UPKEEP_SECONDS,
      maintenanceIntervalSeconds: UPKEEP_SECONDS,
    });
    boss.on('error', (error) => this.warnOnce(error));
    return boss;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.closing ? 0 : POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Once for each time that the database goes away, not once a second. */
  private warnOnce(error: Error): void {
    if (!this.failing) this.logger.warn(`The job queue waits: ${error.message}`);
    this.failing = true;
  }
}
