import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../src/database/embedded/embedded-cluster.js';
import type { Credentials } from './harness.js';
import { within } from './eventually.js';
import { newFolder } from './process.js';

const PGBOUNCER = '/usr/sbin/pgbouncer';

/** Whether this machine can run a pooler. A developer's may be unable to; CI must be able. */
export const hasPooler = existsSync(PGBOUNCER);

/** pgbouncer in transaction mode, in front of every database of a server. */
export interface Pooler {
  /** Where it listens: what a URL says in place of the server's host and port. */
  host: string;
  stop(): Promise<void>;
}

/**
 * Starts a pooler on a free port.
 *
 * @param serverUrl names the server; its user and database do not matter.
 * @param poolSize connections to the server for each database and role.
 */
export async function startPooler(serverUrl: string, roles: Credentials[], poolSize: number): Promise<Pooler> {
  const { hostname, port: serverPort } = new URL(serverUrl);
  const folder = newFolder();
  const port = await freePort();
  writeFileSync(join(folder, 'users.txt'), roles.map(({ user, password }) => `"${user}" "${password}"\n`).join(''));
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=${hostname} port=${serverPort || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 1000
; How soon it notices that the server is back; its defaults are 15 seconds each.
server_login_retry = 1
server_connect_timeout = 2
`,
  );
  // It refuses to be root, and must read its files as whom it becomes.
  chmodSync(folder, 0o755);
  const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const bouncer = spawn(PGBOUNCER, [join(folder, 'pgbouncer.ini')], { stdio: 'ignore', ...asNobody });
  const ended = once(bouncer, 'exit');
  await within(10_000, () => answers(port));
  return {
    host: `127.0.0.1:${port}`,
    stop: async () => {
      bouncer.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect').finally(() => socket.destroy());
}
