import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.service.js';
import { IdempotencyService } from '../../idempotency/idempotency.service.js';
import { ScheduledJobs } from '../../jobs/scheduled-jobs.service.js';
import { PurgeRepository } from './purge.repository.js';

const EVERY_MS = 60 * 60 * 1000;

/** Small, so that each transaction and its locks are short. */
const BATCH = 1_000;

export interface Purged {
  blanked: number;
  removed: number;
  keys: number;
}

/** Clients do not notice when it runs: reads compare the times themselves. One instance at a time does. */
@Injectable()
export class PurgeService implements OnApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly tasks: PurgeRepository,
    private readonly idempotency: IdempotencyService,
    private readonly clock: Clock,
    jobs: ScheduledJobs,
  ) {
    jobs.every(EVERY_MS, 'purge', () => this.run());
  }

  onApplicationShutdown(): void {
    this.stopping = true;
  }

  async run(): Promise<Purged> {
    const sum: Purged = { blanked: 0, removed: 0, keys: 0 };
    while (!this.stopping) {
      const round = await this.purge(this.clock.date());
      if (round === undefined || round.blanked + round.removed + round.keys === 0) break;
      sum.blanked += round.blanked;
      sum.removed += round.removed;
      sum.keys += round.keys;
    }
    return sum;
  }

  private purge(at: Date): Promise<Purged | undefined> {
    return this.database.asJob('purge', async (tx) => {
      if (!(await this.tasks.lock(tx))) return undefined;
      return {
        blanked: await this.tasks.blankTasks(tx, at, BATCH),
        removed: await this.tasks.removeTombstones(tx, at, BATCH),
        keys: await this.idempotency.removeExpired(tx, at, BATCH),
      };
    });
  }
}
