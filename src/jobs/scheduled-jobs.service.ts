import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Metrics } from '../common/metrics.js';
import { RowSecurity } from '../database/checks/row-security.service.js';

interface Job {
  everyMs: number;
  work: () => Promise<unknown>;
}

/** All jobs that remove rows are here, so that each run checks row-level security first and the tests find them. */
@Injectable()
export class ScheduledJobs implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ScheduledJobs.name);
  private readonly jobs = new Map<string, Job>();
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly rowSecurity: RowSecurity,
    private readonly metrics: Metrics,
  ) {}

  /** Call it before the application starts. */
  every(everyMs: number, name: string, work: () => Promise<unknown>): void {
    if (this.jobs.has(name)) throw new Error(`There is a job ${name} already`);
    this.jobs.set(name, { everyMs, work });
  }

  get names(): string[] {
    return [...this.jobs.keys()];
  }

  onApplicationBootstrap(): void {
    this.timers = [...this.jobs].map(([name, { everyMs }]) =>
      // unref: the process must not wait for it.
      setInterval(() => void this.run(name), everyMs).unref(),
    );
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** @returns `stopped` while row-level security is incomplete. After a failure the next run is the next attempt. */
  async run(name: string): Promise<'done' | 'failed' | 'stopped'> {
    const outcome = await this.attempt(name);
    this.metrics.job(name, outcome);
    return outcome;
  }

  private async attempt(name: string): Promise<'done' | 'failed' | 'stopped'> {
    const job = this.jobs.get(name);
    if (job === undefined) throw new Error(`There is no job ${name}`);
    try {
      if (!(await this.rowSecurity.isComplete())) return 'stopped';
      await job.work();
      return 'done';
    } catch (error) {
      this.logger.warn(`The job ${name} did not finish: ${String(error)}`);
      return 'failed';
    }
  }
}
