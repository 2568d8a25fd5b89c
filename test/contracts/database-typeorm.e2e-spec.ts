/** @no-pooler: private parts of libraries, on connections of their own. */
import pg from 'pg';
import { DataSource } from 'typeorm';
import { managerOn, poolOf } from '../../src/database/driver.js';
import { testServer } from '../support/harness.js';
import { demand } from './demand.js';

describe('what we know of TypeORM from inside', () => {
  let dataSource: DataSource;

  beforeEach(() => {
    dataSource = new DataSource({
      type: 'postgres',
      url: testServer().adminUrl,
      poolSize: 1,
      installExtensions: false,
    });
  });
  afterEach(() => dataSource.destroy());

  it('driver.master is its pool of pg, once it is initialized', async () => {
    demand(poolOf(dataSource) === undefined, 'TypeORM has a driver.master before it is initialized.');
    await dataSource.initialize();
    const pool = poolOf(dataSource);
    demand(pool instanceof pg.Pool, 'TypeORM no longer keeps its pool in driver.master.');
    const { totalCount, idleCount, waitingCount } = pool;
    demand([totalCount, idleCount, waitingCount].every(Number.isInteger), 'pg-pool no longer counts its connections.');
  });

  it('a query runner uses the connection that it is given, in the transaction that is open there', async () => {
    await dataSource.initialize();
    // The only one: a runner that took another from the pool would wait for it for ever.
    const client = await poolOf(dataSource)!.connect();
    try {
      await client.query('BEGIN; CREATE TEMPORARY TABLE noted (what text) ON COMMIT DROP');
      const manager = managerOn(client, dataSource);
      const running = manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      const [row] = await Promise.race([running, new Promise<[]>((resolve) => setTimeout(resolve, 5_000, []))]);
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      demand(row?.pid === rows[0]?.pid, 'TypeORM no longer runs its queries on QueryRunner.databaseConnection.');
      await manager.transaction((inner) => inner.query(`INSERT INTO noted VALUES ('within')`));
      const { rows: tables } = await client.query<{ noted: string | null }>(`SELECT to_regclass('noted') AS noted`);
      demand(
        tables[0]?.noted != null,
        'TypeORM commits our transaction: isTransactionActive and a transactionDepth of 1 no longer make a savepoint.',
      );
      const failing = manager.transaction(async (inner) => {
        await inner.query(`INSERT INTO noted VALUES ('undone')`);
        throw new Error('on purpose');
      });
      await expect(failing).rejects.toThrow('on purpose');
      const { rows: noted } = await client.query<{ what: string }>('SELECT what FROM noted');
      demand(noted.map(({ what }) => what).join() === 'within', 'TypeORM no longer rolls back to its own savepoint.');
    } finally {
      client.release(true);
    }
  });
});
