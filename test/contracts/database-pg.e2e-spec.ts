/** @no-pooler: private parts of libraries, on connections of their own. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import pg from 'pg';
import {
  announcedProcessId,
  cutConnection,
  isDriverConnectionError,
  isDriverTimeout,
  isPasswordMissing,
  isTlsMissing,
  sendInOnePacket,
} from '../../src/database/driver.js';
import { isStaleStatement } from '../../src/database/pg-errors.js';
import { testServer } from '../support/harness.js';
import { demand } from './demand.js';

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => '(no error)',
    (error: Error) => error.message,
  );

describe('what we know of pg from inside', () => {
  let pool: pg.Pool;
  let client: pg.PoolClient;

  beforeEach(async () => {
    pool = new pg.Pool({
      connectionString: testServer().adminUrl,
      max: 1,
      connectionTimeoutMillis: 2_000,
      pipeline: true,
    });
    client = await pool.connect();
    client.on('error', () => {});
  });
  afterEach(async () => {
    client.release(true);
    if (!pool.ending) await pool.end();
  });

  const streamOf = () => (client as unknown as { connection?: { stream?: NodeJS.WritableStream } }).connection?.stream;

  it('connection.stream is its socket, and cork() keeps back what is sent', async () => {
    const stream = streamOf() as unknown as { cork?: unknown; writableLength: number } | undefined;
    demand(typeof stream?.cork === 'function', 'pg no longer has connection.stream.cork.');
    const [answers, kept] = sendInOnePacket(client, () => {
      const sent = [client.query('SELECT 1'), client.query('SELECT 2')];
      return [sent, stream.writableLength];
    });
    demand(kept > 0, 'pg no longer writes its queries to connection.stream while it is corked.');
    demand(stream.writableLength === 0, 'pg keeps back queries after connection.stream.uncork().');
    expect((await Promise.all(answers)).map(({ rowCount }) => rowCount)).toEqual([1, 1]);
  });

  it('pipeline: true sends a query before the one before is answered', async () => {
    const stream = streamOf() as unknown as { bytesWritten: number };
    const first = client.query('SELECT 1');
    const written = stream.bytesWritten;
    const second = client.query('SELECT 2');
    demand(stream.bytesWritten > written, 'pg no longer pipelines queries where the pool says pipeline: true.');
    await Promise.all([first, second]);
  });

  it('connection.stream.destroy() fails the query that runs', async () => {
    const running = messageOf(client.query('SELECT pg_sleep(20)'));
    cutConnection(client);
    demand(
      (await running) === 'Connection terminated unexpectedly',
      'pg no longer fails queries when its stream is destroyed.',
    );
  });

  it('processID is the process of the server', async () => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    demand(
      announcedProcessId(client) === rows[0]?.pid,
      'pg no longer keeps the id of the server process in processID.',
    );
  });

  it('defaults.parseInputDatesAsUTC writes an instant in UTC', async () => {
    const { rows } = await client.query<{ at: string }>('SELECT $1::text AS at', [new Date('1900-01-01T00:00:00Z')]);
    demand(rows[0]?.at === '1900-01-01T00:00:00.000+00:00', 'pg no longer obeys defaults.parseInputDatesAsUTC.');
  });

  it('a statement whose columns changed is refused by the routine that we know', async () => {
    await client.query('CREATE TEMPORARY TABLE changing (a integer)');
    const read = () => client.query({ name: 'read_changing', text: 'SELECT * FROM changing', values: [] });
    await read();
    await client.query('ALTER TABLE changing ALTER COLUMN a TYPE text');
    const error = await read().catch((reason: unknown) => reason);
    demand(isStaleStatement(error), 'PostgreSQL no longer refuses a stale statement in RevalidateCachedQuery.');
  });

  describe('the texts of its errors', () => {
    /** Answers everything with these bytes, or with nothing. */
    const fakeServer = async (answer?: string): Promise<{ server: Server; port: number }> => {
      const server = createServer((socket) => {
        socket.on('error', () => {}).on('data', () => answer !== undefined && socket.write(answer));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return { server, port: (server.address() as AddressInfo).port };
    };
    const againstFake = async (options: pg.PoolConfig, answer?: string): Promise<string> => {
      const { server, port } = await fakeServer(answer);
      const fakes = new pg.Pool({ host: '127.0.0.1', port, connectionTimeoutMillis: 2_000, ...options });
      const message = await messageOf(fakes.connect());
      await fakes.end();
      server.close();
      return message;
    };

    const timeouts: [string, () => Promise<string>][] = [
      ['for a connection of the pool', () => messageOf(pool.connect())],
      ['for a server that does not answer', () => againstFake({})],
      [
        'for the answer to a query',
        () => messageOf(client.query({ text: 'SELECT pg_sleep(20)', query_timeout: 50 } as pg.QueryConfig)),
      ],
    ];
    it.each(timeouts)('the wait %s took too long', async (_what, provoke) => {
      const message = await provoke();
      demand(isDriverTimeout(message), `pg calls a timeout "${message}" now.`);
    });

    const losses: [string, () => Promise<string>][] = [
      [
        'ends',
        () => {
          const end = messageOf(client.query('SELECT pg_sleep(20)'));
          cutConnection(client);
          return end;
        },
      ],
      [
        'has ended',
        async () => {
          await lose();
          return messageOf(client.query('SELECT 1'));
        },
      ],
      [
        'is being closed',
        () => {
          void (client as unknown as pg.Client).end();
          return messageOf(client.query('SELECT 1'));
        },
      ],
      [
        'would come from a pool that has ended',
        () => {
          void pool.end();
          return messageOf(pool.connect());
        },
      ],
    ];
    const lose = async () => {
      const running = messageOf(client.query('SELECT 1'));
      cutConnection(client);
      await running;
    };
    it.each(losses)('the connection %s', async (_what, provoke) => {
      const message = await provoke();
      demand(isDriverConnectionError(message), `pg calls a lost connection "${message}" now.`);
    });

    it('the server has no TLS', async () => {
      const message = await againstFake({ ssl: true }, 'N');
      demand(isTlsMissing(message), `pg calls a server without TLS "${message}" now.`);
    });

    it.each([undefined, ''])('there is no password (%p)', async (password) => {
      const { hostname, port, username } = new URL(testServer().adminUrl);
      const one = new pg.Client({
        host: hostname,
        port: Number(port || 5432),
        user: username,
        password: () => password!,
      });
      const message = await messageOf(one.connect());
      demand(isPasswordMissing(message), `pg calls a missing password "${message}" now.`);
    });
  });
});
