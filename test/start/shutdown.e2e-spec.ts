/** @no-pooler programs, on databases of their own */
import { rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newFolder, startProgram } from '../support/process.js';

/** One request on a kept connection; resolves with its status, or the error of its connection. */
function ask(url: string, agent: Agent): Promise<number | string> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error) => resolve(error.message));
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

describe('SIGTERM under load', () => {
  it('turns not ready, cuts no request off, and ends with 0', async () => {
    const folder = newFolder();
    const program = startProgram({ DATA_DIR: join(folder, 'data'), SHUTDOWN_DELAY_MS: '1000' });
    const url = await program.ready;
    const answers: (number | string)[] = [];
    let ended = false;
    const client = async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      // Until the port is closed: from then on a new connection is refused, which is not a request cut off.
      while (!ended) answers.push(await ask(`${url}/api/v1/me/tasks`, agent));
      agent.destroy();
    };
    const clients = Array.from({ length: 20 }, client);
    await sleep(300);
    program.child.kill('SIGTERM');
    await sleep(200);
    expect(await ask(`${url}/health/ready`, new Agent())).toBe(503);
    expect(await ask(`${url}/health/live`, new Agent())).toBe(200);
    expect(await program.ended).toBe(0);
    ended = true;
    await Promise.all(clients);
    rmSync(folder, { recursive: true, force: true });

    expect(answers.filter((answer) => answer === 401).length).toBeGreaterThan(100);
    expect(answers.filter((answer) => answer !== 401 && answer !== 'ECONNREFUSED')).toEqual([]);
  }, 60_000);
});
