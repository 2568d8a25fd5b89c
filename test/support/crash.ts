import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { EmbeddedServer } from '../../src/database/embedded/embedded-server.js';

/** Kills the server of `dir` as a power cut would: the postmaster and all its children with SIGKILL, at once. */
export async function crash(server: EmbeddedServer, dir: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  // It goes down with the rest.
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  const postmaster = Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  for (const pid of [postmaster, ...rows.map((row) => row.pid)]) kill(pid);
  await client.end().catch(() => {});
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // A back end that had ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
