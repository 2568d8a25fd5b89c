import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useMailServer, useTestApp, useUserPerTest } from '../support/fixtures.js';
import type { TestApp } from '../support/test-app.js';

const NEW_PASSWORD = 'an entirely different phrase';

/** What asks someone who is logged in for the current password. */
const ASKING: Record<
  string,
  (app: TestApp, user: TestUser, current_password: string) => ReturnType<TestApp['api']['post']>
> = {
  'a change of the password': (app, user, current_password) =>
    app.api.post('/api/v1/users/me/password', user, { current_password, new_password: NEW_PASSWORD }),
  'a change of the address': (app, user, current_password) =>
    app.api.post('/api/v1/users/me/email', user, { current_password, email: `new-${user.email}` }),
  'a change of the username': (app, user, current_password) =>
    app.api.patch('/api/v1/users/me', user, { current_password, username: `n-${user.username}` }),
};

describe('the current password', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail });
  const two = useTestApp({ beside: app });
  const ada = useUserPerTest(app, 'ada');

  const failures = (user: TestUser) =>
    behind<{ ip: string; actor_id: string; detail: unknown }>(
      app,
      `SELECT host(ip) AS ip, actor_id, detail FROM audit_events
       WHERE user_id = $1 AND event = 'password.proof_failed' AND outcome = 'failure' ORDER BY occurred_at, id`,
      [user.id],
    );

  it.each(Object.keys(ASKING))('cannot be guessed without bound, and each guess is audited: %s', async (what) => {
    const ask = ASKING[what]!;
    for (let i = 0; i < 5; i++) {
      const { body } = await ask(i % 2 ? two : app, ada, `wrong ${i}`).expect(422);
      expect(body).toMatchObject({ error_code: 'WRONG_PASSWORD', errors: [{ pointer: '/current_password' }] });
    }
    const { headers } = await ask(app, ada, ada.password).expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(850);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(900);
    await ask(two, ada, ada.password).expect(429);
    const events = await failures(ada);
    expect(events.map(({ detail }) => (detail as { reason: string }).reason)).toEqual([
      ...Array<string>(5).fill('wrong_password'),
      'locked',
      'locked',
    ]);
    expect(events[0]).toMatchObject({ ip: '127.0.0.1', actor_id: ada.id });
    app.clock.advance({ minutes: 15 });
    expect((await ask(app, ada, ada.password)).status).toBeLessThan(300);
  });

  it('has its failures forgotten a day after the last one, whether or not the retention has run', async () => {
    const ask = ASKING['a change of the address']!;
    const guessFourTimes = async () => {
      const today = await app.api.login(ada);
      for (let i = 0; i < 4; i++) await ask(app, today, `wrong ${i}`).expect(422);
      return today;
    };
    await guessFourTimes();
    app.clock.advance({ days: 1, minutes: 1 });
    await ask(app, await guessFourTimes(), ada.password).expect(202);
  });

  it('is bounded over all that ask for it together, and evaluates no more than five of fifty at once', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const ask = Object.values(ASKING)[i % 3]!;
        return (await ask(i % 2 ? two : app, ada, `wrong ${i}`)).status;
      }),
    );
    expect(statuses.filter((status) => status === 422)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(45);
  });

  it('is asked for again after 15, 30, 60 and 60 minutes', async () => {
    const ask = ASKING['a change of the address']!;
    for (const minutes of [15, 30, 60, 60]) {
      for (let i = 0; i < 5; i++) await ask(app, ada, 'wrong').expect(422);
      app.clock.advance({ minutes: minutes - 1 });
      await ask(app, ada, ada.password).expect(429);
      app.clock.advance({ minutes: 1 });
    }
    await ask(app, ada, ada.password).expect(202);
    // Proven, the failures are forgotten.
    for (let i = 0; i < 4; i++) await ask(app, ada, 'wrong').expect(422);
    await ask(app, ada, ada.password).expect(202);
    for (let i = 0; i < 4; i++) await ask(app, ada, 'wrong').expect(422);
  });

  it('locks no login out, and a reset ends it', async () => {
    const ask = ASKING['a change of the password']!;
    for (let i = 0; i < 6; i++) await ask(app, ada, 'wrong');
    await app.api.login(ada);
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: ada.email }).expect(202);
    const { token } = await mail.next(ada.email, /Choose/);
    const password = 'a third and rather long phrase';
    await app.api.post('/api/v1/auth/reset-password', undefined, { token, new_password: password }).expect(204);
    await ask(app, await app.api.login({ ...ada, password }), password).expect(204);
  });

  it('is needed for another username, which is audited and told by mail', async () => {
    const rename = (username: string, fields = {}) => app.api.patch('/api/v1/users/me', ada, { username, ...fields });
    const missing = await rename(`n-${ada.username}`).expect(422);
    expect(missing.body.errors).toMatchObject([{ pointer: '/current_password', code: 'REQUIRED' }]);
    // In another case it is the same login, and yet another name.
    await rename(ada.username.toUpperCase()).expect(422);
    await rename(`n-${ada.username}`, { current_password: 'wrong', full_name: 'Countess' }).expect(422);
    const unchanged = await rename(ada.username, { full_name: 'Lady' }).expect(200);
    expect(unchanged.body).toMatchObject({ username: ada.username, full_name: 'Lady' });
    const { body } = await rename(`n-${ada.username}`, {
      current_password: ada.password,
      full_name: 'Countess',
    }).expect(200);
    expect(body).toMatchObject({ username: `n-${ada.username}`, full_name: 'Countess', email: ada.email });
    const { content } = await mail.next(ada.email, /username was changed/);
    expect(content).toContain(`n-${ada.username}`);
    const events = await behind(
      app,
      `SELECT actor_id, outcome FROM audit_events WHERE user_id = $1 AND event = 'username.changed'`,
      [ada.id],
    );
    expect(events).toEqual([{ actor_id: ada.id, outcome: 'success' }]);
    await app.api.post('/api/v1/auth/login', undefined, { username: ada.username, password: ada.password }).expect(401);
    await app.api
      .post('/api/v1/auth/login', undefined, { username: `n-${ada.username}`, password: ada.password })
      .expect(200);
  });
});
