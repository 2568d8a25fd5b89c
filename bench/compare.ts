import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EmbeddedServer } from '../src/database/embedded/embedded-server.js';
import { START_ARGS } from '../test/support/process.js';

/**
 * Compares this checkout with another one, request by request: `npm run bench:compare -- ../other`, or some scenarios alone with
 * `… ../other list,batch`. Both must be built.
 * Each has a PostgreSQL of its own; short rounds alternate, so that what the machine does meanwhile hits both alike. What
 * counts is the CPU time of a request, in the application and in PostgreSQL (Linux alone tells it).
 */
const other = process.argv[2];
if (other === undefined) throw new Error('usage: npm run bench:compare -- <folder of the other checkout> [scenario,…]');
const ROUNDS = 24;
const REQUESTS = 500;
const CONNECTIONS = 16;
const TASKS = 300;
const IDLE_SECONDS = 15;
const PASSWORD = 'a quiet harbour at dawn';

interface Side {
  name: string;
  server: EmbeddedServer;
  postmaster: number;
  app: ChildProcess;
  base: string;
  agent: Agent;
  headers: Record<string, string>;
  ids: string[];
  etag: string;
}

type Send = (side: Side, n: number) => Promise<number>;

interface Scenario {
  send: Send;
  wanted: number;
  /** Requests of a round, 500 if absent. */
  requests?: number;
}

const SCENARIOS: Record<string, Scenario> = {
  list: { wanted: 200, send: (side) => call(side, 'GET', '/api/v1/me/tasks?limit=20') },
  get: { wanted: 200, send: (side, n) => call(side, 'GET', `/api/v1/me/tasks/${side.ids[n % TASKS]}`) },
  '304': { wanted: 304, send: (side) => call(side, 'GET', '/api/v1/me/tasks', { 'if-none-match': side.etag }) },
  create: { wanted: 201, send: (side, n) => call(side, 'POST', '/api/v1/me/tasks', {}, { title: `Buy milk ${n}` }) },
  patch: {
    wanted: 200,
    send: (side, n) => call(side, 'PATCH', `/api/v1/me/tasks/${side.ids[n % TASKS]}`, {}, { completed: n % 2 === 0 }),
  },
  'patch and list': {
    wanted: 200,
    send: async (side, n) => {
      await SCENARIOS.patch!.send(side, n);
      return SCENARIOS.list!.send(side, n);
    },
  },
  'batch of 100 creates': {
    wanted: 200,
    requests: 20,
    send: (side, n) => batch(side, (i) => ({ op: 'create', data: { title: `Buy milk ${n} ${i}` } })),
  },
  'batch of 100 patches': {
    wanted: 200,
    requests: 20,
    send: (side, n) => batch(side, (i) => ({ op: 'patch', id: side.ids[i], data: { completed: n % 2 === 0 } })),
  },
};

const batch = (side: Side, operation: (i: number) => object): Promise<number> =>
  call(side, 'POST', '/api/v1/me/tasks/batch', {}, { operations: Array.from({ length: 100 }, (_, i) => operation(i)) });

const folder = mkdtempSync(join(tmpdir(), 'taskward-compare-'));
const sides: Side[] = [];
try {
  for (const [i, root] of ['.', other].entries()) sides.push(await start(i === 0 ? 'this' : 'other', resolve(root), i));
  const [mine, theirs] = sides as [Side, Side];
  console.log(
    '| | CPU of this / other, all rounds | median | application alone | PostgreSQL alone |\n|---|---:|---:|---:|---:|',
  );
  await idle(mine, theirs);
  const chosen = process.argv[3]?.split(',');
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (chosen && !chosen.some((word) => name.includes(word))) continue;
    if (name === '304') for (const side of sides) await rememberList(side);
    const figures: Record<string, Cpu[]> = { this: [], other: [] };
    for (let round = -2; round < ROUNDS; round++) {
      for (const side of round % 2 === 0 ? [mine, theirs] : [theirs, mine]) {
        const cpu = await measure(side, scenario);
        if (round >= 0) figures[side.name]?.push(cpu);
      }
    }
    console.log(`| ${name} | ${ratios(figures.this ?? [], figures.other ?? []).join(' | ')} |`);
  }
} finally {
  for (const { app, agent } of sides) {
    agent.destroy();
    app.kill('SIGTERM');
  }
  for (const { server } of sides) await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** What each does while nobody asks for anything: its share of a measurement depends on how long that takes. */
async function idle(mine: Side, theirs: Side): Promise<void> {
  const before = [cpuOf(mine), cpuOf(theirs)];
  await new Promise((done) => setTimeout(done, IDLE_SECONDS * 1_000));
  const perSecond = [mine, theirs].map((side, i) => {
    const after = cpuOf(side);
    return `${((after.app - before[i]!.app) / IDLE_SECONDS).toFixed(2)} + ${((after.database - before[i]!.database) / IDLE_SECONDS).toFixed(2)}`;
  });
  console.log(`| idle, ms a second of application + PostgreSQL | this ${perSecond[0]} | other ${perSecond[1]} | | |`);
}

/** Milliseconds. */
interface Cpu {
  app: number;
  database: number;
}

function ratios(mine: Cpu[], theirs: Cpu[]): string[] {
  const total = ({ app, database }: Cpu) => app + database;
  const sum = (values: Cpu[], of: (cpu: Cpu) => number) => values.reduce((all, cpu) => all + of(cpu), 0);
  const each = mine.map((cpu, i) => total(cpu) / total(theirs[i]!)).sort((a, b) => a - b);
  return [
    sum(mine, total) / sum(theirs, total),
    each[Math.floor(each.length / 2)] ?? 0,
    sum(mine, ({ app }) => app) / sum(theirs, ({ app }) => app),
    sum(mine, ({ database }) => database) / sum(theirs, ({ database }) => database),
  ].map((ratio) => ratio.toFixed(3));
}

async function measure(side: Side, { send, wanted, requests = REQUESTS }: Scenario): Promise<Cpu> {
  const before = cpuOf(side);
  let n = 0;
  const one = async () => {
    while (n < requests) {
      const status = await send(side, n++);
      if (status !== wanted) throw new Error(`${side.name} answered ${status} instead of ${wanted}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  const after = cpuOf(side);
  return { app: after.app - before.app, database: after.database - before.database };
}

/** All threads of the application, and the processes of PostgreSQL that serve connections. */
function cpuOf({ app, postmaster }: Side): Cpu {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = pids.filter((pid) => statOf(pid)?.parent === postmaster);
  return {
    app: cpuMs(String(app.pid)),
    database: children.reduce((sum, pid) => sum + cpuMs(pid), 0),
  };
}

function cpuMs(pid: string): number {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6)
      .reduce((sum, ms) => sum + ms, 0);
  } catch {
    return 0;
  }
}

function statOf(pid: string): { parent: number } | undefined {
  try {
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { parent: Number(parent) };
  } catch {
    return undefined;
  }
}

async function start(name: string, root: string, i: number): Promise<Side> {
  const secret = () => randomBytes(24).toString('hex');
  const server = await EmbeddedServer.start({
    dir: join(folder, name),
    passwords: { POSTGRES_PASSWORD: secret(), OWNER_PASSWORD: secret(), APP_PASSWORD: secret() },
    settings: { shared_buffers: '256MB' },
  });
  const port = String(3992 + i);
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: port,
    DATABASE_URL: server.appUrl,
    MIGRATION_DATABASE_URL: server.ownerUrl,
    JWT_SECRET: randomBytes(48).toString('base64'),
    REFRESH_TOKEN_SECRET: randomBytes(48).toString('base64'),
    AUTH_RATE_LIMIT: '1000000',
    API_RATE_LIMIT: '1000000',
  };
  const app = spawn(process.execPath, START_ARGS, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const base = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${base}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (app.exitCode !== null) throw new Error(`${root} did not start; is the port ${port} taken?`);
    await new Promise((done) => setTimeout(done, 100));
  }
  const json = { 'content-type': 'application/json' };
  const post = async (path: string, body: object, headers = {}) =>
    (await fetch(base + path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })).json();
  const account = { email: 'ada@example.org', username: 'ada', full_name: 'Ada', password: PASSWORD };
  await post('/api/v1/auth/register', account);
  const login = (await post('/api/v1/auth/login', { username: 'ada', password: PASSWORD })) as { access_token: string };
  const headers = { authorization: `Bearer ${login.access_token}` };
  const ids: string[] = [];
  for (let n = 0; n < TASKS; n++) {
    ids.push(((await post('/api/v1/me/tasks', { title: `Task ${n}` }, headers)) as { id: string }).id);
  }
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const postmaster = Number(readFileSync(join(folder, name, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return { name, server, postmaster, app, base, agent, headers, ids, etag: '' };
}

async function rememberList(side: Side): Promise<void> {
  const answer = await fetch(`${side.base}/api/v1/me/tasks`, { headers: side.headers });
  side.etag = answer.headers.get('etag') ?? '';
}

function call(side: Side, method: string, path: string, more = {}, body?: object): Promise<number> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...side.headers,
    ...more,
    ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((done, fail) => {
    request(side.base + path, { method, headers, agent: side.agent }, (answer) => {
      answer.resume().once('end', () => done(answer.statusCode ?? 0));
    })
      .once('error', fail)
      .end(text);
  });
}
