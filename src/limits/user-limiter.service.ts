import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.service.js';
import { GrowingTables } from '../database/growing-tables.service.js';
import { type Usage, WINDOW_SECONDS } from './rate-limit-headers.js';
import { RateLimitsRepository } from './rate-limits.repository.js';

const PREFIX = 'api:';
const SETTLE_MS = 1_000;

interface Window {
  closesAt: number;
  /** What all instances had counted when this one last settled. */
  settled: number;
  pending: number;
}

/** Counts in memory, and shares the counts once a second: how exact that is, docs/decisions/0008 says. */
@Injectable()
export class UserLimiterService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(UserLimiterService.name);
  private readonly windows = new Map<string, Window>();
  private timer?: NodeJS.Timeout;
  private settling?: Promise<void>;

  constructor(
    private readonly limits: RateLimitsRepository,
    private readonly database: Database,
    private readonly clock: Clock,
    tables: GrowingTables,
  ) {
    tables.add({
      name: 'rate_limits',
      removeDue: (tx, limit) => this.limits.removeClosed(tx, this.clock.now(), limit),
      readOverdue: (tx) => this.limits.readOverdue(tx, this.clock.now()),
    });
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.settleOrLog(), SETTLE_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.settleOrLog();
  }

  count(userId: string): Usage {
    const now = this.clock.now();
    let window = this.windows.get(userId);
    if (window === undefined || window.closesAt <= now) {
      window = { closesAt: now + WINDOW_SECONDS * 1000, settled: 0, pending: 0 };
      this.windows.set(userId, window);
    }
    window.pending++;
    return { used: window.settled + window.pending, closesIn: window.closesAt - now };
  }

  /** Adds the counts of this instance to the shared ones and takes over the sums. If that fails, they stay pending. */
  settle(): Promise<void> {
    this.settling ??= this.settleOpenWindows().finally(() => (this.settling = undefined));
    return this.settling;
  }

  private async settleOpenWindows(): Promise<void> {
    const now = this.clock.now();
    for (const [userId, window] of this.windows) if (window.closesAt <= now) this.windows.delete(userId);
    const open = [...this.windows].filter(([, window]) => window.pending > 0);
    if (open.length > 0) {
      // Sorted on every instance, so that two instances do not deadlock.
      open.sort(([a], [b]) => (a < b ? -1 : 1));
      const taken = new Map(open.map(([userId, window]) => [PREFIX + userId, { window, requests: window.pending }]));
      const uses = [...taken].map(([key, { window, requests }]) => ({ key, requests, closesAt: window.closesAt }));
      const counts = await this.database.asNobody((tx) => this.limits.count(tx, uses, now));
      for (const { key, used, closesAt } of counts) {
        const { window, requests } = taken.get(key)!;
        window.pending -= requests;
        window.settled = used;
        window.closesAt = closesAt;
      }
    }
  }

  private async settleOrLog(): Promise<void> {
    try {
      await this.settle();
    } catch (error) {
      this.logger.warn(
        `Counts of requests could not be shared (${(error as Error).message}); limits hold for each instance alone`,
      );
    }
  }
}
