import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import pg, { type Pool, type QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { Tracing } from '../common/tracing.js';
import { UUID } from '../common/uuid.js';
import { AppConfig } from '../config/app-config.js';
import { StartupError } from '../config/startup-error.js';
import { demandRowSecurity } from './checks/row-security.js';
import { replicaPool } from './data-source.js';
import { demandServerSettings } from './checks/server-settings.js';
import { type DatabaseRole, variableOf } from './connection.js';
import { connectionFault } from './connection-fault.js';
import { type Deadlines, deadlinesOf } from './deadlines.js';
import { migrate } from './migrate.js';
import { unavailable } from './pg-errors.js';
import { demandSafeReplica, demandSafeRole } from './runtime-role.js';
import { readOn, transactionOn } from './scoped-work.js';
import type { Statement } from './statement.js';
import { Transaction } from './transaction.js';

const { escapeLiteral } = pg;
const RECONNECT_MS = 500;
const REPLICA_PAUSE_MS = 5_000;
/** A replica that hangs is not worth a longer wait: the primary can answer. */
const REPLICA_PATIENCE_MS = 2_000;

/** Left to itself PostgreSQL plans such a read each time, for more than it costs to run it: it takes the plan for everyone for the dearer one. */
const BY_INDEX = ['enable_sort = off', 'plan_cache_mode = force_generic_plan'];

/** The scopes that look beyond one user; the policies of row-level security say what each of them sees. */
export const JOB_SCOPES = ['session_revocations', 'purge', 'audit', 'retention'] as const;
export type JobScope = (typeof JOB_SCOPES)[number];

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
  private readonly deadlines: Deadlines;
  private connected = false;
  private closing = false;
  private pendingConnect?: NodeJS.Timeout;
  private readonly replica?: Pool;
  private replicaAwayUntil = 0;
  private readonly atConnection: (() => Promise<void>)[] = [];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: AppConfig,
    private readonly tracing: Tracing,
  ) {
    this.deadlines = deadlinesOf(config);
    const { DATABASE_REPLICA_URL: url } = config;
    if (url !== undefined) {
      this.replica = replicaPool(config, url, REPLICA_PATIENCE_MS, (client) =>
        demandSafeReplica(client, this.deadlines),
      ).on('error', () => {});
    }
  }

  /**
   * Migrates and connects; where the database is away, says so and goes on trying in the background.
   *
   * @throws StartupError if the database is there but must not be used.
   */
  async connect(): Promise<void> {
    let role: DatabaseRole = 'owner';
    try {
      await migrate(this.config, (sentence) => this.logger.warn(sentence));
      role = 'application';
      if (!this.dataSource.isInitialized) await this.dataSource.initialize();
      await demandSafeRole(this.dataSource, this.config, this.logger);
      await demandRowSecurity((sql, values) => this.dataSource.query(sql, values), this.config, this.logger);
      await demandServerSettings(this.dataSource, this.config, this.logger);
    } catch (error) {
      const fault = error instanceof StartupError ? undefined : connectionFault(error, this.config, role);
      if (fault === undefined) throw error;
      if (!fault.heals) throw new StartupError(fault.sentence);
      if (this.pendingConnect === undefined)
        this.logger.warn(
          `${fault.sentence} Answering 503 until it can; if that is not what you expect, check ${variableOf(this.config, role)}.`,
        );
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

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearTimeout(this.pendingConnect);
    await this.replica?.end();
  }

  /** How many wait for a connection right now. */
  get waiting(): number {
    return (this.dataSource.driver as unknown as { master?: Pool }).master?.waitingCount ?? 0;
  }

  /** One round trip; true if the database answers. */
  async isReachable(): Promise<boolean> {
    try {
      await this.run([], async () => {});
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Runs `work` in a transaction that sees this user's rows alone (row-level security). Serialization failures and
   * deadlocks run it again: what it does outside of the transaction waits for `tx.afterCommit`.
   *
   * @param userId the owner, from the verified token.
   * @throws Problem SERVICE_UNAVAILABLE if the database cannot answer; a write may then have been committed or not.
   */
  async asOwner<T>(userId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run(ownersScope(userId), work);
  }

  /**
   * Reads with these statements in one transaction that sees this user's rows alone, in one round trip.
   *
   * @returns the rows of each.
   * @throws Problem SERVICE_UNAVAILABLE if the database cannot answer.
   */
  async readAsOwner<Rows extends QueryResultRow[][]>(
    userId: string,
    statements: Statement[],
    options?: ReadOptions,
  ): Promise<Rows> {
    return this.tracing.transaction(() =>
      readOn<Rows>(this.connectedPool, this.deadlines, ownersScope(userId, options), statements),
    );
  }

  /** Whether some reads can be asked of a replica. */
  get hasReplica(): boolean {
    return this.replica !== undefined && performance.now() >= this.replicaAwayUntil;
  }

  /**
   * The same, from the replica: what it shows may be a little old.
   *
   * @returns undefined if there is no replica or it cannot answer; that is no fault, the primary can.
   */
  async readFromReplica<Rows extends QueryResultRow[][]>(
    userId: string,
    statements: Statement[],
    options?: ReadOptions,
  ): Promise<Rows | undefined> {
    const { replica } = this;
    if (replica === undefined) return undefined;
    // After a fault one request tries it; the others do without until that one has its answer.
    if (this.replicaAwayUntil > 0) this.replicaAwayUntil = performance.now() + REPLICA_PAUSE_MS;
    try {
      const deadlines = { ...this.deadlines, transactionMs: REPLICA_PATIENCE_MS };
      const rows = await this.tracing.transaction(() =>
        readOn<Rows>(replica, deadlines, ownersScope(userId, options), statements),
      );
      this.replicaAwayUntil = 0;
      return rows;
    } catch (error) {
      this.logger.warn(
        `The read replica is left alone for a while: ${((error as Error).cause as Error | undefined)?.message ?? (error as Error).message}`,
      );
      this.replicaAwayUntil = performance.now() + REPLICA_PAUSE_MS;
      return undefined;
    }
  }

  /** Runs `work` in a transaction that finds accounts before their owner is known. It changes none, and sees no one's tasks. */
  async asIdentity<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run([`app.scope = 'identity'`], work);
  }

  /** Runs `work` in a transaction that sees what this job is for, whoever's it is, and nothing else. */
  async asJob<T>(job: JobScope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run([`app.scope = '${job}'`], work);
  }

  /** Runs `work` in a transaction that can write down what someone did who named no account, and nothing else of anyone. */
  async asStranger<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run([`app.scope = 'stranger'`], work);
  }

  /** Runs `work` in a transaction that sees no one's rows: for what belongs to no user, such as counters. */
  async asNobody<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run([], work);
  }

  private async run<T>(scope: string[], work: (tx: Transaction) => Promise<T>): Promise<T> {
    let effects: (() => void)[] = [];
    const outcome = await this.tracing.transaction(() =>
      transactionOn(this.connectedPool, this.deadlines, scope, (client) =>
        // Each attempt has its own: what one that failed wanted done is forgotten.
        work(new Transaction(client, this.dataSource, (effects = []))),
      ),
    );
    for (const effect of effects) effect();
    return outcome;
  }

  /** @throws Problem SERVICE_UNAVAILABLE as long as nobody knows what the database is like. */
  private get connectedPool(): Pool {
    if (!this.connected) throw unavailable();
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

function ownersScope(userId: string, { search, byIndex }: ReadOptions = {}): string[] {
  if (!UUID.test(userId)) throw new TypeError('An owner is a UUID');
  // SET LOCAL takes no parameters; the check above is what makes the literal safe. set_config() would not reach
  // the workers of a distributed PostgreSQL.
  const scope = [`app.user_id = '${userId}'`];
  if (search !== undefined) scope.push(`app.search = ${escapeLiteral(search)}`);
  if (byIndex) scope.push(...BY_INDEX);
  return scope;
}
