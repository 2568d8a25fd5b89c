import type { ClientBase } from 'pg';
import { announcedProcessId } from '../driver.js';
import { TRANSACTION_DEFAULTS } from './session-settings.js';

const direct = new WeakSet<ClientBase>();
const propagating = new WeakSet<ClientBase>();

/** Gives a direct connection its settings; behind a pooler each transaction sets its own (docs/decisions/0152). */
export async function prepareConnection(client: ClientBase, settings: readonly string[]): Promise<void> {
  // Without a listener, the end of a connection would end the process. The query that runs on it fails anyway.
  client.on('error', () => {});
  const { rows } = await client.query<{ pid: number; propagates: boolean | null }>(
    `SELECT pg_catalog.pg_backend_pid() AS pid,
       pg_catalog.current_setting('citus.propagate_set_commands', true) = 'local' AS propagates`,
  );
  if (rows[0]?.propagates === true) propagating.add(client);
  if (rows[0]?.pid !== announcedProcessId(client)) return;
  await client.query([...settings, ...TRANSACTION_DEFAULTS].map((setting) => `SET ${setting}`).join('; '));
  direct.add(client);
}

/** Whether no pooler is in between: settings and prepared statements outlive a transaction. */
export function isDirect(client: ClientBase): boolean {
  return direct.has(client);
}

/** Whether the server is the coordinator of Citus, which passes each SET LOCAL on to its workers. */
export function propagatesSettings(client: ClientBase): boolean {
  return propagating.has(client);
}
