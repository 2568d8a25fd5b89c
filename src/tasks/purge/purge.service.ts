import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { type Purged, PurgeRepository } from './purge.repository.js';

const EVERY_MS = 60 * 60 * 1000;

/**
 * Once an hour: tasks that were deleted 30 days ago lose their content, their tombstones go 90 days later, and so do
 * idempotency keys after 24 hours. Clients do not wait for it: the trash and the keys end by their times, whenever this
 * runs. Any number of instances may; one at a time does.
 */
@Injectable()
export class PurgeService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(PurgeService.name);
  private timer?: NodeJS.Timeout;
  private stopping = false;

  constructor(
    private readonly expired: PurgeRepository,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(
      () => void this.run().catch((error: unknown) => this.logger.warn(`The purge did not finish: ${String(error)}`)),
      EVERY_MS,
    );
    // The process must not live for it.
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    this.stopping = true;
    clearInterval(this.timer);
  }

  /** Purges all that has expired, unless another instance does; says what it did. */
  async run(): Promise<Purged> {
    const sum: Purged = { blanked: 0, removed: 0, keys: 0 };
    while (!this.stopping) {
      const round = await this.expired.purge(new Date(this.clock.now()));
      if (round === undefined || round.blanked + round.removed + round.keys === 0) break;
      sum.blanked += round.blanked;
      sum.removed += round.removed;
      sum.keys += round.keys;
    }
    return sum;
  }
}
