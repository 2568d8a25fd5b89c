import type { PoolClient, QueryResultRow } from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';

/** An open transaction with its scope set. Lives only inside the function that was given it. */
export class Transaction {
  constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
  ) {}

  /** Runs one statement and gives its rows. For what TypeORM does not say, and for the hot path. */
  async query<Row extends QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, parameters)).rows;
  }

  /** TypeORM's manager on this very transaction. */
  get manager(): EntityManager {
    return this.runner.manager;
  }
}
