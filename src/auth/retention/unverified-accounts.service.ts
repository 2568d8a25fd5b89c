import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { Metrics } from '../../common/metrics.js';
import { RetentionConfig } from '../../config/slices.js';
import { Database } from '../../database/database.service.js';
import { daysBefore } from '../../database/due-rows.js';
import { ScheduledJobs } from '../../jobs/scheduled-jobs.service.js';
import { UsersService } from '../../users/users.service.js';

const EVERY_MS = 3_600_000;

/** Removes accounts that nobody ever confirmed or used. Off by default, because it removes accounts: docs/decisions/0330. */
@Injectable()
export class UnverifiedAccountsService implements OnModuleInit, OnApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly metrics: Metrics,
    private readonly config: RetentionConfig,
    private readonly clock: Clock,
    private readonly jobs: ScheduledJobs,
  ) {}

  onModuleInit(): void {
    const { UNVERIFIED_ACCOUNT_DAYS: days } = this.config;
    if (days !== undefined) this.jobs.every(EVERY_MS, 'unverified_accounts', () => this.run(days));
  }

  onApplicationShutdown(): void {
    this.stopping = true;
  }

  /** One account in each transaction, and a pause after each batch that is as long as the batch took. */
  private async run(days: number): Promise<void> {
    const before = daysBefore(this.clock.date(), days);
    let begunAt = performance.now();
    for await (const accounts of this.users.findUnverified(before)) {
      for (const { id } of accounts) {
        if (this.stopping) return;
        await this.database.asOwner(id, async (tx) => {
          if (!(await this.users.removeUnused(tx, id, before))) return;
          await this.audit.record(tx, { event: 'user.removed', userId: id, detail: { reason: 'unverified' } });
          tx.afterCommit(() => this.metrics.rowsRemoved('users', 1));
        });
      }
      await sleep(performance.now() - begunAt, undefined, { ref: false });
      begunAt = performance.now();
    }
  }
}
