import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useMailServer, useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import { claimsOf, refresh, refreshed } from '../support/tokens.js';

const ME = '/api/v1/users/me';
const LOGOUT_ALL = '/api/v1/auth/logout-all';
const STALE = { minutes: 5, seconds: 2 };

describe('a login that is not fresh (A13)', () => {
  const mail = useMailServer();
  const { here, there } = useTwoInstances({ mail });
  const ada = useUserPerTest(here, 'ada');
  let phone: TestUser;
  beforeEach(async () => {
    phone = await here.api.login(ada);
  });

  const pathOf = (user: TestUser) => `/api/v1/auth/sessions/${claimsOf(user.token).sid}`;
  const expectDead = async (user: TestUser) => {
    await here.api.get(ME, user).expect(401);
    await within(1_000, () => there.api.get(ME, user).expect(401));
    await refresh(there, user.refreshToken).expect(401);
  };
  const endings = ({ id }: TestUser) =>
    behind(
      here,
      `SELECT actor_id, host(ip) AS ip, detail FROM audit_events WHERE user_id = $1 AND event = 'session.ended'
       ORDER BY occurred_at, id`,
      [id],
    );

  it.each([
    ['another device', (body?: object) => here.api.delete(pathOf(phone), ada).send(body)],
    ['all devices', (body?: object) => here.api.post(LOGOUT_ALL, ada).send(body)],
  ] as const)('does not log %s out without the password', async (_, send) => {
    here.clock.advance(STALE);
    const refused = await send().expect(403);
    expect(refused.body).toMatchObject({ error_code: 'REAUTHENTICATION_REQUIRED' });
    await send({}).expect(403);
    const wrong = await send({ current_password: 'not it' }).expect(422);
    expect(wrong.body).toMatchObject({ error_code: 'WRONG_PASSWORD' });
    for (const body of [[], { current_password: null }, { current_password: 1 }, { password: ada.password }])
      expect((await send(body).expect(422)).body).toMatchObject({ error_code: 'VALIDATION_FAILED' });
    for (const user of [ada, phone]) await here.api.get(ME, user).expect(200);
    expect(await endings(ada)).toEqual([]);
    await send({ current_password: ada.password }).expect(204);
    await expectDead(phone);
  });

  it('is not made fresh by a refresh', async () => {
    here.clock.advance(STALE);
    const next = await refreshed(here, ada);
    await here.api.delete(pathOf(phone), next).expect(403);
    await here.api.post(LOGOUT_ALL, next).expect(403);
    await here.api.delete(pathOf(phone), await here.api.login(ada)).expect(204);
  });

  it('tells nothing of whether a session is there', async () => {
    here.clock.advance(STALE);
    const unknown = '/api/v1/auth/sessions/019abc12-3456-7def-8123-456789abcdef';
    await here.api.delete(unknown, ada).expect(403);
    await here.api.delete(unknown, ada).send({ current_password: ada.password }).expect(404);
  });

  it('may always end itself, by either way', async () => {
    here.clock.advance(STALE);
    await here.api
      .delete(pathOf(ada).toUpperCase().replace('/API/V1/AUTH/SESSIONS', '/api/v1/auth/sessions'), ada)
      .expect(204);
    await expectDead(ada);
    await here.api.post('/api/v1/auth/logout', phone).expect(204);
    await expectDead(phone);
    expect(await endings(ada)).toHaveLength(2);
  });

  it('ends tries of the password after five, and audits them', async () => {
    here.clock.advance(STALE);
    for (let i = 0; i < 5; i++) await here.api.post(LOGOUT_ALL, ada).send({ current_password: 'not it' }).expect(422);
    await here.api.delete(pathOf(phone), ada).send({ current_password: ada.password }).expect(429);
    await here.api.get(ME, phone).expect(200);
    const events = await behind(
      here,
      `SELECT actor_id, host(ip) AS ip, detail->>'reason' AS reason FROM audit_events
       WHERE user_id = $1 AND event = 'password.proof_failed' ORDER BY occurred_at, id`,
      [ada.id],
    );
    expect(events).toEqual(
      [...Array<string>(5).fill('wrong_password'), 'locked'].map((reason) => ({
        actor_id: ada.id,
        ip: '127.0.0.1',
        reason,
      })),
    );
  });

  it('a device that logs another out is audited, and its owner told by mail', async () => {
    await here.api.delete(pathOf(phone), ada).expect(204);
    await expectDead(phone);
    const by = { actor_id: ada.id, ip: '127.0.0.1' };
    expect(await endings(ada)).toEqual([{ ...by, detail: { reason: 'ended', sessions: [claimsOf(phone.token).sid] } }]);
    expect((await mail.next(ada.email, /device was logged out/)).content).toContain(ada.username);

    const tablet = await here.api.login(ada);
    await here.api.post(LOGOUT_ALL, ada).expect(204);
    for (const user of [ada, tablet]) await expectDead(user);
    await mail.next(ada.email, /device was logged out/, 1);
    expect((await endings(ada)).at(-1)).toMatchObject({ ...by, detail: { reason: 'logout_all' } });
  });
});
