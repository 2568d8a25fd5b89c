import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { managerOn } from './driver.js';
import { rowsOf, type Statement, sendStatement } from './statement.js';

/** An open transaction with its scope set. It must not be used after the function that it was passed to has ended. */
export class Transaction {
  private entityManager?: EntityManager;

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
    private readonly effects: (() => void)[],
  ) {}

  /** Runs `effect`, which must not throw, once the transaction has committed: not if it is rolled back or run again. */
  afterCommit(effect: () => void): void {
    this.effects.push(effect);
  }

  async query<Row extends QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.run({ sql, parameters });
  }

  /** Several statements that are not waited for are sent at once, and run in their order. */
  async run<Row extends QueryResultRow>(statement: Statement): Promise<Row[]> {
    return rowsOf((await sendStatement(this.client, statement)) as QueryResult<Row>);
  }

  get manager(): EntityManager {
    this.entityManager ??= managerOn(this.client, this.dataSource);
    return this.entityManager;
  }
}
