import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../src/database/embedded-cluster.js';
import type { TestUser } from '../support/api-client.js';
import { testServer } from '../support/harness.js';
import { newFolder } from '../support/process.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PGBOUNCER = '/usr/sbin/pgbouncer';
const REQUESTS = 10_000;

// A developer's machine may have no pgbouncer; CI must.
const withPgbouncer = !existsSync(PGBOUNCER) && process.env.CI === undefined ? describe.skip : describe;

withPgbouncer('pgbouncer in transaction mode, with one connection to the server', () => {
  const folder = newFolder();
  let bouncer: ChildProcess;
  let direct: TestApp;
  let app: TestApp;

  beforeAll(async () => {
    direct = await startTestApp();
    const port = await freePort();
    const { hostname, port: serverPort } = new URL(direct.appUrl);
    const { user, password } = testServer().application;
    writeFileSync(join(folder, 'users.txt'), `"${user}" "${password}"\n`);
    writeFileSync(
      join(folder, 'pgbouncer.ini'),
      `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = 1
`,
    );
    // It refuses to be root, and must read its files as whom it becomes.
    chmodSync(folder, 0o755);
    const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    bouncer = spawn(PGBOUNCER, [join(folder, 'pgbouncer.ini')], { stdio: 'ignore', ...asNobody });
    await answers(port);
    app = await startTestApp({ beside: direct, env: { DATABASE_URL: direct.appUrl.replace(`:${serverPort}/`, `:${port}/`), DATABASE_POOL_SIZE: '8' } });
  });
  afterAll(async () => {
    await app.close();
    bouncer.kill('SIGTERM');
    await once(bouncer, 'exit');
    await direct.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows neither of two users a row of the other, over ten thousand requests', async () => {
    const users = [await app.api.newUser('one'), await app.api.newUser('two')];
    for (const user of users) for (let i = 0; i < 3; i++) await app.api.post('/api/v1/me/tasks', user, { title: user.username }).expect(201);
    let asked = 0;
    const ask = async (user: TestUser) => {
      while (asked < REQUESTS) {
        asked++;
        const response = await fetch(`${app.url}/api/v1/me/tasks`, { headers: { authorization: `Bearer ${user.token}` } });
        const { items } = (await response.json()) as { items: { user_id: string; title: string }[] };
        if (items.length !== 3 || items.some((task) => task.user_id !== user.id || task.title !== user.username)) {
          throw new Error(`${user.id} got ${JSON.stringify(items)}`);
        }
      }
    };
    await Promise.all([...users, ...users, ...users, ...users].map(ask));
    expect(asked).toBeGreaterThanOrEqual(REQUESTS);
  }, 120_000);
});

async function answers(port: number): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const socket = connect(port, '127.0.0.1');
    const up = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(() => false);
    socket.destroy();
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('pgbouncer does not answer');
}
