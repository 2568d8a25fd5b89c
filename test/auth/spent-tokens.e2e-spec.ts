import { jest } from '@jest/globals';
import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Response } from 'supertest';
import { SessionsRepository } from '../../src/auth/sessions/sessions.repository.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import { claimsOf, refresh, refreshed, tokensOf } from '../support/tokens.js';

const ME = '/api/v1/users/me';
const PAST_GRACE = { seconds: 31 };

describe('a refresh token whose child is in use', () => {
  const { here, there } = useTwoInstances({ env: { AUTH_COOKIES: 'true', DATABASE_LOCK_TIMEOUT_MS: '1500' } });
  const ada = useUserPerTest(here, 'ada');

  const stored = async (user: TestUser) => {
    const [row] = await behind<{ generation: number; used_generation: number | null; xmin: string }>(
      here,
      'SELECT generation, used_generation, xmin::text FROM sessions WHERE user_id = $1 AND id = $2',
      [user.id, claimsOf(user.token).sid],
    );
    return row!;
  };
  const expectDead = async (user: TestUser) => {
    for (const app of [here, there]) await within(1_500, () => app.api.get(ME, user).expect(401));
    await refresh(there, user.refreshToken).expect(401);
    const events = await behind(
      here,
      `SELECT outcome, detail, host(ip) AS ip FROM audit_events WHERE user_id = $1 AND event = 'session.reused'`,
      [user.id],
    );
    expect(events).toEqual([
      expect.objectContaining({
        outcome: 'failure',
        detail: { reason: 'reuse', sessions: [claimsOf(user.token).sid] },
      }),
    ]);
    return events[0] as { ip: string | null };
  };
  const lockingSession = async (user: TestUser, work: () => Promise<void>) => {
    const client = new pg.Client({ connectionString: here.adminUrl });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM sessions WHERE id = $1 FOR UPDATE', [claimsOf(user.token).sid]);
      await work();
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
  };
  const waiting = (count: number) =>
    within(5_000, async () =>
      expect(
        await behind(
          here,
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        ),
      ).toHaveLength(count),
    );
  const withClaims = (token: string, change: object) => {
    const [head, payload] = token.split('.');
    const claims = { ...(JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object), ...change };
    const input = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    return `${input}.${createHmac('sha256', here.env.JWT_SECRET!).update(input).digest('base64url')}`;
  };

  it.each([
    ['here', () => here],
    ['on another instance', () => there],
  ] as const)('is spent by the first request %s with the access token of the child (D7)', async (_, instance) => {
    const child = await refreshed(here, ada);
    here.clock.advance(PAST_GRACE);
    await instance().api.get('/api/v1/me/tasks', child).expect(200);
    const { body } = await refresh(here, ada.refreshToken).expect(401);
    expect(body).toMatchObject({ error_code: 'INVALID_REFRESH_TOKEN' });
    expect(await expectDead(child)).toMatchObject({ ip: '127.0.0.1' });
  });

  it('is spent by a request with the cookie as well', async () => {
    const { refresh_token, access_token } = tokensOf(await refresh(here, ada.refreshToken).expect(200));
    await here.api.get(ME).set('Cookie', `__Host-access=${access_token}`).expect(200);
    here.clock.advance(PAST_GRACE);
    await refresh(here, ada.refreshToken).expect(401);
    await expectDead({ ...ada, token: access_token, refreshToken: refresh_token });
  });

  it('still gets the child within the grace: tabs share it, and use it at different times (D8)', async () => {
    const child = await refreshed(here, ada);
    await here.api.get(ME, child).expect(200);
    here.clock.advance({ seconds: 29 });
    const again = await refreshed(there, ada);
    expect(again.refreshToken).toBe(child.refreshToken);
    await there.api.get(ME, again).expect(200);
    await refreshed(here, again);
  });

  it('gets the current child, however many generations came within the grace (D8)', async () => {
    const tokens = [ada];
    for (let i = 0; i < 12; i++) tokens.push(await refreshed(i % 2 ? here : there, tokens.at(-1)!));
    const current = tokens.at(-1)!;
    for (const [i, late] of tokens.slice(0, -1).entries()) {
      const answer = await refreshed(i % 2 ? there : here, late);
      expect(answer.refreshToken).toBe(current.refreshToken);
      await there.api.get(ME, answer).expect(200);
    }
    // Parallel tabs, each with what it has.
    const answers = await Promise.all(tokens.slice(0, -1).map(({ refreshToken }) => refresh(here, refreshToken)));
    expect(new Set(answers.map((answer) => tokensOf(answer).refresh_token))).toEqual(new Set([current.refreshToken]));
    here.clock.advance(PAST_GRACE);
    await refresh(there, tokens[3]!.refreshToken).expect(401);
    await expectDead(current);
  });

  it('is good for a new child as long as nobody used the old one, which is void then', async () => {
    const lost = await refreshed(here, ada);
    here.clock.advance(PAST_GRACE);
    const found = await refreshed(there, ada);
    expect(found.refreshToken).not.toBe(lost.refreshToken);
    await here.api.get(ME, found).expect(200);
    const next = await refreshed(here, found);
    // Whoever has the void child's access token has it beside the one who has the new child.
    await here.api.get(ME, lost);
    await expectDead(next);
  });

  it('costs one write, with the first request of all instances', async () => {
    await here.api.get(ME, ada).expect(200);
    expect(await stored(ada)).toMatchObject({ used_generation: null });
    const child = await refreshed(here, ada);
    await here.api.get(ME, child).expect(200);
    await within(5_000, async () => expect(await stored(ada)).toMatchObject({ used_generation: 2 }));
    const { xmin } = await stored(ada);
    for (const app of [here, there, here, there]) await app.api.get(ME, child).expect(200);
    const sameGeneration = await refreshed(there, ada);
    await there.api.get(ME, sameGeneration).expect(200);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await stored(ada)).xmin).toBe(xmin);
  });

  it('keeps no request waiting, and is spent though it comes while the use is written down', async () => {
    const child = await refreshed(here, ada);
    here.clock.advance(PAST_GRACE);
    let late: Promise<number> | undefined;
    await lockingSession(ada, async () => {
      await here.api.get(ME, child).expect(200);
      await waiting(1);
      late = refresh(there, ada.refreshToken).then(({ status }) => status);
      await waiting(2);
    });
    expect(await late).toBe(401);
    await expectDead(child);
  });

  it('is spent though the use, seen on the same instance, has yet to reach the database', async () => {
    const child = await refreshed(here, ada);
    here.clock.advance(PAST_GRACE);
    const repository = here.nest.get(SessionsRepository);
    const recordUse = repository.recordUse.bind(repository);
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const held = jest
      .spyOn(repository, 'recordUse')
      .mockImplementation((...args) => gate.then(() => recordUse(...args)));
    await here.api.get(ME, child).expect(200);
    const late = refresh(here, ada.refreshToken).then(({ status }) => status);
    // It would have been answered long before another one is.
    await refreshed(here, await here.api.newUser('eve'));
    open();
    expect(await late).toBe(401);
    held.mockRestore();
    await expectDead(child);
  });

  it('ends the session with the use of the child, though it comes a moment before', async () => {
    const child = await refreshed(here, ada);
    here.clock.advance(PAST_GRACE);
    let late: Promise<Response> | undefined;
    await lockingSession(ada, async () => {
      late = refresh(there, ada.refreshToken).then((answer) => answer);
      await waiting(1);
      await here.api.get(ME, child).expect(200);
      await waiting(2);
    });
    const { access_token: token, refresh_token: refreshToken } = tokensOf((await late)!);
    await expectDead({ ...child, token, refreshToken });
  });

  it('is noted with the next request, if the first could not be written down', async () => {
    const child = await refreshed(here, ada);
    await lockingSession(ada, async () => {
      await here.api.get(ME, child).expect(200);
      await waiting(1);
      await within(5_000, () => waiting(0));
    });
    expect(await stored(ada)).toMatchObject({ used_generation: null });
    await here.api.get(ME, child).expect(200);
    here.clock.advance(PAST_GRACE);
    await refresh(here, ada.refreshToken).expect(401);
    await expectDead(child);
  });

  it('is told from the access token alone: those of an older version, without a generation, go on working', async () => {
    const child = await refreshed(here, ada);
    const old = { ...child, token: withClaims(child.token, { gen: undefined }) };
    await here.api.get(ME, old).expect(200);
    await here.api.get(ME, old).expect(200);
    for (const gen of [0, -1, 1.5, null, '2', [2], {}, true])
      await here.api.get(ME, { ...child, token: withClaims(child.token, { gen }) }).expect(401);
    here.clock.advance(PAST_GRACE);
    await refreshed(here, ada);
  });
});
