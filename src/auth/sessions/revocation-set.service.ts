import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { EndedSessions } from '../../common/ended-sessions.js';
import { SessionsConfig } from '../../config/slices.js';
import { Database } from '../../database/database.service.js';
import { GrowingTables } from '../../database/growing-tables.service.js';
import { unavailable } from '../../database/pg-errors.js';
import { RevocationsRepository } from './revocations.repository.js';

/** A session that ended on another instance must be refused here within a second. */
const REFRESH_MS = 750;

/** A refresh can hang in a dead connection, and all requests depend on the next one. */
const REFRESH_TIMEOUT_MS = 2_000;

const STALE_MS = 5_000;

/** A row gets its time when it is written, but is seen after the commit: the longest transaction must fit in. */
const OVERLAP_SECONDS = 60;

const SWEEP_MS = 60_000;

/** The sessions that ended within an access token's lifetime, in memory, so that a request needs no query. */
@Injectable()
export class RevocationSetService extends EndedSessions implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RevocationSetService.name);
  /** By session id, in milliseconds of `performance.now()`, which nobody can set. */
  private readonly forgetAt = new Map<string, number>();
  private refreshedAt = -Infinity;
  private sweptAt = performance.now();
  private timer?: NodeJS.Timeout;
  private failing = false;
  private closing = false;

  constructor(
    private readonly revocations: RevocationsRepository,
    private readonly config: SessionsConfig,
    private readonly database: Database,
    private readonly tables: GrowingTables,
  ) {
    super();
  }

  onModuleInit(): void {
    this.database.onConnected(() => this.refreshForever());
    this.tables.add({
      name: 'session_revocations',
      scope: 'session_revocations',
      removeDue: (tx, limit) => this.revocations.removeOld(tx, this.keptSeconds, limit),
      readOverdue: (tx) => this.revocations.readOverdue(tx, this.keptSeconds),
    });
  }

  /** Never fails open. */
  override has(sessionId: string): boolean {
    if (performance.now() - this.refreshedAt > STALE_MS) throw unavailable();
    return this.forgetAt.has(sessionId);
  }

  /** Refuses these sessions on this instance; the other instances read them in the table. */
  add(sessionIds: string[]): void {
    // An ended session gets no new access token: its last one expires within one lifetime from now.
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
      // Each sweep reads everything again: a transaction may have run for longer than OVERLAP_SECONDS.
      await Promise.race([this.refresh(sweep ? this.keptSeconds : OVERLAP_SECONDS), failAfterTimeout()]);
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

  /** With a margin for clocks that differ. */
  private get keptSeconds(): number {
    return this.config.ACCESS_TOKEN_SECONDS + OVERLAP_SECONDS;
  }
}

async function failAfterTimeout(): Promise<never> {
  await sleep(REFRESH_TIMEOUT_MS, undefined, { ref: false });
  throw new Error(`no answer within ${REFRESH_TIMEOUT_MS} ms`);
}
