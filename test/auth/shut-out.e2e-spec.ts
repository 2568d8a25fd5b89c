/** @no-pooler rules; its statements are of kinds that others send through one */
import type { Response } from 'supertest';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useMailServer, useTestApp } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

const RESET = /Choose a new password/;
const NEW_PASSWORD = 'an entirely different phrase';
const LIMIT = 20;
const HOME = '198.51.100.1';
const ELSEWHERE = '203.0.113.7';

/** The cookie by which a device is known again, as a client sends it back. */
function deviceOf(response: Response): string {
  const cookie = ((response.headers['set-cookie'] ?? []) as unknown as string[]).find((line) =>
    line.startsWith('__Host-device='),
  );
  return cookie!.split(';', 1)[0]!;
}

/** What outsiders do to an account that they can name must not keep its owner out. */
describe('an owner whom strangers want to shut out (A10)', () => {
  const mail = useMailServer();
  const app = useTestApp({
    mail,
    env: {
      PUBLIC_URL: 'https://app.example.org',
      TRUST_PROXY: '1',
      AUTH_RATE_LIMIT: String(LIMIT),
    },
  });
  let ada: TestUser;
  let device: string;
  beforeEach(async () => {
    app.clock.advance({ minutes: 61 });
    ada = await app.api.newUser('ada');
    device = deviceOf(await login().expect(200));
  });

  const post = (path: string, body: object, from = HOME) =>
    app.api.post(`/api/v1/auth/${path}`, undefined, body).set('X-Forwarded-For', from);
  const login = (password = ada.password, from = HOME, more: object = {}) =>
    post('login', { username: ada.email, password, ...more }, from);
  const forgot = (from = HOME, email = ada.email) => post('forgot-password', { email }, from);
  const guess = async (times: number, from = HOME) => {
    for (let i = 0; i < times; i++) await login('wrong', from).expect(401);
  };
  const events = (event: string, reason: string) =>
    behind(
      app,
      "SELECT user_id, host(ip) AS ip, outcome FROM audit_events WHERE event = $1 AND detail->>'reason' = $2 AND user_id = $3",
      [event, reason, ada.id],
    );

  describe('by requests', () => {
    it.each([{}, { email: 5 }, { email: 'no address' }, { email: 'ada@example.org', more: 1 }])(
      'recovers and logs in after any number of malformed recoveries such as %j',
      async (body) => {
        for (let i = 0; i < 2 * LIMIT; i++) await post('forgot-password', body).expect(422);
        await forgot().expect(202);
        await login().expect(200);
      },
    );

    it('logs in after any number of malformed logins that name the account', async () => {
      for (let i = 0; i < 2 * LIMIT; i++) await login(undefined, HOME, { more: 1 }).expect(422);
      for (let i = 0; i < 2 * LIMIT; i++) await post('login', { username: ada.email }).expect(422);
      await login().expect(200);
    });

    it.each([
      ['register', () => ({ email: ada.email, username: 'other', full_name: 'Other', password: NEW_PASSWORD }), 409],
      ['forgot-password', () => ({ email: ada.email }), 202],
      ['reset-password', () => ({ token: 'x', new_password: NEW_PASSWORD }), 422],
      ['verify-email', () => ({ token: 'x' }), 422],
      ['refresh', () => ({ refresh_token: 'x' }), 401],
    ] as const)('logs in from the very network that is past the limit of %s', async (path, body, status) => {
      for (let i = 0; i < LIMIT; i++) await post(path, body()).expect(status);
      const refused = await post(path, body()).expect(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      await login().expect(200);
    });

    it('recovers in the network that is past the limit of logins, of resets and of refreshes', async () => {
      for (let i = 0; i <= LIMIT; i++) await post('login', { username: 'nobody', password: 'wrong' });
      await login().expect(429);
      await forgot().expect(202);
      const { token } = await mail.next(ada.email, RESET);
      for (let i = 0; i <= LIMIT; i++) await post('reset-password', { token: 'x', new_password: NEW_PASSWORD });
      await post('reset-password', { token: 'x', new_password: NEW_PASSWORD }).expect(429);
      for (let i = 0; i <= LIMIT; i++) await post('refresh', { refresh_token: 'x' });
      await post('refresh', { refresh_token: ada.refreshToken }).expect(200);
      const done = await post('reset-password', { token, new_password: NEW_PASSWORD }).expect(204);
      // The device that recovered is known.
      await login(NEW_PASSWORD).set('Cookie', deviceOf(done)).expect(200);
    });

    it('logs in and recovers from a known device while the network is past the limit', async () => {
      for (let i = 0; i <= LIMIT; i++) await post('login', { username: 'nobody', password: 'wrong' });
      for (let i = 0; i <= LIMIT; i++) await forgot(HOME, 'nobody@example.org');
      await login().expect(429);
      await login().set('Cookie', device).expect(200);
      await forgot().set('Cookie', device).expect(202);
      await mail.next(ada.email, RESET);
    });

    it('has a limit on a known device too', async () => {
      const statuses = [];
      for (let i = 0; i < 2 * LIMIT + 2; i++)
        statuses.push((await login('wrong', ELSEWHERE).set('Cookie', device)).status);
      expect(statuses.filter((status) => status === 401)).toHaveLength(2 * LIMIT);
      expect(statuses.slice(-2)).toEqual([429, 429]);
    });
  });

  describe('by guesses', () => {
    it('logs in from another network at once', async () => {
      await guess(5, ELSEWHERE);
      await login(ada.password, ELSEWHERE).expect(401);
      await login().expect(200);
      // That was no reason to let the others go on.
      await login(ada.password, ELSEWHERE).expect(401);
    });

    it.each([
      ['the /64', '2001:db8:0:1::1', '2001:db8:0:1:ffff::2'],
      ['the IPv4 address in IPv6 clothes', '192.0.2.9', '::ffff:c000:209'],
      ['whatever it says of those behind it', '192.0.2.10', '10.0.0.1, 192.0.2.10'],
    ])('and the guesser is locked out as one network: %s', async (_, one, same) => {
      await guess(5, one);
      await login(ada.password, same).expect(401);
    });

    it('and the guesser is locked out under the other name, on the alias and on a second instance', async () => {
      await guess(3);
      const two = await startTestApp({ beside: app });
      const wrong = { username: ada.username.toUpperCase(), password: 'wrong' };
      await two.api.post('/api/auth/login', undefined, wrong).set('X-Forwarded-For', HOME).expect(401);
      await two.api.post('/api/auth/login', undefined, wrong).set('X-Forwarded-For', HOME).expect(401);
      await two.close();
      await login().expect(401);
    });

    it('logs in from a known device in the very network that is locked out', async () => {
      await guess(5);
      await login().expect(401);
      await login().set('Cookie', device).expect(200);
    });

    it.each([
      ['that lives', () => Promise.resolve()],
      ['that was logged out', () => app.api.post('/api/v1/auth/logout', ada).expect(204)],
    ])('logs in with the refresh token of a session %s where there are no cookies', async (_, end) => {
      await end();
      await guess(5);
      await login(ada.password, HOME, { refresh_token: ada.refreshToken }).expect(200);
    });

    it('is known by the token of before the last refresh, but not by an older one', async () => {
      const { body } = await post('refresh', { refresh_token: ada.refreshToken }).expect(200);
      await guess(5);
      await login(ada.password, HOME, { refresh_token: ada.refreshToken }).expect(200);
      await post('refresh', { refresh_token: (body as { refresh_token: string }).refresh_token }).expect(200);
      await guess(5);
      await login(ada.password, HOME, { refresh_token: ada.refreshToken }).expect(401);
    });

    it('is waited for no longer than an hour', async () => {
      for (let i = 0; i < 4; i++) {
        await guess(5);
        app.clock.advance({ minutes: 60 });
      }
      await login().expect(200);
    });
  });

  describe('and the device that is known', () => {
    const locked = async (cookie: string, more: object = {}, password = ada.password) => {
      await guess(5);
      await login(password, HOME, more).set('Cookie', cookie).expect(401);
    };

    it('is kept by a cookie that no script, other host or other site can read', async () => {
      const { headers } = await login().expect(200);
      const [line = ''] = headers['set-cookie'] as unknown as string[];
      expect(line).toMatch(/^__Host-device=[\w-]{134}; /);
      const attributes = line.split('; ');
      expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']));
      expect(line).not.toContain('Domain');
    });

    it('is none for another account', async () => {
      const eve = await app.api.newUser('eve');
      const { headers } = await post('login', { username: eve.email, password: eve.password }).expect(200);
      await locked(deviceOf({ headers } as Response), { refresh_token: eve.refreshToken });
    });

    it('is none with a forged cookie', () => locked(`${device.slice(0, -3)}AAA`));

    it('is none after half a year without a login', async () => {
      app.clock.advance({ days: 181 });
      await locked(device);
    });

    it('is none after a reset, but that of the reset', async () => {
      await forgot().expect(202);
      const { token } = await mail.next(ada.email, RESET);
      await post('reset-password', { token, new_password: NEW_PASSWORD }).expect(204);
      await locked(device, { refresh_token: ada.refreshToken }, NEW_PASSWORD);
    });

    it('is none after a change of the password, but that which changed it', async () => {
      const other = await app.api.login(ada);
      const changed = await app.api
        .post('/api/v1/users/me/password', ada, { current_password: ada.password, new_password: NEW_PASSWORD })
        .expect(204);
      await locked(device, { refresh_token: other.refreshToken }, NEW_PASSWORD);
      await login(NEW_PASSWORD).set('Cookie', deviceOf(changed)).expect(200);
      await login(NEW_PASSWORD, HOME, { refresh_token: ada.refreshToken }).expect(200);
    });

    it('is none by a session that was ended from another device', async () => {
      const other = await app.api.login(ada);
      const { body } = await app.api.get('/api/v1/auth/sessions', ada).expect(200);
      for (const { id, current } of (body as { items: { id: string; current: boolean }[] }).items)
        if (!current) await app.api.delete(`/api/v1/auth/sessions/${id}`, ada).expect(204);
      await locked('', { refresh_token: other.refreshToken });
    });

    it('gives a thief five guesses, whichever way, and does not lock the owner out', async () => {
      for (let i = 0; i < 5; i++) await login('wrong', ELSEWHERE).set('Cookie', device).expect(401);
      await login(ada.password, ELSEWHERE).set('Cookie', device).expect(401);
      await login(ada.password, ELSEWHERE).expect(401);
      await login().set('Cookie', device).expect(200);
    });
  });

  describe('by guesses from many networks', () => {
    const fromEverywhere = async (networks: number, username = ada.email) => {
      for (let n = 0; n < networks; n++) {
        for (let i = 0; i < 5; i++) await post('login', { username, password: 'wrong' }, `192.0.2.${n}`).expect(401);
      }
    };
    const timed = async (work: () => Promise<unknown>) => {
      const begun = performance.now();
      await work();
      return performance.now() - begun;
    };

    it('logs in from anywhere, only more slowly, and from a known device as ever', async () => {
      await fromEverywhere(10);
      const strange = await timed(() => login().expect(200));
      expect(strange).toBeGreaterThan(1_000);
      expect(strange).toBeLessThan(5_000);
      expect(await timed(() => login().set('Cookie', device).expect(200))).toBeLessThan(1_000);
      app.clock.advance({ minutes: 60 });
      expect(await timed(() => login().expect(200))).toBeLessThan(1_000);
    });

    it('is slowed as one who does not exist, and by no single network', async () => {
      await fromEverywhere(10, 'nobody@example.org');
      expect(
        await timed(() => post('login', { username: 'nobody@example.org', password: 'wrong' }).expect(401)),
      ).toBeGreaterThan(1_000);
      for (let minute = 0; minute < 4; minute++) {
        await guess(LIMIT, ELSEWHERE);
        app.clock.advance({ minutes: 1 });
      }
      expect(await timed(() => login().expect(200))).toBeLessThan(1_000);
    });

    it('costs the server no more than a few waiting logins, and the audit one line', async () => {
      await fromEverywhere(10);
      const flood = await Promise.all(
        Array.from({ length: 40 }, async (_, n) => (await login('wrong', `192.0.2.${100 + n}`)).status),
      );
      expect(flood.filter((status) => status === 401)).toHaveLength(8);
      expect(flood.filter((status) => status === 429)).toHaveLength(32);
      expect(await events('login.failed', 'slowed_down')).toHaveLength(1);
      await login().set('Cookie', device).expect(200);
    }, 30_000);
  });

  describe('by recoveries from many networks', () => {
    it('gets a mail for each of their own, and keeps the link that they are about to use', async () => {
      for (let n = 0; n < 4; n++) await forgot(`192.0.2.${n}`).expect(202);
      await forgot().expect(202);
      const { token } = await mail.next(ada.email, RESET, 4);
      for (let n = 4; n < 12; n++) await forgot(`192.0.2.${n}`).expect(202);
      await forgot().expect(202);
      expect((await mail.next(ada.email, RESET, 13)).token).toBe(token);
      await post('reset-password', { token, new_password: NEW_PASSWORD }).expect(204);
    });

    it('gets a bounded number of mails, and a refusal is in the audit once for each network', async () => {
      for (let n = 0; n < 4; n++) for (let i = 0; i < 10; i++) await forgot(`192.0.2.${n}`).expect(202);
      await mail.next(ada.email, RESET, 19);
      expect(await events('password.reset_requested', 'too_many_mails')).toHaveLength(4);
      const bob = await app.api.newUser('bob');
      await forgot(HOME, bob.email).expect(202);
      await mail.next(bob.email, RESET);
      expect(mail.mails.filter(({ to }) => to === ada.email)).toHaveLength(20);
    });
  });

  it.each([
    ['login', 'login.failed', () => login('wrong', ELSEWHERE)],
    ['recovery', 'password.reset_requested', () => forgot(ELSEWHERE)],
  ] as const)('a refused flood of %s is in the audit, once a minute', async (_, event, send) => {
    for (let i = 0; i < 3 * LIMIT; i++) await send();
    expect(await events(event, 'rate_limited')).toEqual([{ user_id: ada.id, ip: ELSEWHERE, outcome: 'failure' }]);
    app.clock.advance({ minutes: 1 });
    for (let i = 0; i < 2 * LIMIT; i++) await send();
    expect(await events(event, 'rate_limited')).toHaveLength(2);
  });

  it('a guess that was refused because the network is locked out is in the audit', async () => {
    await guess(7, ELSEWHERE);
    expect(await events('login.failed', 'locked')).toHaveLength(2);
  });
});
