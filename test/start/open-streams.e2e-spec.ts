/** @no-pooler programs, on databases of their own */
import { within } from '../support/eventually.js';
import { useDatabase, usePrograms } from '../support/fixtures.js';
import { testSecrets } from '../support/test-config.js';
import { EventClient } from '../sync/event-client.js';

const STREAMS = 40;

describe.each(['1', '2'])('SIGTERM with open streams and held polls, with WORKERS=%s', (WORKERS) => {
  const database = useDatabase();
  const start = usePrograms();

  it('ends each stream with a reason, answers each poll, and takes no longer than it must', async () => {
    const program = start({ WORKERS, SHUTDOWN_DELAY_MS: '500', LOG_LEVEL: 'error', ...database.env, ...testSecrets() });
    const url = await program.ready;
    const send = async (path: string, body: object) => {
      const headers = { 'Content-Type': 'application/json' };
      return fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    };
    const credentials = { username: 'ada', password: 'a quiet harbour at dawn' };
    const tokens: string[] = [];
    for (let i = 0; i < STREAMS / 8; i++) {
      const username = `${credentials.username}${i}`;
      await send('/auth/register', { ...credentials, username, email: `${username}@example.org`, full_name: 'Ada' });
      const login = (await (await send('/auth/login', { ...credentials, username })).json()) as {
        access_token: string;
      };
      tokens.push(login.access_token);
    }
    const clients = await Promise.all(
      tokens.flatMap((token) => Array.from({ length: 8 }, () => EventClient.connect(url, token))),
    );
    await within(5_000, () => expect(clients.flatMap(({ versions }) => versions)).toEqual(Array(STREAMS).fill(0)));
    const polls = tokens.map(async (token) => {
      const headers = { Authorization: `Bearer ${token}`, Prefer: 'wait=30' };
      const response = await fetch(`${url}/api/v1/me/tasks/changes`, { headers });
      return [response.status, ((await response.json()) as { items: unknown[] }).items.length];
    });
    // Once these are answered, the polls before them are held.
    for (const token of tokens) {
      const headers = { Authorization: `Bearer ${token}` };
      for (let i = 0; i < 5; i++) expect((await fetch(`${url}/api/v1/me/tasks`, { headers })).status).toBe(200);
    }

    const begun = performance.now();
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    // Twenty seconds are what a connection gets that does not end.
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(await Promise.all(polls)).toEqual(tokens.map(() => [200, 0]));
    expect(clients.map(({ reason }) => reason)).toEqual(Array(STREAMS).fill('shutdown'));
    const pauses = clients.map(({ events }) => Number(events.at(-1)?.retry));
    expect(pauses.filter((pause) => pause >= 1_000 && pause < 10_000)).toHaveLength(STREAMS);
    expect(new Set(pauses).size).toBeGreaterThan(STREAMS / 2);
  }, 60_000);
});
