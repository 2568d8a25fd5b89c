/** @no-pooler a server of its own */
import { jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedServer } from '../../src/database/embedded/embedded-server.js';
import { within } from '../support/eventually.js';
import { newFolder } from '../support/process.js';

jest.setTimeout(60_000);

describe('a test run that is killed', () => {
  it('leaves neither its PostgreSQL behind nor its folder', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    const dir = join(folder, 'postgres');
    await EmbeddedServer.start({
      dir,
      passwords: { POSTGRES_PASSWORD: 'a', OWNER_PASSWORD: 'b', APP_PASSWORD: 'c' },
    });
    const postmaster = Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const isRunning = () => {
      try {
        return process.kill(postmaster, 0);
      } catch {
        return false;
      }
    };
    const watch = `require('node:child_process').spawn(process.execPath, ${JSON.stringify(['test/support/watchdog.mjs', dir, folder])},
      { stdio: ['pipe', 'ignore', 'ignore'], detached: true }).on('spawn', () => console.log('watched'));
      setInterval(() => {}, 1_000);`;
    const run = spawn(process.execPath, ['-e', watch], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => run.stdout.once('data', resolve));
    expect(isRunning()).toBe(true);

    run.kill('SIGKILL');
    await within(20_000, () => {
      expect(isRunning()).toBe(false);
      expect(existsSync(folder)).toBe(false);
    });
  });
});
