import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { allOf } from '../common/all-of.js';
import { Metrics } from '../common/metrics.js';
import { Database } from '../database/database.service.js';
import { type GrowingTable, GrowingTables } from '../database/growing-tables.service.js';
import { LOCK_KEYS } from '../database/lock-keys.js';
import { isLockTimeout } from '../database/pg-errors.js';
import type { Transaction } from '../database/transaction.js';
import { ScheduledJobs } from './scheduled-jobs.service.js';

const EVERY_MS = 60_000;

/** Small, so that each transaction and its locks are short. */
const BATCH = 500;

/** The job gives way: a user who waits for one of its rows waits no longer than for a batch and this. */
const GIVE_WAY = `lock_timeout = '100ms'`;

/** In the order of an index, then by key: the planner cannot know how many rows the policies let through. */
export const BY_INDEX = ['sort', 'bitmapscan', 'hashjoin', 'mergejoin', 'seqscan'].map((how) => `enable_${how} = off`);

const TRY_LOCK = `SELECT pg_try_advisory_xact_lock(${LOCK_KEYS.retention}, hashtext($1)) AS mine`;

/** Rows removed, by table. */
export type Removed = Record<string, number>;

/** Removes what is past its time: a batch of each table, a pause as long, and again while a batch was full. */
@Injectable()
export class RetentionService implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RetentionService.name);
  private running?: Promise<Removed>;
  private stopping = false;

  constructor(
    private readonly tables: GrowingTables,
    private readonly database: Database,
    private readonly metrics: Metrics,
    private readonly jobs: ScheduledJobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every(EVERY_MS, 'retention', () => this.run());
    this.metrics.watchByTable({
      name: 'taskward_retention_overdue_seconds',
      help: 'For how long the oldest row of the table should have been gone.',
      read: () => this.readOverdue(),
      aggregator: 'max',
    });
  }

  onApplicationShutdown(): void {
    this.stopping = true;
  }

  /** @throws the first failure, after all other tables. */
  run(): Promise<Removed> {
    this.running ??= this.removeDue().finally(() => (this.running = undefined));
    return this.running;
  }

  private async removeDue(): Promise<Removed> {
    const removed: Removed = Object.fromEntries(this.tables.list().map(({ name }) => [name, 0]));
    const failures: unknown[] = [];
    let full = [...this.tables.list()];
    while (full.length > 0 && !this.stopping) {
      const begunAt = performance.now();
      const next: GrowingTable[] = [];
      for (const table of full) {
        const count = await this.removeBatch(table).catch((error: unknown) => {
          this.logger.warn(`What is past its time in ${table.name} was not removed: ${String(error)}`);
          failures.push(error);
          return 0;
        });
        removed[table.name]! += count;
        if (count === BATCH) next.push(table);
      }
      full = next;
      if (full.length > 0) await sleep(performance.now() - begunAt, undefined, { ref: false });
    }
    if (failures.length > 0) throw failures[0];
    return removed;
  }

  /** @returns how many; 0 too if another instance is at it, or a user holds one of the rows: then later. */
  private async removeBatch(table: GrowingTable): Promise<number> {
    try {
      return await this.inScope(table, async (tx) => {
        const [lock] = await tx.query<{ mine: boolean }>(TRY_LOCK, [table.name]);
        if (lock?.mine !== true) return 0;
        await tx.query(`SET LOCAL ${GIVE_WAY}`);
        const count = await table.removeDue(tx, BATCH);
        tx.afterCommit(() => this.metrics.rowsRemoved(table.name, count));
        return count;
      });
    } catch (error) {
      if (isLockTimeout((error as Error).cause)) return 0;
      throw error;
    }
  }

  private async readOverdue(): Promise<Removed> {
    const overdue: Removed = {};
    for (const table of this.tables.list()) overdue[table.name] = await this.inScope(table, table.readOverdue);
    return overdue;
  }

  private inScope<T>({ scope }: GrowingTable, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const byIndex = async (tx: Transaction) => {
      await allOf(BY_INDEX.map((setting) => tx.query(`SET LOCAL ${setting}`)));
      return work(tx);
    };
    return scope === undefined ? this.database.asNobody(byIndex) : this.database.asJob(scope, byIndex);
  }
}
