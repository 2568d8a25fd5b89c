import { type ChildProcess, spawn } from 'node:child_process';
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import jwt from 'jsonwebtoken';
import { KeyRingService } from '../src/auth/tokens/key-ring.service.js';
import { loadConfig } from '../src/config/app-config.js';
import { EmbeddedServer } from '../src/database/embedded/embedded-server.js';
import { migrate } from '../src/database/migrate.js';
import { bulkTasks, insertUsers } from '../test/support/bulk-tasks.js';
import { START_ARGS } from '../test/support/process.js';

/** Holds 10 000 streams open on one process, and writes through another one: what that costs, and how late events are. */
const quick = process.argv.includes('--quick');
const STREAMS_PER_USER = 8;
const USERS = quick ? 100 : 1_250;
const IDLE_SECONDS = quick ? 5 : 60;
const WRITES = quick ? 50 : 500;
const MAX_STALL_MS = 50;
const MAX_DELAY_MS = 2_000;
/** Node measures the lag by a timer of ten milliseconds, which is in what it tells. */
const TIMER_MS = 10;
const [HOLDER, METRICS, WRITER] = [3992, 3993, 3994];

const say = (sentence: string) => console.error(sentence);
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const folder = mkdtempSync(join(tmpdir(), 'taskward-streams-'));
const children: ChildProcess[] = [];
let server: EmbeddedServer | undefined;
try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const child of children) child.kill('SIGTERM');
  for (const child of children) if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function main(): Promise<void> {
  const secret = () => randomBytes(24).toString('hex');
  server = await EmbeddedServer.start({
    dir: join(folder, 'postgres'),
    passwords: { POSTGRES_PASSWORD: secret(), OWNER_PASSWORD: secret(), APP_PASSWORD: secret() },
  });
  const env = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    DATABASE_URL: server.appUrl,
    MIGRATION_DATABASE_URL: server.ownerUrl,
    JWT_SECRET: randomBytes(48).toString('base64'),
    REFRESH_TOKEN_SECRET: randomBytes(48).toString('base64'),
    ACCESS_TOKEN_SECONDS: '3600',
  };
  const { config } = loadConfig(env, '/dev/null');
  await migrate(config);
  await bulkTasks({ ownerUrl: server.ownerUrl }, (client) => insertUsers(client, USERS));
  await start({ ...env, PORT: String(HOLDER), METRICS_PORT: String(METRICS) });
  await start({ ...env, PORT: String(WRITER) });
  const { signing } = new KeyRingService(config);
  const tokens = Array.from({ length: USERS }, (_, i) =>
    jwt.sign(
      {
        ...{ sub: idOf(i + 1), user_id: idOf(i + 1), sid: randomUUID(), jti: randomUUID(), auth_time: 0 },
        ...{ iss: config.JWT_ISSUER, aud: config.JWT_AUDIENCE },
      },
      createSecretKey(config.JWT_SECRET ?? '', 'utf8'),
      { algorithm: 'HS256', header: { ...signing.header, alg: 'HS256' }, expiresIn: config.ACCESS_TOKEN_SECONDS },
    ),
  );

  const before = await read('process_resident_memory_bytes');
  const heard = new Map<number, (at: number) => void>();
  const sockets: Socket[] = [];
  for (let user = 0; user < USERS; user++)
    sockets.push(...(await Promise.all(tokens.slice(user, user + 1).flatMap((token) => openAll(user, token, heard)))));
  const open = await read('taskward_open_streams');
  say(`${open} streams are open.`);
  const perStream = ((await read('process_resident_memory_bytes')) - before) / open / 1024;

  await read('nodejs_eventloop_lag_max_seconds');
  const cpu = await read('process_cpu_seconds_total');
  const idle = await worstStall(IDLE_SECONDS);
  const idleCpu = ((await read('process_cpu_seconds_total')) - cpu) / IDLE_SECONDS;

  const delays: number[] = [];
  const writing = (async () => {
    for (let i = 0; i < WRITES; i++) {
      const user = (i * 7919) % USERS;
      const arrived = new Promise<number>((resolve) => heard.set(user, resolve));
      const response = await fetch(`http://127.0.0.1:${WRITER}/api/v1/me/tasks`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens[user]}`, 'content-type': 'application/json' },
        body: '{"title":"Buy milk"}',
      });
      if (response.status !== 201) throw new Error(`A write was answered with ${response.status}`);
      await response.arrayBuffer();
      const committed = performance.now();
      void arrived.then((at) => delays.push(at - committed));
      await sleep(20);
    }
    await sleep(MAX_DELAY_MS + 1_000);
  })();
  const busy = await worstStall(Math.ceil((WRITES * 25 + MAX_DELAY_MS + 1_000) / 1_000));
  await writing;
  delays.sort((a, b) => a - b);
  const figures = {
    streams: open,
    kB_per_stream: Math.round(perStream * 10) / 10,
    worst_stall_idle_ms: Math.round(idle),
    worst_stall_writing_ms: Math.round(busy),
    cpu_idle_percent: Math.round(idleCpu * 1_000) / 10,
    events: `${delays.length} of ${WRITES}`,
    delay_p50_ms: Math.round(delays[Math.floor(delays.length / 2)] ?? NaN),
    delay_max_ms: Math.round(delays.at(-1) ?? NaN),
  };
  console.table(figures);
  const isGood =
    open === USERS * STREAMS_PER_USER &&
    Math.max(idle, busy) < MAX_STALL_MS &&
    delays.length === WRITES &&
    (delays.at(-1) ?? Infinity) < MAX_DELAY_MS;
  if (!isGood) process.exitCode = 1;
  for (const socket of sockets) socket.destroy();
}

/** One second of the process after the other: the scrape begins the measure anew. */
async function worstStall(seconds: number): Promise<number> {
  let worst = 0;
  for (let i = 0; i < seconds; i++) {
    await sleep(1_000);
    worst = Math.max(worst, (await read('nodejs_eventloop_lag_max_seconds')) * 1_000 - TIMER_MS);
  }
  return worst;
}

function openAll(user: number, token: string, heard: Map<number, (at: number) => void>): Promise<Socket>[] {
  const request = `GET /api/v1/me/tasks/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  return Array.from({ length: STREAMS_PER_USER }, async () => {
    const socket = connect(HOLDER, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(request);
    const [head] = (await once(socket, 'data')) as [Buffer];
    if (!head.toString().startsWith('HTTP/1.1 200')) throw new Error(head.toString().slice(0, 200));
    socket.on('data', (data: Buffer) => {
      if (data.includes('event: change')) heard.get(user)?.(performance.now());
    });
    return socket;
  });
}

async function read(metric: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${METRICS}/metrics`)).text();
  return Number(new RegExp(`^${metric} (\\S+)$`, 'm').exec(text)?.[1]);
}

async function start(env: Record<string, string>): Promise<void> {
  const log = openSync(join(folder, `${env.PORT}.log`), 'a');
  const child = spawn(process.execPath, START_ARGS, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', log, log],
  });
  children.push(child);
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; await sleep(50)) {
    const response = await fetch(`http://127.0.0.1:${env.PORT}/health/ready`).catch(() => undefined);
    if (response?.status === 200) return;
  }
  throw new Error(`The process on port ${env.PORT} does not answer`);
}
