import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import pg, { type PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { UUID } from '../common/uuid.js';
import { AppConfig } from '../config/app-config.js';
import { StartupError } from '../config/startup-error.js';
import { migrate } from './migrate.js';
import { isRetryable, isTimeout, isUnavailable, leavesConnectionUsable, unavailable } from './pg-errors.js';
import { demandSafeRole } from './runtime-role.js';
import { Transaction } from './transaction.js';

const { escapeLiteral } = pg;
const MAX_ATTEMPTS = 4;
const RECONNECT_MS = 500;

/** The jobs that look beyond one user; the policies of row-level security say what each of them sees. */
export type JobScope = 'session_revocations' | 'purge' | 'audit';

/** The only way to the database: every statement runs in a transaction whose scope says what it may see. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private readonly limits: string;
  private connected = false;
  private closing = false;
  private pendingConnect?: NodeJS.Timeout;
  private readonly atConnection: (() => Promise<void>)[] = [];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: AppConfig,
  ) {
    // By transaction, not by startup parameter: pgbouncer refuses those.
    this.limits =
      `SET LOCAL statement_timeout = ${config.DATABASE_STATEMENT_TIMEOUT_MS}; ` +
      `SET LOCAL lock_timeout = ${config.DATABASE_LOCK_TIMEOUT_MS}`;
  }

  /**
   * Migrates and connects; where the database is away, says so and goes on trying in the background.
   *
   * @throws StartupError if the database is there but must not be used.
   */
  async connect(): Promise<void> {
    try {
      await migrate(this.config);
      if (!this.dataSource.isInitialized) await this.dataSource.initialize();
      await demandSafeRole(this.dataSource, this.config, this.logger);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (this.pendingConnect === undefined) {
        const { host } = new URL(this.config.DATABASE_URL ?? '');
        this.logger.warn(
          `The database at ${host} cannot be reached (${(error as Error).message || (error as { code?: string }).code}). ` +
            'Answering 503 until it can; if that is not what you expect, check DATABASE_URL.',
        );
      }
      if (!this.closing) this.pendingConnect = setTimeout(() => void this.reconnect(), RECONNECT_MS);
      return;
    }
    if (this.pendingConnect !== undefined) this.logger.warn('The database is there; serving.');
    this.pendingConnect = undefined;
    this.connected = true;
    for (const work of this.atConnection) await work();
  }

  /** Has `work`, which must not throw, done as soon as the database can be used, before the first request is served. */
  onConnected(work: () => Promise<void>): void {
    this.atConnection.push(work);
  }

  private async reconnect(): Promise<void> {
    try {
      await this.connect();
    } catch (error) {
      // Found unfit only now: go the way of any other stop, so that nothing in flight is cut off.
      this.logger.error(error instanceof StartupError ? error.message : error);
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    }
  }

  onApplicationShutdown(): void {
    this.closing = true;
    clearTimeout(this.pendingConnect);
  }

  /** One round trip; true if the database answers. */
  async isReachable(): Promise<boolean> {
    try {
      await this.run('BEGIN', async () => {});
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Runs `work` in a transaction that sees this user's rows alone (row-level security). Serialization failures and
   * deadlocks run it again, so it must have no effects outside the transaction.
   *
   * @param userId the owner, from the verified token.
   * @param search a LIKE pattern that the tasks seen must match as well: in a row policy it may use an index.
   * @throws Problem SERVICE_UNAVAILABLE if the database cannot answer; a write may then have been committed or not.
   */
  async asOwner<T>(userId: string, work: (tx: Transaction) => Promise<T>, search?: string): Promise<T> {
    if (!UUID.test(userId)) throw new TypeError('An owner is a UUID');
    // SET LOCAL takes no parameters; the check above is what makes the literal safe. set_config() would not reach
    // the workers of a distributed PostgreSQL.
    const pattern = search === undefined ? '' : `; SET LOCAL app.search = ${escapeLiteral(search)}`;
    return this.run(`BEGIN; ${this.limits}; SET LOCAL app.user_id = '${userId}'${pattern}`, work);
  }

  /** Runs `work` in a transaction that sees accounts, to find one before its owner is known, and no one's tasks. */
  async asIdentity<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run(`BEGIN; ${this.limits}; SET LOCAL app.scope = 'identity'`, work);
  }

  /** Runs `work` in a transaction that sees what this job is for, whoever's it is, and nothing else. */
  async asJob<T>(job: JobScope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run(`BEGIN; ${this.limits}; SET LOCAL app.scope = '${job}'`, work);
  }

  /** Runs `work` in a transaction that sees no one's rows: for what belongs to no user, such as counters. */
  async asNobody<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run(`BEGIN; ${this.limits}`, work);
  }

  private async run<T>(begin: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (!this.connected) throw unavailable();
    for (let attempt = 1; ; attempt++) {
      const { outcome, error, begun } = await this.attempt(begin, work);
      if (error === undefined) return outcome;
      // Before BEGIN was answered nothing can have been written: a stale connection costs the client nothing.
      const safe = isRetryable(error) || (!begun && isUnavailable(error) && !isTimeout(error));
      if (safe && attempt < MAX_ATTEMPTS) continue;
      throw isUnavailable(error) ? unavailable(error) : error;
    }
  }

  private async attempt<T>(begin: string, work: (tx: Transaction) => Promise<T>) {
    const runner = this.dataSource.createQueryRunner();
    let client: PoolClient | undefined;
    let begun = false;
    try {
      client = (await runner.connect()) as PoolClient;
      await client.query(begin);
      begun = true;
      setTransactionActive(runner, true);
      const outcome = await work(new Transaction(runner, client));
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}: a statement failed unnoticed`);
      return { outcome, begun };
    } catch (error) {
      if (client !== undefined) await undo(client, error);
      return { error: error as Error, begun };
    } finally {
      await release(runner);
    }
  }
}

/** Rolls back, or closes a connection of which nobody knows what state it is in: the pool then makes another. */
async function undo(client: PoolClient, error: unknown): Promise<void> {
  if (leavesConnectionUsable(error)) {
    try {
      await client.query('ROLLBACK');
      return;
    } catch {
      // Falls through: it is not usable after all.
    }
  }
  void (client as unknown as { end(): Promise<void> }).end().catch(() => {});
}

/** We began the transaction in our own words; TypeORM must know, or its `save` would begin one of its own. */
function setTransactionActive(runner: QueryRunner, active: boolean): void {
  (runner as { isTransactionActive: boolean }).isTransactionActive = active;
}

async function release(runner: QueryRunner): Promise<void> {
  setTransactionActive(runner, false);
  await runner.release();
}
