import type { ClientBase } from 'pg';
import { announcedProcessId } from '../driver.js';
import { TRANSACTION_DEFAULTS } from './session-settings.js';

/** Connections that lead to the server itself: their settings and prepared statements outlive a transaction. */
const direct = new WeakSet<ClientBase>();

/**
 * Prepares a new connection: one that leads to the server itself gets its settings here, once. Behind a pooler
 * (pgbouncer, Neon's) each transaction may run on another connection, so that each sets its own.
 */
export async function prepareConnection(client: ClientBase, settings: readonly string[]): Promise<void> {
  // Without a listener, the end of a connection that is in use would end the process. The query that runs on it fails.
  client.on('error', () => {});
  const { rows } = await client.query<{ pid: number }>('SELECT pg_catalog.pg_backend_pid() AS pid');
  if (rows[0]?.pid !== announcedProcessId(client)) return;
  await client.query([...settings, ...TRANSACTION_DEFAULTS].map((setting) => `SET ${setting}`).join('; '));
  direct.add(client);
}

/** Whether a connection leads to the server itself, not to a pooler. */
export function isDirect(client: ClientBase): boolean {
  return direct.has(client);
}
