/** @no-pooler programs, on databases of their own */
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../support/eventually.js';
import { useDatabase, usePrograms } from '../support/fixtures.js';
import type { Program } from '../support/process.js';
import { testSecrets } from '../support/test-config.js';

const EACH = 1_000;
const TRICKLE_MS = 1_000;
/** The program's deadlines, and some for a machine that has other things to do. */
const HEAD_DEADLINE_MS = 15_000 + 4_000;
const REQUEST_DEADLINE_MS = 30_000 + 4_000;

/** A client that sends a little now and then, and never all. */
interface SlowClient {
  socket: Socket;
  answer: string;
  closedAfter?: number;
}

describe('2000 slow clients', () => {
  const database = useDatabase('empty');
  const start = usePrograms();
  let program: Program;
  let url: string;

  beforeAll(async () => {
    program = start({
      ...database.env,
      ...testSecrets(),
      SHUTDOWN_DELAY_MS: '0',
      LOG_LEVEL: 'silent',
      API_RATE_LIMIT: '100000',
    });
    url = await program.ready;
  }, 60_000);

  const open = async (begin: string, more: string): Promise<SlowClient> => {
    const { hostname, port } = new URL(url);
    const client: SlowClient = { socket: connect(Number(port), hostname), answer: '' };
    const begun = performance.now();
    client.socket.on('data', (data) => (client.answer += data.toString()));
    client.socket.on('error', () => {});
    client.socket.on('close', () => (client.closedAfter = performance.now() - begun));
    await new Promise((resolve) => client.socket.once('connect', resolve));
    client.socket.write(begin);
    const trickle = setInterval(() => client.socket.write(more), TRICKLE_MS);
    client.socket.on('close', () => clearInterval(trickle));
    return client;
  };
  const openAll = async (begin: string, more: string) => {
    const clients: SlowClient[] = [];
    while (clients.length < EACH)
      clients.push(...(await Promise.all(Array.from({ length: 100 }, () => open(begin, more)))));
    return clients;
  };
  const descriptors = () => readdirSync(`/proc/${program.child.pid}/fd`).length;

  it('are given up by the deadline, and nobody else notices them', async () => {
    const post = async (path: string, body: object) => {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Record<string, string>;
    };
    const account = {
      email: 'ada@example.org',
      username: 'ada',
      full_name: 'Ada',
      password: 'a quiet harbour at dawn',
    };
    await post('/api/v1/auth/register', account);
    const headers = {
      authorization: `Bearer ${(await post('/api/v1/auth/login', { username: 'ada', password: account.password })).access_token}`,
    };
    const before = descriptors();

    const head = 'POST /api/v1/me/tasks HTTP/1.1\r\nHost: localhost\r\n';
    const slowHeads = await openAll(head, 'X-More: yes\r\n');
    const slowBodies = await openAll(
      `${head}${Object.entries(headers)[0]!.join(': ')}\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{`,
      ' ',
    );
    const all = [...slowHeads, ...slowBodies];
    await within(5_000, () => Promise.resolve(expect(descriptors()).toBeGreaterThan(before + 2 * EACH - 100)));

    const times: number[] = [];
    while (all.some(({ closedAfter }) => closedAfter === undefined) && times.length < 1_000) {
      const begun = performance.now();
      expect((await fetch(`${url}/api/v1/me/tasks`, { headers })).status).toBe(200);
      times.push(performance.now() - begun);
      await sleep(50);
    }
    expect(times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)]).toBeLessThan(500);
    for (const [clients, deadline] of [
      [slowHeads, HEAD_DEADLINE_MS],
      [slowBodies, REQUEST_DEADLINE_MS],
    ] as const) {
      expect(Math.max(...clients.map(({ closedAfter }) => closedAfter ?? Infinity))).toBeLessThan(deadline);
      for (const { answer } of clients)
        expect(answer).toMatch(/^HTTP\/1\.1 408 .*application\/problem\+json.*"error_code":"REQUEST_TIMEOUT"/s);
    }
    await within(5_000, () => Promise.resolve(expect(descriptors()).toBeLessThan(before + 20)));
  }, 60_000);
});
