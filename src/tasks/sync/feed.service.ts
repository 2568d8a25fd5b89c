import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../../common/metrics.js';
import { SyncConfig } from '../../config/slices.js';
import { Database } from '../../database/database.service.js';
import { FeedRepository, type OwnerVersion } from './feed.repository.js';
import { TaskNewsService } from './task-news.service.js';

const POLL_MS = 1_000;

/** A transaction may run longer than all timeouts say, and an instance of the release before does not tell of its writes. */
const READ_ALL_MS = 60_000;

const CHUNK = 1_000;

/** Of `task_sequences.changed_at`, which is the beginning of the transaction, rounded down to ten seconds. */
const BIN_SECONDS = 10;

const MARGIN_SECONDS = 5;

/** Reads which users wrote, through any instance, while someone waits for it (docs/decisions/0312). */
@Injectable()
export class FeedService implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(FeedService.name);
  private readonly overlapSeconds: number;
  /** What was committed before is known; in milliseconds of `performance.now()`. */
  private knownUntil = performance.now();
  private allReadAt = performance.now();
  private failing = false;
  private closing = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly numbers: FeedRepository,
    private readonly news: TaskNewsService,
    private readonly database: Database,
    private readonly metrics: Metrics,
    { DATABASE_TRANSACTION_TIMEOUT_MS }: SyncConfig,
  ) {
    this.overlapSeconds = DATABASE_TRANSACTION_TIMEOUT_MS / 1000 + BIN_SECONDS + MARGIN_SECONDS;
  }

  onModuleInit(): void {
    this.metrics.watch({
      name: 'taskward_feed_lag_seconds',
      help: 'How old what an instance knows of the others’ writes is; 0 while nobody waits for it.',
      read: () => (this.news.isHeard ? (performance.now() - this.knownUntil) / 1000 : 0),
      aggregator: 'max',
    });
    this.database.onConnected(() => this.pollForever());
  }

  onApplicationShutdown(): void {
    this.closing = true;
    clearTimeout(this.timer);
  }

  private async pollForever(): Promise<void> {
    const begunAt = performance.now();
    try {
      if (this.news.isHeard) await this.poll(begunAt);
      this.knownUntil = begunAt;
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`The feed of changes could not be read: ${(error as Error).message}`);
      this.failing = true;
    }
    if (!this.closing) this.timer = setTimeout(() => void this.pollForever(), POLL_MS);
  }

  private async poll(begunAt: number): Promise<void> {
    if (this.failing || begunAt - this.allReadAt > READ_ALL_MS) {
      await this.readAll();
      this.allReadAt = begunAt;
    } else {
      const seconds = (begunAt - this.knownUntil) / 1000 + this.overlapSeconds;
      this.publish(await this.database.asJob('task_feed', (tx) => this.numbers.findRecent(tx, seconds)));
    }
  }

  private async readAll(): Promise<void> {
    const { owners } = this.news;
    for (let i = 0; i < owners.length; i += CHUNK) {
      const chunk = owners.slice(i, i + CHUNK);
      this.publish(await this.database.asJob('task_feed', (tx) => this.numbers.findOf(tx, chunk)));
    }
  }

  private publish(found: OwnerVersion[]): void {
    for (const { owner, version } of found) this.news.publish(owner, version);
  }
}
