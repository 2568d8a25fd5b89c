import { chownSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { StartupError } from '../../config/startup-error.js';
import { type Command, makeDir, readOrFail } from './embedded-command.js';

const START_RETRY_MS = 10_000;

export async function initializeCluster(
  dir: string,
  initdb: string,
  command: Command,
  password: string,
): Promise<void> {
  makeDir(dir);
  // initdb reads the password from a file, as the user that it runs as.
  const passwordFile = `${dir}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = statSync(dir);
  if (process.getuid?.() === 0) chownSync(passwordFile, uid, gid);
  try {
    const flags = [
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      `--pwfile=${passwordFile}`,
    ];
    await command(initdb, `--pgdata=${dir}`, ...flags);
  } catch (error) {
    throw new StartupError(
      `PostgreSQL could not make its data folder ${dir}:\n${(error as { stderr?: string }).stderr ?? String(error)}`,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

export async function demandVersion(dir: string, postgres: string, command: Command): Promise<void> {
  const inFolder = readOrFail(join(dir, 'PG_VERSION')).trim();
  const installed = /(\d+)/.exec(await command(postgres, '--version'))?.[1];
  if (inFolder !== installed) {
    throw new StartupError(
      `${dir} was made by PostgreSQL ${inFolder}, and version ${installed} is installed. Move the data over with pg_dump of ` +
        `version ${inFolder}, or set DATA_DIR to a new folder.`,
    );
  }
}

/** The port of the server that runs on this folder: postmaster.pid has its id in line 1 and its port in line 4. */
export function runningPort(dir: string): number | undefined {
  const file = join(dir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readOrFail(file).split('\n');
  return isPostgres(Number(lines[0])) ? Number(lines[3]) || undefined : undefined;
}

/** A killed server leaves its file, and for a moment an entry in /proc without a command line. */
function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return (
    !existsSync('/proc/self/cmdline') ||
    (existsSync(`/proc/${pid}/cmdline`) && readOrFail(`/proc/${pid}/cmdline`).includes('postgres'))
  );
}

export async function startServer(
  dir: string,
  port: number,
  pgCtl: string,
  command: Command,
  settings: Record<string, string>,
): Promise<void> {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  const log = join(dir, 'server.log');
  const deadline = Date.now() + START_RETRY_MS;
  for (;;) {
    try {
      await command(pgCtl, 'start', '-D', dir, '-w', '-t', '60', '-l', log, '-o', flags.join(' '));
      return;
    } catch {
      // The backends of a killed server end within moments.
      if (Date.now() > deadline || !existsSync(join(dir, 'postmaster.pid'))) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const tail = existsSync(log) ? readOrFail(log).trim().split('\n').slice(-5).join('\n') : 'it left no log';
  throw new StartupError(`The embedded PostgreSQL did not start; the end of ${log}:\n${tail}`);
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
