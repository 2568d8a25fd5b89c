import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../src/database/embedded/embedded-cluster.js';
import { newFolder } from '../test/support/process.js';

/** Long enough that a check of a busy instance is no failure. */
const CHECK_MS = 2_000;
const INTERVAL_MS = 500;
const RISE = 2;

/** How long after it says "ready" an instance gets requests. */
export const RISE_MS = (RISE + 1) * INTERVAL_MS;

const configuration = (port: number, targets: string[], fall: number) => `
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout check ${CHECK_MS}ms
frontend clients
  bind 127.0.0.1:${port}
  default_backend taskward
backend taskward
  balance roundrobin
  option httpchk GET /health/ready
  default-server check inter ${INTERVAL_MS}ms fall ${fall} rise ${RISE}
${targets.map((target, i) => `  server instance${i + 1} ${new URL(target).host}`).join('\n')}
`;

/** haproxy (`apt-get install haproxy`) in front of instances. */
export class Balancer {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param fall after how many failed checks an instance gets nothing more. */
  static async start(targets: string[], fall: number): Promise<Balancer> {
    const port = await freePort();
    const file = join(newFolder(), 'haproxy.cfg');
    writeFileSync(file, configuration(port, targets, fall));
    const child = spawn('haproxy', ['-f', file, '-db'], { stdio: ['ignore', 'ignore', 'inherit'] });
    await once(child, 'spawn');
    return new Balancer(`http://127.0.0.1:${port}`, child);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}
