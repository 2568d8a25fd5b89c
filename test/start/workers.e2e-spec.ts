/** @no-pooler programs, on databases of their own */
import { jest } from '@jest/globals';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../support/eventually.js';
import { useDatabase, useMailServer, usePrograms } from '../support/fixtures.js';
import { newFolder, type Program, startProgram } from '../support/process.js';
import { testSecrets } from '../support/test-config.js';

jest.setTimeout(120_000);

/** The processes that this one started, by what the system says. */
function childrenOf(program: Program): number[] {
  const { pid } = program.child;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** One request; resolves with its status, or the error of its connection. */
function ask(url: string, agent: Agent, onConnect?: () => void): Promise<number | string> {
  return new Promise((resolve) => {
    const request = get(url, { agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error) => resolve(error.message));
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    if (onConnect !== undefined) request.on('socket', (socket) => socket.once('connect', onConnect));
  });
}

/** Stops the clients of a test that failed, too. */
let stopLoad: () => unknown = () => {};
afterEach(() => void stopLoad());

/** Clients that ask one request after another on kept connections, until they are stopped. */
function startLoad(url: string, count: number) {
  const answers: (number | string)[] = [];
  let stopped = false;
  stopLoad = () => (stopped = true);
  const clients = Array.from({ length: count }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!stopped) answers.push(await ask(`${url}/api/v1/me/tasks`, agent));
    agent.destroy();
  });
  const stop = async () => {
    stopLoad();
    await Promise.all(clients);
    return answers;
  };
  return { answers, stop };
}

/** What the system says of processes is read where Linux tells it. */
const describeOnLinux = existsSync('/proc/self/task') ? describe : describe.skip;

describeOnLinux('several workers', () => {
  const database = useDatabase();
  const mail = useMailServer();
  const startOne = usePrograms();
  let program: Program;
  let url: string;
  let metricsUrl: string;
  const folder = newFolder();

  const start = async (env: Record<string, string> = {}) => {
    program = startOne({
      NODE_ENV: 'development',
      WORKERS: '2',
      METRICS_PORT: '0',
      SHUTDOWN_DELAY_MS: '1000',
      AUTH_RATE_LIMIT: '100000',
      DATA_DIR: folder,
      ...database.env,
      SMTP_URL: mail.url,
      EMAIL_VERIFICATION: 'optional',
      ...testSecrets(),
      ...env,
    });
    url = await program.ready;
    // Now: of a long run under load the beginning is not kept.
    metricsUrl = /Metrics\s+(http:\S+)/.exec(program.output())?.[1] ?? '';
    await within(20_000, () => expect(childrenOf(program)).toHaveLength(2));
  };

  beforeAll(() => start());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const metrics = async () => {
    const response = await fetch(metricsUrl);
    expect(response.status).toBe(200);
    return response.text();
  };
  const valueOf = (text: string, series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length),
    );
  const live = 'taskward_http_requests_total{method="GET",route="/health/live",status="200",error_code=""}';
  /** On connections of their own, which the primary deals out in turn. */
  const askLive = (times: number) =>
    Promise.all(Array.from({ length: times }, () => ask(`${url}/health/live`, new Agent())));

  it('share a port and are one program to whoever watches: one message, one page of metrics', async () => {
    expect(program.output().match(/Taskward is ready/g)).toHaveLength(1);
    await within(20_000, async () => expect(valueOf(await metrics(), 'taskward_database_pool_size')).toBe(20));
    expect(new Set(await askLive(20))).toEqual(new Set([200]));
    await within(5_000, async () => expect(valueOf(await metrics(), live)).toBe(20));
  });

  it('do each job once', async () => {
    const people = Array.from({ length: 40 }, (_, i) => `person${i}`);
    const headers = { 'content-type': 'application/json' };
    for (const name of people) {
      const body = JSON.stringify({
        email: `${name}@example.org`,
        username: name,
        full_name: name,
        password: 'a quiet harbour at dawn',
      });
      expect((await fetch(`${url}/api/v1/auth/register`, { method: 'POST', headers, body })).status).toBe(201);
    }
    await within(30_000, () => expect(mail.mails.length).toBeGreaterThanOrEqual(people.length));
    await within(10_000, async () => expect(valueOf(await metrics(), 'taskward_jobs_waiting')).toBe(0));
    expect(mail.mails.map(({ to }) => to).sort()).toEqual(people.map((name) => `${name}@example.org`).sort());
    expect(valueOf(await metrics(), 'taskward_jobs_total{queue="mail",outcome="done"}')).toBe(people.length);
  });

  it('go on when one is killed -9 under load, and are as many as before soon after', async () => {
    const load = startLoad(url, 10);
    await sleep(300);
    const [victim, other] = childrenOf(program);
    process.kill(victim!, 'SIGKILL');
    await within(20_000, () => {
      expect(childrenOf(program)).toHaveLength(2);
      expect(childrenOf(program)).not.toContain(victim);
    });
    expect(childrenOf(program)).toContain(other);
    // The new one is there when it answers for the metrics as well.
    await within(20_000, async () => expect(valueOf(await metrics(), 'taskward_database_pool_size')).toBe(20));
    const before = load.answers.length;
    await sleep(300);
    const answers = await load.stop();
    expect(answers.length).toBeGreaterThan(before);
    // Only the requests that the dead one had at hand were cut off: one for each of its clients at the most.
    expect(answers.filter((answer) => answer !== 401).length).toBeLessThanOrEqual(10);
  });

  it('leave no client waiting that was on its way to one as it died', async () => {
    const [victim] = childrenOf(program);
    const { child: primary } = program;
    // It hears of the connections first, and of the death when it has handed one on.
    primary.kill('SIGSTOP');
    const agents = Array.from({ length: 6 }, () => new Agent());
    let connected = 0;
    const asked = agents.map((agent) => ask(`${url}/health/live`, agent, () => connected++));
    await within(5_000, () => expect(connected).toBe(agents.length));
    process.kill(victim!, 'SIGKILL');
    await within(5_000, () => expect(isAlive(victim!)).toBe(false));
    primary.kill('SIGCONT');
    let settled = 0;
    for (const answer of asked) void answer.then(() => settled++);
    await within(5_000, () => expect(settled).toBe(agents.length)).finally(() =>
      agents.forEach((agent) => agent.destroy()),
    );
    await within(20_000, () => expect(childrenOf(program)).toHaveLength(2));
  });

  it('end with 0 on SIGTERM under load and cut no request off', async () => {
    const load = startLoad(url, 20);
    await sleep(300);
    program.child.kill('SIGTERM');
    await sleep(300);
    for (const status of await Promise.all(Array.from({ length: 6 }, () => ask(`${url}/health/ready`, new Agent()))))
      expect(status).toBe(503);
    expect(await program.ended).toBe(0);
    const answers = await load.stop();
    expect(answers.filter((answer) => answer === 401).length).toBeGreaterThan(100);
    expect(answers.filter((answer) => answer !== 401 && answer !== 'ECONNREFUSED')).toEqual([]);
  });

  it('end when the primary is killed -9', async () => {
    await start();
    const workers = childrenOf(program);
    program.child.kill('SIGKILL');
    await program.ended;
    await within(5_000, () => expect(workers.filter(isAlive)).toEqual([]));
  });
});

describe('workers that cannot start', () => {
  it('say why once, and the program ends with 1', async () => {
    const folder = newFolder();
    const occupied = createServer();
    await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve));
    const { port } = occupied.address() as { port: number };
    const program = startProgram({ WORKERS: '3', PORT: String(port), DATA_DIR: join(folder, 'data') });
    expect(await program.ended).toBe(1);
    occupied.close();
    expect(program.output().match(/Port \d+ is in use/g)).toHaveLength(1);
    expect(program.output()).not.toMatch(/\n\s+at /);
    rmSync(folder, { recursive: true, force: true });
  });
});
