import autocannon from 'autocannon';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import { KeyRingService } from '../src/auth/tokens/key-ring.service.js';
import { loadConfig } from '../src/config/app-config.js';
import { EmbeddedServer } from '../src/database/embedded/embedded-server.js';
import { migrate } from '../src/database/migrate.js';
import { bulkTasks, insertTasks, insertUsers } from '../test/support/bulk-tasks.js';
import { START_ARGS } from '../test/support/process.js';
import { mixedScenarios } from './mixed-scenarios.js';
import type { Scenario } from './scenario.js';

/**
 * Measures the application against the floor, side by side on one database. `--quick` is less of everything, and `--only`
 * takes the scenarios whose names match what follows it.
 */
const quick = process.argv.includes('--quick');
const only = new RegExp(process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1]! : '');
const USERS = quick ? 200 : 1_000;
const BIG = USERS + 1;
const BIG_TASKS = quick ? 100_000 : 1_000_000;
const ROUNDS = quick ? 2 : 5;
const SECONDS = quick ? 1 : 6;
const CONNECTIONS = 32;
const POOL = '10';
const PASSWORD = 'a quiet harbour at dawn';

const say = (sentence: string) => console.error(sentence);
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

type Request = autocannon.Request;

interface Figures {
  rps: number;
  p50: number;
  p99: number;
  cpuMs: number;
  /** Written by all of PostgreSQL meanwhile. */
  walBytes: number;
}

const STARTS = quick ? 1 : 3;
const DEEP_PAGES = 100;

const folder = mkdtempSync(join(tmpdir(), 'taskward-bench-'));
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

async function main(): Promise<void> {
  const secret = () => randomBytes(24).toString('hex');
  server = await EmbeddedServer.start({
    dir: join(folder, 'postgres'),
    passwords: { POSTGRES_PASSWORD: secret(), OWNER_PASSWORD: secret(), APP_PASSWORD: secret() },
    settings: { shared_buffers: '512MB', max_connections: '100' },
  });
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: server.appUrl,
    MIGRATION_DATABASE_URL: server.ownerUrl,
    DATABASE_POOL_SIZE: POOL,
    JWT_SECRET: randomBytes(48).toString('base64'),
    REFRESH_TOKEN_SECRET: randomBytes(48).toString('base64'),
    AUTH_RATE_LIMIT: '1000000',
    API_RATE_LIMIT: '1000000',
    ...(JSON.parse(process.env.BENCH_ENV ?? '{}') as Record<string, string>),
  };
  const known = Object.fromEntries(Object.entries(env));
  const { config } = loadConfig(known, '/dev/null');
  await migrate(config);
  say(`Seeding ${USERS} users with 100 tasks each and one with ${BIG_TASKS} …`);
  const { ownerUrl } = server;
  await bulkTasks({ ownerUrl }, async (client) => {
    await insertUsers(client, BIG);
    await insertTasks(
      client,
      `('00000000-0000-7000-8000-' || lpad((1 + n % ${USERS})::text, 12, '0'))::uuid`,
      USERS * 100,
    );
    await insertTasks(client, `'${idOf(BIG)}'::uuid`, BIG_TASKS);
  });

  // What filling it has left to be written is no part of anyone's start.
  const superuser = new pg.Client({ connectionString: server.superuserUrl });
  await superuser.connect();
  await superuser.query('CHECKPOINT');
  await superuser.end();

  const bases = { app: 'http://127.0.0.1:3990', floor: 'http://127.0.0.1:3991' };
  const startTimes: number[] = [];
  let app: ChildProcess;
  for (;;) {
    const started = performance.now();
    app = start('app', START_ARGS, { ...env, PORT: '3990', HOST: '127.0.0.1' });
    await answers(`${bases.app}/health/ready`, app);
    startTimes.push(Math.round(performance.now() - started));
    if (startTimes.length === STARTS) break;
    app.kill('SIGINT');
    await once(app, 'exit');
  }
  await registerLogin(bases.app);

  const { signing } = new KeyRingService(config);
  const tokenOf = (n: number) =>
    jwt.sign(
      {
        sub: idOf(n),
        user_id: idOf(n),
        sid: randomUUID(),
        jti: randomUUID(),
        auth_time: 0,
        iss: config.JWT_ISSUER,
        aud: config.JWT_AUDIENCE,
      },
      createSecretKey(config.JWT_SECRET ?? '', 'utf8'),
      { algorithm: 'HS256', header: { ...signing.header, alg: 'HS256' }, expiresIn: config.ACCESS_TOKEN_SECONDS },
    );
  const bearer = (n: number) => ({ authorization: `Bearer ${tokenOf(n)}` });

  // No walls: the superuser, whom row-level security does not bind.
  const unwalled = server.superuserUrl.replace(/postgres$/, 'taskward');
  const FLOOR_HEADERS = JSON.stringify(await headersOf(`${bases.app}/api/v1/me/tasks`, bearer(1)));
  const floor = start('floor', ['--import', '@swc-node/register/esm-register', 'bench/floor.ts'], {
    ...env,
    PORT: '3991',
    DATABASE_URL: unwalled,
    FLOOR_HEADERS,
  });
  await answers(bases.floor, floor);
  const headers = Array.from({ length: USERS }, (_, i) => bearer(i + 1));
  const ofAll = (request: (n: number) => Request): Request[] =>
    headers.map((own, i) => {
      const made = request(i + 1);
      return { ...made, headers: { ...own, ...made.headers } };
    });
  const big = bearer(BIG);
  const LIST = '/api/v1/me/tasks?limit=20';
  const first = (await tasksOf(ownerUrl)).sort(() => Math.random() - 0.5);
  const json = { 'content-type': 'application/json' };

  const deep = await deepCursors(bases.app, big, quick ? 50_000 : 100_000);
  const scenarios: Scenario[] = [
    { name: 'list 20', floor: true, requests: () => Promise.resolve(ofAll(() => ({ method: 'GET', path: LIST }))) },
    {
      name: 'get one',
      floor: true,
      requests: () =>
        Promise.resolve(
          ofAll((n) => ({ method: 'GET', path: `/api/v1/me/tasks/${first.find(({ user }) => user === n)?.id}` })),
        ),
    },
    {
      name: 'list, 304',
      floor: true,
      requests: (base) =>
        withTags(
          base,
          LIST,
          ofAll(() => ({ method: 'GET', path: LIST })),
        ),
    },
    {
      name: 'create',
      floor: true,
      requests: () =>
        Promise.resolve(
          ofAll(() => ({ method: 'POST', path: '/api/v1/me/tasks', headers: json, body: '{"title":"Buy milk"}' })),
        ),
    },
    {
      name: 'patch',
      floor: true,
      requests: () =>
        Promise.resolve(
          ofAll((n) => ({
            method: 'PATCH',
            path: `/api/v1/me/tasks/${first.find(({ user }) => user === n)?.id}`,
            headers: json,
            body: '{"title":"Buy oats"}',
          })),
        ),
    },
    ...mixedScenarios((request) => ofAll((n) => request(n, first.find(({ user }) => user === n)!.id))),
    {
      name: 'first page of the large',
      floor: true,
      requests: () => Promise.resolve([{ method: 'GET', path: LIST, headers: big }]),
    },
    {
      name: '100 000 deep by cursor',
      floor: true,
      requests: (base) =>
        Promise.resolve(
          (base === bases.app ? deep : deep.map(({ position }) => ({ cursor: position }))).map(({ cursor }) => ({
            method: 'GET',
            path: `${LIST}&cursor=${cursor}`,
            headers: big,
          })),
        ),
    },
    {
      name: 'search the large',
      floor: true,
      requests: () => Promise.resolve([{ method: 'GET', path: `${LIST}&q=zeppelin`, headers: big }]),
    },
    {
      name: 'login',
      floor: false,
      requests: () =>
        Promise.resolve([
          {
            method: 'POST',
            path: '/api/v1/auth/login',
            headers: json,
            body: JSON.stringify({ username: 'bench', password: PASSWORD }),
          },
        ]),
    },
  ];

  const figures = new Map<string, { app: Figures[]; floor: Figures[] }>();
  for (let round = 1; round <= ROUNDS; round++) {
    for (const { name, requests, floor: both } of scenarios.filter((scenario) => only.test(scenario.name))) {
      const entry = figures.get(name) ?? { app: [], floor: [] };
      figures.set(name, entry);
      for (const which of both ? (['app', 'floor'] as const) : (['app'] as const)) {
        const process = which === 'app' ? app : floor;
        entry[which].push(
          await drive(bases[which], await requests(bases[which]), process.pid ?? 0, name === 'login' ? 4 : CONNECTIONS),
        );
      }
      say(
        `round ${round} of ${ROUNDS}: ${name}: ${entry.app.at(-1)?.rps} requests/s, the floor ${entry.floor.at(-1)?.rps ?? '–'}`,
      );
    }
  }

  const quiet = await drive(
    bases.app,
    ofAll(() => ({ method: 'GET', path: LIST })),
    app.pid ?? 0,
    CONNECTIONS,
  );
  const logins = autocannon({
    url: bases.app,
    connections: 100,
    duration: SECONDS + 1,
    requests: await scenarios.at(-1)!.requests(bases.app),
  });
  await sleep(500);
  const crowded = await drive(
    bases.app,
    ofAll(() => ({ method: 'GET', path: LIST })),
    app.pid ?? 0,
    CONNECTIONS,
  );
  await logins;

  report(figures, {
    startMs: median(startTimes),
    rssMb: rssOf(app.pid ?? 0),
    quietP99: quiet.p99,
    crowdedP99: crowded.p99,
  });
}

function start(name: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', log, log] });
  children.push(child);
  return child;
}

/** Returns with the first answer, whatever it says. */
async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response !== undefined && response.status !== 503) return;
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${url} does not answer`);
    await sleep(10);
  }
}

/** What an answer bears whatever is asked for: the floor is to send the same bytes. */
async function headersOf(url: string, headers: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(url, { headers });
  await response.arrayBuffer();
  const own = ['content-type', 'content-length', 'date', 'connection', 'keep-alive', 'etag', 'link'];
  return Object.fromEntries([...response.headers].filter(([name]) => !own.includes(name)));
}

async function registerLogin(base: string): Promise<void> {
  const body = JSON.stringify({
    email: 'bench@example.org',
    username: 'bench',
    full_name: 'Bench',
    password: PASSWORD,
  });
  const response = await fetch(`${base}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (!response.ok) throw new Error(await response.text());
}

/** One task of each user, for those requests that need to name one. */
async function tasksOf(ownerUrl: string): Promise<{ user: number; id: string }[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query('ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY');
  const { rows } = await client.query<{ user_id: string; id: string }>(
    `SELECT DISTINCT ON (user_id) user_id, id FROM tasks WHERE user_id <> '${idOf(BIG)}'`,
  );
  await client.query('ALTER TABLE tasks FORCE ROW LEVEL SECURITY');
  await client.end();
  return rows.map(({ user_id, id }) => ({ user: Number(user_id.slice(-12)), id }));
}

/** The same requests, each with the tag of what it got last. */
async function withTags(base: string, path: string, requests: Request[]): Promise<Request[]> {
  const tagged: Request[] = [];
  for (const request of requests.slice(0, 200)) {
    const headers = request.headers as Record<string, string>;
    const response = await fetch(base + path, { headers });
    await response.arrayBuffer();
    tagged.push({ ...request, headers: { ...headers, 'if-none-match': response.headers.get('etag') ?? '' } });
  }
  return tagged;
}

/** Walks to a position that many rows deep, and on: pages of the application there, and the same positions as the floor names them. */
async function deepCursors(
  base: string,
  headers: Record<string, string>,
  depth: number,
): Promise<{ cursor: string; position: string }[]> {
  const deep: { cursor: string; position: string }[] = [];
  for (let seen = 0, cursor = ''; deep.length < DEEP_PAGES;) {
    const limit = seen < depth ? 1_000 : 20;
    const response = await fetch(`${base}/api/v1/me/tasks?limit=${limit}${cursor && `&cursor=${cursor}`}`, { headers });
    const page = (await response.json()) as { items: { id: string; created_at: string }[]; next_cursor: string };
    cursor = page.next_cursor;
    seen += limit;
    const { created_at, id } = page.items.at(-1)!;
    if (seen >= depth)
      deep.push({ cursor, position: Buffer.from(JSON.stringify([created_at, id])).toString('base64url') });
  }
  return deep;
}

async function drive(url: string, requests: Request[], pid: number, connections: number): Promise<Figures> {
  const before = cpuMsOf(pid);
  const walBefore = await walPosition();
  // Each connection begins elsewhere in the list, so that they do not all ask for the same user at the same time.
  let begun = 0;
  const setupClient = (client: autocannon.Client) => {
    const at = Math.floor((begun++ * requests.length) / connections);
    client.setRequests([...requests.slice(at), ...requests.slice(0, at)]);
  };
  const result = await autocannon({ url, connections, duration: SECONDS, requests, setupClient });
  const done = result.requests.total;
  if (result.errors > 0 || result['4xx'] + result['5xx'] > done / 1_000) {
    throw new Error(
      `${requests[0]?.method} ${requests[0]?.path}: ${result.errors} errors, ${result['4xx']} 4xx, ${result['5xx']} 5xx of ${done}`,
    );
  }
  return {
    rps: Math.round(result.requests.mean),
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuMs: (cpuMsOf(pid) - before) / done,
    walBytes: ((await walPosition()) - walBefore) / done,
  };
}

async function walPosition(): Promise<number> {
  const client = new pg.Client({ connectionString: server?.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ at: string }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS at`,
  );
  await client.end();
  return Number(rows[0]?.at);
}

/** Fields 14 and 15 of /proc/pid/stat, in ticks of 10 ms. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function rssOf(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}

function report(figures: Map<string, { app: Figures[]; floor: Figures[] }>, rest: Record<string, number>): void {
  const of = (runs: Figures[], key: keyof Figures) => median(runs.map((run) => run[key]));
  const rows = [...figures].map(([name, { app, floor }]) => ({
    name,
    rps: of(app, 'rps'),
    floor: of(floor, 'rps'),
    ratio: floor.length > 0 ? Number((of(app, 'rps') / of(floor, 'rps')).toFixed(2)) : null,
    p50: of(app, 'p50'),
    p99: of(app, 'p99'),
    floorP99: of(floor, 'p99'),
    cpuMs: Number(of(app, 'cpuMs').toFixed(2)),
    floorCpuMs: Number(of(floor, 'cpuMs').toFixed(2)),
    walBytes: Math.round(of(app, 'walBytes')),
  }));
  console.log(
    '| request | requests/s | floor | ratio | p50 ms | p99 ms | floor p99 | CPU ms | floor CPU | WAL bytes |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const { name, rps, floor, ratio, p50, p99, floorP99, cpuMs, floorCpuMs, walBytes } of rows) {
    const both = ratio !== null;
    console.log(
      `| ${[name, rps, both ? floor : '–', ratio ?? '–', p50, p99, both ? floorP99 : '–', cpuMs, both ? floorCpuMs : '–', walBytes].join(' | ')} |`,
    );
  }
  console.log(
    `\nstart ${rest.startMs} ms · RSS ${rest.rssMb} MB · list p99 ${rest.quietP99} ms, with 100 logins at once ${rest.crowdedP99} ms`,
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model}, ${arch()}, Node ${process.version}`;
  writeFileSync(
    'bench/result.json',
    JSON.stringify({ date: new Date().toISOString(), machine, quick, rows, ...rest }, null, 2) + '\n',
  );
}
