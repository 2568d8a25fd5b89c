import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ScheduledJobs } from '../../jobs/scheduled-jobs.service.js';
import { type Purged, PurgeRepository } from './purge.repository.js';

const EVERY_MS = 60 * 60 * 1000;

/**
 * Once an hour: tasks that were deleted 30 days ago lose their content, their tombstones go 90 days later, and so do
 * idempotency keys after 24 hours. Clients do not wait for it: the trash and the keys end by their times, whenever this
 * runs. Any number of instances may; one at a time does.
 */
@Injectable()
export class PurgeService implements OnApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly expired: PurgeRepository,
    private readonly clock: Clock,
    jobs: ScheduledJobs,
  ) {
    jobs.every(EVERY_MS, 'purge', () => this.run());
  }

  onApplicationShutdown(): void {
    this.stopping = true;
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
