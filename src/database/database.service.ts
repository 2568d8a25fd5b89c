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

/** Reads in the order of an index, and plans that once for all users (docs/decisions/0006). */
const BY_INDEX = ['enable_sort = off', 'plan_cache_mode = force_generic_plan'];

export const JOB_SCOPES = ['session_revocations', 'purge', 'audit', 'retention', 'task_feed'] as const;
export type JobScope = (typeof JOB_SCOPES)[number];

export interface ReadOptions {
  /** A LIKE pattern that tasks must match: as part of the row policy, it may use an index. */
  search?: string;
  /** An index has the order of the read, so that nothing is sorted. */
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

  connect(): Promise<void> {
    return this.connection.connect();
  }

  onConnected(listener: () => Promise<void>): void {
    this.connection.onConnected(listener);
  }

  get waiting(): number {
    return poolOf(this.dataSource)?.waitingCount ?? 0;
  }

  async isReachable(): Promise<boolean> {
    try {
      await this.run([], async () => {});
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Sees the rows of `userId` alone, who is from the verified token. `work` may run again: use `afterCommit` for effects.
   * @throws Problem SERVICE_UNAVAILABLE if the database cannot answer; a write may then have been committed or not.
   */
  async asOwner<T>(userId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run(ownerScope(userId), work);
  }

  /** Reads this user's rows in one transaction and one round trip, and returns the rows of each statement. */
  async readAsOwner<Rows extends QueryResultRow[][]>(
    userId: string,
    statements: Statement[],
    options?: ReadOptions,
  ): Promise<Rows> {
    const scope = ownerScope(userId, options);
    return this.tracing.transaction(() => readInTransaction<Rows>(this.primary, scope, statements));
  }

  get hasReplica(): boolean {
    return this.replica.isAvailable;
  }

  /** Like `readAsOwner`, a little old; undefined if there is no replica or it cannot answer: the primary can. */
  async readFromReplica<Rows extends QueryResultRow[][]>(
    userId: string,
    statements: Statement[],
    options?: ReadOptions,
  ): Promise<Rows | undefined> {
    return this.replica.read<Rows>(ownerScope(userId, options), statements);
  }

  /** For finding accounts before their owner is known: changes none of them, and sees no tasks. */
  async asIdentity<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run([`app.scope = 'identity'`], work);
  }

  /** Sees rows of all users, as far as the row policies of this scope allow. */
  async asJob<T>(job: JobScope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run([`app.scope = '${job}'`], work);
  }

  /** For recording what was done by someone who named no account: can do nothing else. */
  async asStranger<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run([`app.scope = 'stranger'`], work);
  }

  /** For what belongs to no user, such as counters: sees no user's rows. */
  async asNobody<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run([], work);
  }

  private async run<T>(scope: string[], work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.tracing.transaction(() => runTransaction(this.primary, scope, work));
  }

  private get primary(): Primary {
    const pool = poolOf(this.dataSource);
    if (pool === undefined || !this.connection.isConnected) throw unavailable();
    return { pool, dataSource: this.dataSource, deadlines: this.deadlines };
  }
}

function ownerScope(userId: string, { search, byIndex }: ReadOptions = {}): string[] {
  if (!UUID.test(userId)) throw new TypeError('An owner is a UUID');
  // SET LOCAL takes no parameters: the check above makes the literal safe. set_config() would take some, but a
  // distributed PostgreSQL does not forward it to its workers.
  const scope = [`app.user_id = '${userId}'`];
  if (search !== undefined) scope.push(`app.search = ${escapeLiteral(search)}`);
  if (byIndex) scope.push(...BY_INDEX);
  return scope;
}
