/** @no-pooler programs, on databases of their own */
import { jest } from '@jest/globals';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { within } from '../support/eventually.js';
import { emptyDatabase, through } from '../support/harness.js';
import { newFolder, type Program, startProgram } from '../support/process.js';
import { startProxy } from '../support/proxy.js';

jest.setTimeout(90_000);

describe('a start with nothing configured', () => {
  const dataDir = join(newFolder(), 'data');
  let program: Program;

  afterAll(async () => {
    program.child.kill('SIGTERM');
    await program.ended;
    rmSync(join(dataDir, '..'), { recursive: true, force: true });
  });

  const json = async (url: string, init: RequestInit = {}, body?: object) => {
    const headers = { ...(init.headers as Record<string, string>), 'content-type': 'application/json' };
    const response = await fetch(url, {
      ...init,
      headers,
      method: init.method ?? (body ? 'POST' : 'GET'),
      body: body && JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('serves, keeps its data over kill -9 of everything, and keeps its tokens', async () => {
    program = startProgram({ DATA_DIR: dataDir });
    let url = await program.ready;
    expect(program.output()).toContain('/docs');
    expect((await json(`${url}/health/ready`)).body).toMatchObject({ status: 'healthy' });
    const account = {
      email: 'ada@example.org',
      username: 'ada',
      full_name: 'Ada',
      password: 'a quiet harbour at dawn',
    };
    expect((await json(`${url}/api/auth/register`, {}, account)).status).toBe(201);
    const login = await json(`${url}/api/auth/login`, {}, { username: 'ada', password: account.password });
    const headers = { authorization: `Bearer ${login.body.access_token as string}` };
    expect((await json(`${url}/api/me/tasks`, { headers }, { title: 'Survive' })).status).toBe(201);

    const once = { headers: { ...headers, 'idempotency-key': 'over a restart' } };
    const first = await json(`${url}/api/me/tasks`, once, { title: 'Once' });
    expect(first.status).toBe(201);

    const postmaster = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    program.child.kill('SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    await program.ended;

    program = startProgram({ DATA_DIR: dataDir });
    url = await program.ready;
    expect((await json(`${url}/api/me/tasks`, { headers })).body).toMatchObject({
      total: 2,
      items: [{ title: 'Once' }, { title: 'Survive' }],
    });
    expect(await json(`${url}/api/me/tasks`, once, { title: 'Once' })).toEqual(first);
    expect((await json(`${url}/api/me/tasks`, { headers })).body.total).toBe(2);
  });

  it('takes back the database server that a killed process left running', async () => {
    program.child.kill('SIGKILL');
    await program.ended;
    program = startProgram({ DATA_DIR: dataDir });
    expect((await json(`${await program.ready}/health/ready`)).status).toBe(200);
  });

  it('keeps its secrets to itself', () => {
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as Record<string, string>;
    for (const secret of Object.values(secrets)) expect(program.output()).not.toContain(secret);
  });

  it('ends with 0 on SIGTERM, and its database server with it', async () => {
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('says what to do about a data folder of another version of PostgreSQL', async () => {
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    program = startProgram({ DATA_DIR: dataDir });
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(/made by PostgreSQL 17, and version 18 is installed.*DATA_DIR/s);
  });
});

describe('a start that cannot go on', () => {
  const failing = async (env: Record<string, string>): Promise<string> => {
    const program = startProgram(env);
    expect(await program.ended).toBe(1);
    expect(program.output()).not.toMatch(/\n\s+at /);
    return program.output();
  };

  it('says that the data folder cannot be written', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await failing({ DATA_DIR: join(folder, 'file', 'data') })).toMatch(
      /data folder .* cannot be written .*DATA_DIR/s,
    );
  });

  it('names every variable that is malformed', async () => {
    const output = await failing({ PORT: 'eighty', CORS_ORIGINS: 'https://app.example.org/', NODE_ENV: 'prod' });
    expect(output).toMatch(/PORT must be a whole number from 0 to 65535/);
    expect(output).toMatch(/CORS_ORIGINS.* must be an origin/);
    expect(output).toMatch(/NODE_ENV must be one of development, test, production/);
  });
});

describe('a start beside what is in its way', () => {
  const folder = newFolder();
  let occupied: Server;
  let programs: Program[] = [];

  beforeAll(async () => {
    occupied = createServer();
    await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    occupied.close();
    for (const { child } of programs) child.kill('SIGTERM');
    await Promise.all(programs.map(({ ended }) => ended));
    rmSync(folder, { recursive: true, force: true });
  });
  const start = (env: Record<string, string>) => {
    const program = startProgram(env);
    programs = [...programs, program];
    return program;
  };

  it('says that the port is in use', async () => {
    const { port } = occupied.address() as { port: number };
    const program = start({ DATA_DIR: join(folder, 'data'), PORT: String(port) });
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain(
      `Port ${port} is in use. Stop the program that uses it, or set PORT to another.`,
    );
    // The database server that it had started is not left behind.
    expect(existsSync(join(folder, 'data', 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('lives without its database: live, not ready, and 503 for what needs it; and serves when it is there', async () => {
    const { port } = occupied.address() as { port: number };
    const database = await emptyDatabase();
    const proxy = await startProxy(port + 1);
    const env = Object.fromEntries(
      Object.entries(database.env).map(([name, url]) => [name, through(`127.0.0.1:${proxy.port}`, url)]),
    );
    const program = start({ DATA_DIR: join(folder, 'data'), ...env });
    const url = await program.ready;
    expect(program.output()).toMatch(
      /The database at 127\.0\.0\.1:\d+ cannot be reached .* check (MIGRATION_)?DATABASE_URL/,
    );
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    const login = await fetch(`${url}/api/auth/login`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'ada', password: 'x' }),
    });
    expect(login.status).toBe(503);
    expect(login.headers.get('retry-after')).toBe('2');
    expect(await login.text()).not.toMatch(/ECONN/);

    proxy.target = Number(new URL(database.env.DATABASE_URL!).port);
    await within(10_000, async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200));
    const account = {
      email: 'ada@example.org',
      username: 'ada',
      full_name: 'Ada',
      password: 'a quiet harbour at dawn',
    };
    const register = await fetch(`${url}/api/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    expect(register.status).toBe(201);
    program.child.kill('SIGTERM');
    await program.ended;
    proxy.close();
    await database.drop();
  });
});
