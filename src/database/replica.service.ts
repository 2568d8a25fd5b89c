import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, QueryResultRow } from 'pg';
import { Tracing } from '../common/tracing.js';
import { DatabaseConfig } from '../config/slices.js';
import { demandSafeReplicaRole } from './checks/runtime-role.js';
import { replicaPool } from './connection/data-source.js';
import { type Deadlines, deadlinesOf } from './connection/deadlines.js';
import { prepareConnection } from './connection/prepare-connection.js';
import { readInTransaction } from './run-transaction.js';
import type { Statement } from './statement.js';

const RETRY_PAUSE_MS = 5_000;
const DEADLINE_MS = 2_000;

/** The read replica of DATABASE_REPLICA_URL, if there is one. While it is away, the primary answers instead. */
@Injectable()
export class Replica implements OnApplicationShutdown {
  private readonly logger = new Logger(Replica.name);
  private readonly deadlines: Deadlines;
  private readonly pool?: Pool;
  private awayUntil = 0;

  constructor(
    config: DatabaseConfig,
    private readonly tracing: Tracing,
  ) {
    this.deadlines = { ...deadlinesOf(config), transactionMs: DEADLINE_MS };
    const { DATABASE_REPLICA_URL: url } = config;
    if (url === undefined) return;
    this.pool = replicaPool(config, url, DEADLINE_MS, async (client) => {
      await prepareConnection(client, this.deadlines.settings);
      await demandSafeReplicaRole(client);
    }).on('error', () => {});
  }

  get isAvailable(): boolean {
    return this.pool !== undefined && performance.now() >= this.awayUntil;
  }

  /** Like `readInTransaction`; undefined if there is no replica or it cannot answer. */
  async read<Rows extends QueryResultRow[][]>(scope: string[], statements: Statement[]): Promise<Rows | undefined> {
    const { pool, deadlines } = this;
    if (pool === undefined) return undefined;
    // After a fault one request tries it, and the others use the primary until that one has its answer.
    if (this.awayUntil > 0) this.awayUntil = performance.now() + RETRY_PAUSE_MS;
    try {
      const rows = await this.tracing.transaction(() =>
        readInTransaction<Rows>({ pool, deadlines }, scope, statements),
      );
      this.awayUntil = 0;
      return rows;
    } catch (error) {
      const { message, cause } = error as Error;
      this.logger.warn(
        `The read replica is left alone for a while: ${(cause as Error | undefined)?.message ?? message}`,
      );
      this.awayUntil = performance.now() + RETRY_PAUSE_MS;
      return undefined;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.end();
  }
}
