import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { rowsOf, type Statement, send } from './statement.js';

/** An open transaction with its scope set. Lives only inside the function that was given it. */
export class Transaction {
  private entityManager?: EntityManager;

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
    private readonly effects: (() => void)[],
  ) {}

  /**
   * Has `effect`, which must not throw, done when this transaction has committed, and only then: a transaction may fail, or
   * be run again.
   */
  afterCommit(effect: () => void): void {
    this.effects.push(effect);
  }

  /** Runs one statement and gives its rows. For what TypeORM does not say, and for the hot path. */
  async query<Row extends QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.run({ sql, parameters });
  }

  /** Runs one statement and gives its rows. Several that are not waited for travel together, and run in their order. */
  async run<Row extends QueryResultRow>(statement: Statement): Promise<Row[]> {
    return rowsOf((await send(this.client, statement)) as QueryResult<Row>);
  }

  /** TypeORM's manager on this very transaction. */
  get manager(): EntityManager {
    this.entityManager ??= runnerOn(this.client, this.dataSource).manager;
    return this.entityManager;
  }
}

/**
 * A query runner that takes no connection from the pool: it is given ours, and told that a transaction is open. Without
 * its depth, a transaction that TypeORM opens in it would commit ours; with it, that is a savepoint.
 */
function runnerOn(client: PoolClient, dataSource: DataSource): QueryRunner {
  return Object.assign(dataSource.createQueryRunner(), {
    databaseConnection: client,
    isTransactionActive: true,
    transactionDepth: 1,
  });
}
