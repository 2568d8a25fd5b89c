import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { SessionsConfig } from '../../config/slices.js';
import { Database } from '../../database/database.service.js';
import { unavailable } from '../../database/pg-errors.js';
import { ScheduledJobs } from '../../jobs/scheduled-jobs.service.js';
import { RevocationsRepository } from './revocations.repository.js';

/** A little under a second: what ends elsewhere must be refused here within one. */
const REFRESH_MS = 750;

/** A refresh that hangs in a dead connection is not waited for any longer: all requests depend on the next. */
const PATIENCE_MS = 2_000;

/** Without a refresh for this long, nobody knows which sessions ended: no token is trusted. */
const STALE_MS = 5_000;

/**
 * How far each refresh looks back beyond the last one. A row gets its time when it is written and is seen when its
 * transaction commits: the longest transaction must fit in between.
 */
const OVERLAP_SECONDS = 60;

const SWEEP_MS = 60_000;

/**
 * The sessions that ended within an access token's lifetime, in memory: a request asks without a query. Loaded when the
 * database connects and refreshed all the time; if it could not be refreshed, it says so instead of guessing.
 */
@Injectable()
export class RevocationSetService implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RevocationSetService.name);
  /** By session, when to forget it: in milliseconds of the process's own steady clock, which nobody can set. */
  private readonly forgetAt = new Map<string, number>();
  /** When the last refresh that succeeded began. */
  private refreshedAt = -Infinity;
  private sweptAt = performance.now();
  private timer?: NodeJS.Timeout;
  private failing = false;
  private closing = false;

  constructor(
    private readonly revocations: RevocationsRepository,
    private readonly config: SessionsConfig,
    private readonly database: Database,
    private readonly jobs: ScheduledJobs,
  ) {}

  onModuleInit(): void {
    this.database.onConnected(() => this.refreshForever());
    this.jobs.every(SWEEP_MS, 'session_revocations', () =>
      this.database.asJob('session_revocations', (tx) => this.revocations.removeOld(tx, this.keptSeconds)),
    );
  }

  /**
   * Whether the session has ended.
   *
   * @throws Problem SERVICE_UNAVAILABLE if that cannot be known right now: never fail open.
   */
  has(sessionId: string): boolean {
    if (performance.now() - this.refreshedAt > STALE_MS) throw unavailable();
    return this.forgetAt.has(sessionId);
  }

  /** Refuses these sessions on this instance from now on; the others read of them in the table. */
  add(sessionIds: string[]): void {
    // Once a session has ended it gets no new access token: the last one expires within a lifetime from now.
    const forgetAt = performance.now() + this.keptSeconds * 1000;
    for (const id of sessionIds) if (!this.forgetAt.has(id)) this.forgetAt.set(id, forgetAt);
  }

  onApplicationShutdown(): void {
    this.closing = true;
    clearTimeout(this.timer);
  }

  private async refreshForever(): Promise<void> {
    const sweep = performance.now() - this.sweptAt > SWEEP_MS;
    try {
      // With each sweep all of it is read again, in case a transaction hung for longer than anyone planned for.
      await Promise.race([this.refresh(sweep ? this.keptSeconds : OVERLAP_SECONDS), tooLate()]);
      if (sweep) this.sweep();
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`The ended sessions could not be read: ${(error as Error).message}`);
      this.failing = true;
    }
    if (!this.closing) this.timer = setTimeout(() => void this.refreshForever(), REFRESH_MS);
  }

  private async refresh(overlapSeconds: number): Promise<void> {
    const begunAt = performance.now();
    const missedSeconds = (begunAt - this.refreshedAt) / 1000;
    const seconds = Math.min(missedSeconds + overlapSeconds, this.keptSeconds);
    this.add(await this.database.asJob('session_revocations', (tx) => this.revocations.findRecent(tx, seconds)));
    this.refreshedAt = Math.max(this.refreshedAt, begunAt);
  }

  private sweep(): void {
    this.sweptAt = performance.now();
    for (const [id, forgetAt] of this.forgetAt) if (forgetAt < this.sweptAt) this.forgetAt.delete(id);
  }

  /** An access token's lifetime, and some for clocks that differ. */
  private get keptSeconds(): number {
    return this.config.ACCESS_TOKEN_SECONDS + OVERLAP_SECONDS;
  }
}

async function tooLate(): Promise<never> {
  await sleep(PATIENCE_MS, undefined, { ref: false });
  throw new Error(`no answer within ${PATIENCE_MS} ms`);
}
