import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { within } from '../support/eventually.js';
import { useResource } from '../support/resource.js';

const VITE = 'node_modules/vite/bin/vite.js';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** examples/web as it is built for production, on one origin with the API at `apiPort`. */
export function useExamplePage(apiPort: () => number): { url: string } {
  const page = { url: '' };
  useResource(async () => {
    const outDir = mkdtempSync(join(tmpdir(), 'taskward-example-'));
    await promisify(execFile)(process.execPath, [VITE, 'build', 'examples/web', '--outDir', outDir, '--emptyOutDir']);
    const port = await freePort();
    const options = ['--outDir', outDir, '--host', '127.0.0.1', '--port', String(port), '--strictPort'];
    const server = spawn(process.execPath, [VITE, 'preview', 'examples/web', ...options], {
      env: { ...process.env, PORT: String(apiPort()) },
      stdio: 'ignore',
    });
    page.url = `http://127.0.0.1:${port}`;
    await within(10_000, async () => expect((await fetch(page.url)).status).toBe(200));
    return async () => {
      server.kill('SIGKILL');
      await once(server, 'exit');
      rmSync(outDir, { recursive: true });
    };
  });
  return page;
}
