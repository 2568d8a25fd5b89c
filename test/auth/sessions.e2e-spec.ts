/** @hostile-role */
import type { TestUser } from '../support/api-client.js';
import { within } from '../support/eventually.js';
import { useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';
import { claimsOf, refresh, refreshed } from '../support/tokens.js';

const ME = '/api/v1/users/me';
const SESSIONS = '/api/v1/auth/sessions';

interface Listed {
  id: string;
  current: boolean;
  user_agent: string | null;
  ip: string | null;
  last_used_at: string;
}

describe('devices', () => {
  const { here, there } = useTwoInstances();
  const ada = useUserPerTest(here, 'ada');

  const list = async (as: TestUser) =>
    ((await here.api.get(SESSIONS, as).expect(200)).body as { items: Listed[] }).items;
  const everywhereDead = async (user: TestUser) => {
    await here.api.get(ME, user).expect(401);
    await within(1_000, () => there.api.get(ME, user).expect(401));
    await refresh(there, user.refreshToken).expect(401);
  };

  it('are listed, the one used last first, and nobody else sees them', async () => {
    const eve = await here.api.newUser('eve');
    here.clock.advance({ minutes: 1 });
    const credentials = { username: ada.email, password: ada.password };
    const { body } = await here.api
      .post('/api/v1/auth/login', undefined, credentials)
      .set('User-Agent', 'Phone/1 (é)')
      .expect(200);
    const phone = { ...ada, token: (body as { access_token: string }).access_token };
    expect(await list(ada)).toMatchObject([
      {
        id: claimsOf(phone.token).sid,
        current: false,
        ip: expect.stringContaining('127.0.0.1') as string,
        user_agent: expect.stringContaining('Phone/1') as string,
      },
      { id: claimsOf(ada.token).sid, current: true },
    ]);
    here.clock.advance({ minutes: 1 });
    await refreshed(here, ada);
    expect((await list(phone)).map(({ current }) => current)).toEqual([false, true]);
    expect(await list(eve)).toHaveLength(1);
  });

  it('end one by one; another’s looks like one that is not there', async () => {
    const phone = await here.api.login(ada);
    const eve = await here.api.newUser('eve');
    const theirs = await here.api.delete(`${SESSIONS}/${claimsOf(phone.token).sid}`, eve).expect(404);
    const unknown = await here.api.delete(`${SESSIONS}/019abc12-3456-7def-8123-456789abcdef`, eve).expect(404);
    const told = ({ body }: { body: Record<string, unknown> }) => ({
      ...body,
      instance: '',
      request_id: '',
      timestamp: '',
    });
    expect(told(theirs as never)).toEqual(told(unknown as never));
    await here.api.delete(`${SESSIONS}/1`, eve).expect(422);

    await here.api.delete(`${SESSIONS}/${claimsOf(phone.token).sid.toUpperCase()}`, ada).expect(204);
    await everywhereDead(phone);
    await here.api.delete(`${SESSIONS}/${claimsOf(phone.token).sid}`, ada).expect(404);
    expect(await list(ada)).toHaveLength(1);
  });

  it('end by logout, the others stay (D4)', async () => {
    const phone = await here.api.login(ada);
    await there.api.get(ME, ada).expect(200);
    await here.api.post('/api/v1/auth/logout', ada).expect(204).expect('Clear-Site-Data', '"cache"');
    await everywhereDead(ada);
    await here.api.post('/api/auth/logout', ada).expect(401);
    await here.api.get(ME, phone).expect(200);
  });

  it('end all at once by logout-all (D4)', async () => {
    const phone = await here.api.login(ada);
    const eve = await here.api.newUser('eve');
    await here.api.post('/api/v1/auth/logout-all', ada).expect(204).expect('Clear-Site-Data', '"cache"');
    await everywhereDead(ada);
    await everywhereDead(phone);
    await here.api.get(ME, eve).expect(200);
    await here.api.get(ME, await here.api.login(ada)).expect(200);
  });

  it('are no longer listed when they are over, and are dropped once they have expired', async () => {
    here.clock.advance({ days: 8 });
    expect(await list(await here.api.login(ada))).toHaveLength(1);
    here.clock.advance({ days: 31 });
    expect(await list(await here.api.login(ada))).toHaveLength(1);
  });

  it('may come from an address that is none', async () => {
    await using proxied = await startTestApp({ beside: here, env: { TRUST_PROXY: 'true' } });
    for (const [forwarded, ip] of [
      ['unknown', null],
      ['203.0.113.7', '203.0.113.7'],
      ['203.0.113.8:1234', '203.0.113.8'],
      ['203.0.113.7:port', null],
      ['fe80::1%eth0', 'fe80::1'],
    ] as const) {
      const eve = await here.api.newUser('eve');
      const login = proxied.api.post('/api/v1/auth/login', undefined, { username: eve.email, password: eve.password });
      await login.set('X-Forwarded-For', forwarded).expect(200);
      expect((await list(eve)).map((session) => session.ip)).toContain(ip);
    }
  });
});
