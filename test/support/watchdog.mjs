/**
 * Ends the test server and removes its folders when the run that started both is gone, however it went: that closes the
 * standard input of this process. Arguments: the server's data folder, then all that is to be removed.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOKS = 100;
const LOOK_MS = 100;

const [dir, ...folders] = process.argv.slice(2);
process.stdin.resume().on('end', () => void end());

async function end() {
  try {
    const postmaster = Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    // PostgreSQL's immediate shutdown: nobody needs these data again.
    process.kill(postmaster, 'SIGQUIT');
    for (let looks = 0; looks < LOOKS; looks++) {
      await sleep(LOOK_MS);
      process.kill(postmaster, 0);
    }
  } catch {
    // It has ended, or it was stopped in good order.
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
