import type { Socket } from 'node:net';
import pg, { type ClientBase, type Pool, type PoolClient } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

// This file is all that Taskward knows of pg, pg-pool and TypeORM beyond their documentation.
// Each part has a test in test/contracts/, and its reason in docs/decisions/0150 to 0157.

// By default pg writes an instant in the time zone of the process and without its seconds of offset.
pg.defaults.parseInputDatesAsUTC = true;

/** Sends what `work` sends before it first waits for an answer in one packet. */
export function sendTogether<T>(client: PoolClient, work: () => T): T {
  const stream = streamOf(client);
  stream.cork();
  try {
    return work();
  } finally {
    stream.uncork();
  }
}

/** Closes the socket at once: what runs on the connection fails, and the server rolls back. `end()` would wait for answers. */
export function cutConnection(client: PoolClient): void {
  streamOf(client).destroy();
}

/** The process id that the other side told when the connection began; a pooler tells one of its own. */
export function announcedProcessId(client: ClientBase): number | null {
  return (client as ClientBase & { processID: number | null }).processID;
}

/** The pool of a data source; undefined before it is initialized. */
export function poolOf(dataSource: DataSource): Pool | undefined {
  return (dataSource.driver as { master?: Pool }).master;
}

/**
 * TypeORM's manager on a connection of ours that is in a transaction. Its query runner takes no connection from the pool,
 * and with a depth of 1 a transaction that TypeORM opens is a savepoint; without, it would commit ours.
 */
export function managerOn(client: PoolClient, dataSource: DataSource): EntityManager {
  const runner = dataSource.createQueryRunner();
  return Object.assign(runner, { databaseConnection: client, isTransactionActive: true, transactionDepth: 1 }).manager;
}

const TIMEOUTS = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Query read timeout',
]);
const LOST_CONNECTIONS = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
]);

/** Whether pg or pg-pool gave up waiting: for a connection or for an answer. Their own errors have no code. */
export function isDriverTimeout(message: string): boolean {
  return TIMEOUTS.has(message);
}

/** Whether pg or pg-pool says that there is no connection (any more), or gave up waiting for one or for its answer. */
export function isDriverConnectionError(message: string): boolean {
  return LOST_CONNECTIONS.has(message) || isDriverTimeout(message);
}

/** Whether pg says that the server offers no TLS. */
export function isTlsMissing(message: string): boolean {
  return message === 'The server does not support SSL connections';
}

/** Whether pg says that the server asks for a password and it was given none. */
export function isPasswordMissing(message: string): boolean {
  return /client password must be a (non-empty )?string$/.test(message);
}

/** Functions of PostgreSQL that raise an error whose code stands for much else. The message may be in any language. */
export const ROUTINES = {
  /** The columns of a prepared statement have changed. */
  staleStatement: 'RevalidateCachedQuery',
  /** A standby was asked for a transaction that writes. */
  readOnlyStandby: 'call_bool_check_hook',
} as const;

function streamOf(client: PoolClient): Socket {
  return (client as PoolClient & { connection: { stream: Socket } }).connection.stream;
}
