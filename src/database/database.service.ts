import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { escapeLiteral, type QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { Tracing } from '../common/tracing.js';
import { UUID } from '../common/uuid.js';
import { DatabaseConfig } from '../config/slices.js';
import { DatabaseConnection } from './connection/database-connection.service.js';
import { type Deadlines, deadlinesOf } from './connection/deadlines.js';
import { poolOf } from './driver.js';
import { unavailable } from './pg-errors.js';
import { Replica } from './replica.service.js';
import { type Primary, readInTransaction, runTransaction } from './run-transaction.js';
import type { Statement } from './statement.js';
import type { Transaction } from './transaction.js';

/** Reads the rows in the order of an index, and plans that once for all users (docs/decisions/0006). */
const BY_INDEX = ['enable_sort = off', 'plan_cache_mode = force_generic_plan'];

/** The scopes that look beyond one user; the policies of row-level security say what each of them sees. */
export const JOB_SCOPES = ['session_revocations', 'purge', 'audit', 'retention'] as const;
export type JobScope = (typeof JOB_SCOPES)[number];

/** What a read may ask of its transaction. */
export interface ReadOptions {
  /** A LIKE pattern that the tasks seen must match as well: in a row policy it may use an index. */
  search?: string;
  /** There is an index for the order: nothing must be sorted, however many tasks the user has. */
  byIndex?: boolean;
}

/** The only way to the database: every statement runs in a transaction whose scope says what it may see. */
@Injectable()
export class Database {
  private readonly deadlines: Deadlines;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly connection: DatabaseConnection,
    private readonly replica: Replica,
    private readonly tracing: Tracing,
    config: DatabaseConfig,
  ) {
    this.deadlines = deadlinesOf(config);
  }

  /** {@link DatabaseConnection.connect} */
  connect(): Promise<void> {
    return this.connection.connect();
  }

  /** {@link DatabaseConnection.onConnected} */
  onConnected(listener: () => Promise<void>): void {
    this.connection.onConnected(listener);
  }

  /** How many wait for a connection right now. */
  get waiting(): number {
    return poolOf(this.dataSource)?.waitingCount ?? 0;
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
    return this.run(ownerScope(userId), work);
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
    const scope = ownerScope(userId, options);
    return this.tracing.transaction(() => readInTransaction<Rows>(this.primary, scope, statements));
  }

  /** Whether some reads can be asked of a replica. */
  get hasReplica(): boolean {
    return this.replica.isAvailable;
  }

  /**
   * The same as {@link readAsOwner}, from the replica: what it shows may be a little old.
   *
   * @returns undefined if there is no replica or it cannot answer; that is no fault, the primary can.
   */
  async readFromReplica<Rows extends QueryResultRow[][]>(
    userId: string,
    statements: Statement[],
    options?: ReadOptions,
  ): Promise<Rows | undefined> {
    return this.replica.read<Rows>(ownerScope(userId, options), statements);
  }

  /** Runs `work` in a transaction that finds accounts before their owner is known. It changes none, and sees no one's tasks. */
  async asIdentity<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run([`app.scope = 'identity'`], work);
  }

  /** Runs `work` in a transaction that sees what this job is for, of all users, and nothing else. */
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
    return this.tracing.transaction(() => runTransaction(this.primary, scope, work));
  }

  /** @throws Problem SERVICE_UNAVAILABLE until the database has been found fit to be used. */
  private get primary(): Primary {
    const pool = poolOf(this.dataSource);
    if (pool === undefined || !this.connection.isConnected) throw unavailable();
    return { pool, dataSource: this.dataSource, deadlines: this.deadlines };
  }
}

/** The settings of a transaction that sees this user's rows alone. */
function ownerScope(userId: string, { search, byIndex }: ReadOptions = {}): string[] {
  if (!UUID.test(userId)) throw new TypeError('An owner is a UUID');
  // SET LOCAL takes no parameters, so that the check above makes the literal safe. A distributed PostgreSQL does not
  // forward set_config() to its workers.
  const scope = [`app.user_id = '${userId}'`];
  if (search !== undefined) scope.push(`app.search = ${escapeLiteral(search)}`);
  if (byIndex) scope.push(...BY_INDEX);
  return scope;
}
