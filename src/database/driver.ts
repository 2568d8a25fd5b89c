import type { Socket } from 'node:net';
import pg, { type ClientBase, type Pool, type PoolClient } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

// This file is all that Taskward knows of pg, pg-pool and TypeORM beyond their documentation.
// Each part has a test in test/contracts/, and its reason in docs/decisions/0150 to 0157.

// Otherwise pg writes a Date in the time zone of the process, without the seconds of its offset.
pg.defaults.parseInputDatesAsUTC = true;

/** Sends in one packet all that `work` sends before it first waits for an answer. */
export function sendInOnePacket<T>(client: PoolClient, work: () => T): T {
  const stream = streamOf(client);
  stream.cork();
  try {
    return work();
  } finally {
    stream.uncork();
  }
}

/** Closes the socket, so that what runs on it fails and the server rolls back; `end()` would wait for answers. */
export function cutConnection(client: PoolClient): void {
  streamOf(client).destroy();
}

/** The process id that the other side sent when the connection began; a pooler sends one of its own. */
export function announcedProcessId(client: ClientBase): number | null {
  return (client as ClientBase & { processID: number | null }).processID;
}

export function poolOf(dataSource: DataSource): Pool | undefined {
  return (dataSource.driver as { master?: Pool }).master;
}

/** TypeORM's manager in our transaction. Depth 1 makes TypeORM's own transactions savepoints; 0 would commit ours. */
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

export function isDriverTimeout(message: string): boolean {
  return TIMEOUTS.has(message);
}

export function isDriverConnectionError(message: string): boolean {
  return LOST_CONNECTIONS.has(message) || isDriverTimeout(message);
}

export function isTlsMissing(message: string): boolean {
  return message === 'The server does not support SSL connections';
}

export function isPasswordMissing(message: string): boolean {
  return /client password must be a (non-empty )?string$/.test(message);
}

/** Functions of PostgreSQL that tell an error by its place, where its code has many meanings. */
export const ROUTINES = {
  staleStatement: 'RevalidateCachedQuery',
  readOnlyStandby: 'call_bool_check_hook',
} as const;

function streamOf(client: PoolClient): Socket {
  return (client as PoolClient & { connection: { stream: Socket } }).connection.stream;
}
