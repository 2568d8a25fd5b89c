import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import pg, { type Pool, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { Tracing } from '../common/tracing.js';
import { UUID } from '../common/uuid.js';
import { AppConfig } from '../config/app-config.js';
import { StartupError } from '../config/startup-error.js';
import { migrate } from './migrate.js';
import { isRetryable, isTimeout, isUnavailable, leavesConnectionUsable, unavailable } from './pg-errors.js';
import { demandSafeRole } from './runtime-role.js';
import { type Statement, send, together } from './statement.js';
import { Transaction } from './transaction.js';

const { escapeLiteral } = pg;
const MAX_ATTEMPTS = 4;
const RECONNECT_MS = 500;

/** The jobs that look beyond one user; the policies of row-level security say what each of them sees. */
export type JobScope = 'session_revocations' | 'purge' | 'audit';

/** What a read may ask of its transaction. */
export interface ReadOptions {
  /** A LIKE pattern that the tasks seen must match as well: in a row policy it may use an index. */
  search?: string;
  /** There is an index for the order: a plan that was made once, for everyone, must not sort the tasks of who has a million. */
  byIndex?: boolean;
}

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
    private readonly tracing: Tracing,
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
   * @throws Problem SERVICE_UNAVAILABLE if the database cannot answer; a write may then have been committed or not.
   */
  async asOwner<T>(userId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run(this.ownersBegin(userId), work);
  }

  /**
   * Reads with these statements in one transaction that sees this user's rows alone, in one round trip.
   *
   * @returns the rows of each.
   * @throws Problem SERVICE_UNAVAILABLE if the database cannot answer.
   */
  async readAsOwner<Rows extends QueryResultRow[][]>(userId: string, statements: Statement[], options?: ReadOptions): Promise<Rows> {
    const begin = this.ownersBegin(userId, options);
    return this.attempted(async (client) => {
      try {
        const answers = together(client, () => [client.query(begin), ...statements.map((statement) => send(client, statement)), client.query('COMMIT')]);
        const results = await allOf(answers);
        demandCommit(results.at(-1)!);
        return { outcome: results.slice(1, -1).map(({ rows }) => rows as QueryResultRow[]) as Rows, begun: false };
      } catch (error) {
        return { error: error as Error, begun: false };
      }
    });
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

  private ownersBegin(userId: string, { search, byIndex }: ReadOptions = {}): string {
    if (!UUID.test(userId)) throw new TypeError('An owner is a UUID');
    // SET LOCAL takes no parameters; the check above is what makes the literal safe. set_config() would not reach
    // the workers of a distributed PostgreSQL.
    const pattern = search === undefined ? '' : `; SET LOCAL app.search = ${escapeLiteral(search)}`;
    const order = byIndex ? '; SET LOCAL enable_sort = off' : '';
    return `BEGIN; ${this.limits}; SET LOCAL app.user_id = '${userId}'${pattern}${order}`;
  }

  private async run<T>(begin: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.attempted((client) => this.transaction(client, begin, work));
  }

  /** Takes a connection and runs `attempt` on it, again where that can do no harm. */
  private async attempted<T>(attempt: (client: PoolClient) => Promise<Outcome<T>>): Promise<T> {
    if (!this.connected) throw unavailable();
    for (let attempts = 1; ; attempts++) {
      const { outcome, error, begun } = await this.tracing.transaction(() => this.onConnection(attempt));
      if (error === undefined) return outcome as T;
      // Before BEGIN was answered nothing can have been written: a stale connection costs the client nothing.
      const safe = isRetryable(error) || (!begun && isUnavailable(error) && !isTimeout(error));
      if (safe && attempts < MAX_ATTEMPTS) continue;
      throw isUnavailable(error) ? unavailable(error) : error;
    }
  }

  private async onConnection<T>(attempt: (client: PoolClient) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    let client: PoolClient;
    try {
      client = await (this.dataSource.driver as unknown as { master: Pool }).master.connect();
    } catch (error) {
      return { error: error as Error, begun: false };
    }
    const result = await attempt(client);
    // Nobody knows what state it is in otherwise; the pool makes another.
    const usable = result.error === undefined || (leavesConnectionUsable(result.error) && (await rolledBack(client)));
    client.release(!usable);
    return result;
  }

  private async transaction<T>(client: PoolClient, begin: string, work: (tx: Transaction) => Promise<T>): Promise<Outcome<T>> {
    let begun = false;
    try {
      // The first statements do not wait for the answer to BEGIN: should it fail, they fail for want of a scope.
      const outcome = await together(client, () => {
        const beginning = client.query(begin).then(() => (begun = true));
        return allOf([beginning, work(new Transaction(client, this.dataSource))] as const);
      });
      demandCommit(await client.query('COMMIT'));
      return { outcome: outcome[1], begun };
    } catch (error) {
      return { error: error as Error, begun };
    }
  }
}

interface Outcome<T> {
  outcome?: T;
  error?: Error;
  /** Whether something may have been written. */
  begun: boolean;
}

/** Waits until all have ended, so that no answer is still on its way; throws what the first of them failed with. */
async function allOf<T extends readonly Promise<unknown>[]>(promises: T) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function demandCommit({ command }: QueryResult): void {
  if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}: a statement failed unnoticed`);
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}
