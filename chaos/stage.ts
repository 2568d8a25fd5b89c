import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../src/database/embedded/embedded-cluster.js';
import { EmbeddedServer } from '../src/database/embedded/embedded-server.js';
import { crash } from '../test/support/crash.js';
import { newFolder, type Program, START_ARGS, startProgram } from '../test/support/process.js';
import { type Proxy, startProxy } from '../test/support/proxy.js';
import { testSecrets } from '../test/support/test-config.js';

const run = promisify(execFile);

/** One instance of the built application, on a port that it keeps over restarts. */
export class Instance {
  private program?: Program;
  /** How it ended without having been asked to. */
  died?: string;

  constructor(
    readonly name: string,
    private readonly env: Record<string, string>,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.env.PORT}`;
  }

  get pid(): number {
    return this.program?.child.pid ?? 0;
  }

  async start(): Promise<void> {
    const program = startProgram(this.env, START_ARGS);
    this.program = program;
    void program.ended.then((how) => {
      if (this.program === program) this.died = `${this.name} ended with ${how}:\n${program.output().slice(-2_000)}`;
    });
    await program.ready;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const program = this.program;
    this.program = undefined;
    program?.child.kill(signal);
    await program?.ended;
  }
}

/** PostgreSQL of its own, a network to it that can fail, and instances of the application as production runs them. */
export class Stage {
  private constructor(
    private readonly folder: string,
    private readonly passwords: Parameters<typeof EmbeddedServer.start>[0]['passwords'],
    private readonly env: Record<string, string>,
    private server: EmbeddedServer,
    readonly proxy: Proxy,
    readonly instances: Instance[],
  ) {}

  static async set(instances: number, variables: Record<string, string> = {}): Promise<Stage> {
    const secret = () => randomBytes(16).toString('hex');
    const folder = newFolder();
    const passwords = { POSTGRES_PASSWORD: secret(), OWNER_PASSWORD: secret(), APP_PASSWORD: secret() };
    const server = await EmbeddedServer.start({ dir: join(folder, 'postgres'), passwords });
    const proxy = await startProxy(portOf(server));
    const through = (url: string) => url.replace(/:\d+\//, `:${proxy.port}/`);
    const env = {
      NODE_ENV: 'production',
      DATABASE_URL: through(server.appUrl),
      MIGRATION_DATABASE_URL: through(server.ownerUrl),
      ...testSecrets(),
      AUTH_RATE_LIMIT: '1000000',
      API_RATE_LIMIT: '1000000',
      ...variables,
    };
    const made: Instance[] = [];
    for (let i = 1; i <= instances; i++)
      made.push(new Instance(`instance ${i}`, { ...env, PORT: String(await freePort()) }));
    const stage = new Stage(folder, passwords, env, server, proxy, made);
    await Promise.all(made.map((instance) => instance.start()));
    return stage;
  }

  crashDatabase(): Promise<void> {
    return crash(this.server, join(this.folder, 'postgres'));
  }

  /** Resolves when the server answers again; it recovers from its log as after any crash. */
  async startDatabase(): Promise<void> {
    this.server = await EmbeddedServer.start({ dir: join(this.folder, 'postgres'), passwords: this.passwords });
    this.proxy.target = portOf(this.server);
  }

  /** A copy of the database as it is now, with all that was committed. */
  async backUp(): Promise<void> {
    await this.crashDatabase();
    await run('cp', ['-a', join(this.folder, 'postgres'), join(this.folder, 'backup')]);
    await this.startDatabase();
  }

  /** As the runbook says: with all instances stopped, and a new epoch before they start. */
  async restore(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.end('SIGTERM')));
    await this.crashDatabase();
    rmSync(join(this.folder, 'postgres'), { recursive: true });
    renameSync(join(this.folder, 'backup'), join(this.folder, 'postgres'));
    await this.startDatabase();
    await run(process.execPath, ['dist/new-epoch.js'], { env: { PATH: process.env.PATH, ...this.env } });
    await Promise.all(this.instances.map((instance) => instance.start()));
  }

  /** Looks at the database past all walls, and past the network that fails. */
  async query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.server.superuserUrl.replace(/postgres$/, 'taskward') });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async clear(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.end('SIGTERM')));
    this.proxy.close();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function portOf(server: EmbeddedServer): number {
  return Number(new URL(server.superuserUrl).port);
}
