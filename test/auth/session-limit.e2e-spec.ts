import pg from 'pg';
import { SessionsService } from '../../src/auth/sessions/sessions.service.js';
import { UsersService } from '../../src/users/users.service.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useTwoInstances } from '../support/fixtures.js';
import { claimsOf, refresh, refreshed } from '../support/tokens.js';

const ME = '/api/v1/users/me';
const LIMIT = 50;

describe('an account has 50 sessions at most:', () => {
  const { here, there } = useTwoInstances();

  /** Logged in `count` times, the first one first. */
  const loggedIn = async (count: number): Promise<TestUser[]> => {
    const sessions = [await here.api.newUser('ada')];
    while (sessions.length < count) {
      here.clock.advance({ seconds: 1 });
      sessions.push(await here.api.login(sessions[0]!));
    }
    return sessions;
  };
  const living = async ({ id }: TestUser) =>
    (
      await behind<{ id: string }>(
        here,
        'SELECT id FROM sessions WHERE user_id = $1 AND revoked_at IS NULL ORDER BY created_at, id',
        [id],
      )
    ).map((row) => row.id);
  const sid = ({ token }: TestUser) => claimsOf(token).sid;

  it('the oldest one ends with the login that is too many, everywhere, and it is audited', async () => {
    const sessions = await loggedIn(LIMIT);
    const eve = await here.api.newUser('eve');
    for (const app of [here, there]) await app.api.get(ME, sessions[0]).expect(200);
    const newest = await here.api.login(sessions[0]!);
    await here.api.get(ME, sessions[0]).expect(401);
    await within(1_000, () => there.api.get(ME, sessions[0]).expect(401));
    await refresh(there, sessions[0]!.refreshToken).expect(401);
    expect(await living(newest)).toEqual([...sessions.slice(1), newest].map(sid));
    for (const user of [sessions[1]!, newest, eve]) await here.api.get(ME, user).expect(200);
    const events = await behind(
      here,
      `SELECT outcome, actor_id, host(ip) AS ip, detail FROM audit_events WHERE user_id = $1 AND event = 'session.ended'`,
      [newest.id],
    );
    expect(events).toEqual([
      {
        outcome: 'success',
        actor_id: newest.id,
        ip: '127.0.0.1',
        detail: { reason: 'limit', sessions: [sid(sessions[0]!)] },
      },
    ]);
  });

  it('with two logins at once as well', async () => {
    const sessions = await loggedIn(LIMIT);
    const client = new pg.Client({ connectionString: here.ownerUrl });
    await client.connect();
    await client.query('BEGIN; LOCK TABLE session_revocations IN SHARE MODE');
    // Past the check of the password, whose count of failures keeps them apart too.
    const user = await here.nest.get(UsersService).get(sessions[0]!.id);
    const more = [here, there].map(({ nest }) => nest.get(SessionsService).open(user, { ip: null, userAgent: null }));
    await within(5_000, async () =>
      expect(
        await behind(
          here,
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        ),
      ).toHaveLength(2),
    );
    await client.end();
    expect([...(await Promise.all(more)).map(({ id }) => id), ...sessions.slice(2).map(sid)].sort()).toEqual(
      (await living(sessions[0]!)).sort(),
    );
  });

  it('those that have ended, or are over, are not counted', async () => {
    const sessions = await loggedIn(LIMIT);
    await here.api.post('/api/v1/auth/logout', sessions[7]).expect(204);
    await here.api.login(sessions[0]!);
    await here.api.get(ME, sessions[0]).expect(200);
    // What was not used for a week is over; the first one, which was, stays.
    here.clock.advance({ days: 6 });
    const first = await refreshed(here, sessions[0]!);
    here.clock.advance({ days: 2 });
    for (let i = 0; i < 3; i++) await here.api.login(first);
    await refreshed(here, first);
  });
});
