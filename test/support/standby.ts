import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, startServer } from '../../src/database/embedded/embedded-cluster.js';
import { type Command, commandFor, loadBinaries } from '../../src/database/embedded/embedded-command.js';
import type { EmbeddedServer } from '../../src/database/embedded/embedded-server.js';

/** A streaming standby of an embedded server: a copy of its folder that follows its log (PostgreSQL, 26.2 and 25.3). */
export class Standby {
  private constructor(
    private readonly dir: string,
    private readonly port: number,
    private readonly command: Command,
    private readonly pgCtl: string,
  ) {}

  static async of(primary: EmbeddedServer, primaryDir: string, dir: string): Promise<Standby> {
    const admin = new pg.Client({ connectionString: primary.superuserUrl });
    await admin.connect();
    await admin.query(`SELECT pg_backup_start('standby', fast => true)`);
    const binaries = await loadBinaries();
    const command = commandFor(primaryDir, binaries.postgres);
    await command('cp', '-a', primaryDir, dir);
    const { rows } = await admin.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop()');
    await admin.end();
    const { username, password, port } = new URL(primary.superuserUrl);
    writeFileSync(join(dir, 'backup_label'), rows[0]?.labelfile ?? '');
    writeFileSync(join(dir, 'standby.signal'), '');
    writeFileSync(
      join(dir, 'postgresql.auto.conf'),
      `primary_conninfo = 'host=127.0.0.1 port=${port} user=${username} password=${password}'\n`,
    );
    for (const file of ['postmaster.pid', 'postmaster.opts']) rmSync(join(dir, file), { force: true });
    const standby = new Standby(dir, await freePort(), command, binaries.pg_ctl);
    await standby.start();
    return standby;
  }

  async start(): Promise<void> {
    await startServer(this.dir, this.port, this.pgCtl, this.command, {});
  }

  async stop(): Promise<void> {
    await this.command(this.pgCtl, 'stop', '-D', this.dir, '-m', 'immediate', '-w');
  }

  /** The same URL, but of this server. */
  urlLike(primaryUrl: string): string {
    const url = new URL(primaryUrl);
    url.port = String(this.port);
    return url.href;
  }
}
