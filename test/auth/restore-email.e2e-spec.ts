/** @no-pooler rules; its statements are of kinds that others send through one */
import type { Response } from 'supertest';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useMailServer, useTestApp } from '../support/fixtures.js';
import { refresh } from '../support/tokens.js';

const CHANGED = /address was changed/;
const NEW_PASSWORD = 'an entirely different phrase';

describe('a changed e-mail address', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { PUBLIC_URL: 'https://app.example.org' } });
  let ada: TestUser;
  beforeEach(async () => {
    ada = await app.api.newUser('ada');
  });

  const restore = (token: string, new_password = NEW_PASSWORD) =>
    app.api.post('/api/v1/auth/reset-password', undefined, { token, new_password });
  const login = (username: string, password: string) =>
    app.api.post('/api/v1/auth/login', undefined, { username, password });
  const deviceOf = ({ headers }: Response) => /__Host-device=[^;]+/.exec(String(headers['set-cookie']))![0];
  const me = (user: TestUser) => app.api.get('/api/v1/users/me', user);
  const emailOf = async ({ id }: TestUser) =>
    (await behind<{ email: string }>(app, 'SELECT email FROM users WHERE id = $1', [id]))[0]?.email;
  const seen = (email: string, subject: RegExp) =>
    mail.mails.filter(({ to, subject: text }) => to === email && subject.test(text)).length;

  /** @returns the token in the link to `email`. */
  async function mailed(email: string, subject: RegExp, act: () => PromiseLike<unknown>): Promise<string> {
    const before = seen(email, subject);
    await act();
    return (await mail.next(email, subject, before)).token!;
  }

  /** Changes the address. @returns the token in the notice to the old one. */
  async function change(user: TestUser, from: string, to: string): Promise<string> {
    const body = { email: to, current_password: user.password };
    const token = await mailed(to, /new e-mail/, () => app.api.post('/api/v1/users/me/email', user, body).expect(202));
    return mailed(from, CHANGED, () => app.api.post('/api/v1/auth/verify-email', undefined, { token }).expect(204));
  }

  it('is taken back from the mail to the old one: with a new password, without the sessions, once', async () => {
    const evil = `evil-${ada.email}`;
    const token = await change(ada, ada.email, evil);
    expect((await mail.next(ada.email, CHANGED)).content).toContain('https://app.example.org/reset-password#token=');
    const weak = await restore(token, 'Password1!').expect(422);
    expect(weak.body.error_code).toBe('WEAK_PASSWORD');
    await restore(token).expect(204);
    await me(ada).expect(401);
    await refresh(app, ada.refreshToken).expect(401);
    await login(evil, ada.password).expect(401);
    await login(ada.username, ada.password).expect(401);
    const again = await login(ada.email, NEW_PASSWORD).expect(200);
    const { body } = await me({ ...ada, token: again.body.access_token as string }).expect(200);
    expect(body).toMatchObject({ email: ada.email, email_verified_at: expect.any(String) });
    await mail.next(evil, /was taken back/);
    expect((await mail.next(evil, /was taken back/)).token).toBeUndefined();
    const refused = await restore(token).expect(422);
    expect(refused.body.error_code).toBe('LINK_NOT_ACCEPTED');
    const events = await behind<{ event: string; outcome: string }>(
      app,
      `SELECT event, outcome FROM audit_events WHERE user_id = $1 AND event = 'email.restored' ORDER BY id`,
      [ada.id],
    );
    expect(events.map(({ outcome }) => outcome)).toEqual(['success', 'failure']);
  });

  it('ends every lock and voids every known device when it is taken back, but for the one that did it', async () => {
    const device = deviceOf(await login(ada.username, ada.password).expect(200));
    const token = await change(ada, ada.email, `evil-${ada.email}`);
    const lock = async () => {
      for (let i = 0; i < 5; i++) await login(ada.username, 'wrong').expect(401);
    };
    await lock();
    const done = await restore(token).expect(204);
    await login(ada.username, NEW_PASSWORD).expect(200);
    await lock();
    await login(ada.username, NEW_PASSWORD).set('Cookie', device).expect(401);
    await login(ada.username, NEW_PASSWORD).set('Cookie', deviceOf(done)).expect(200);
  });

  it('is taken back by one of twenty parallel uses', async () => {
    const token = await change(ada, ada.email, `evil-${ada.email}`);
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => (await restore(token, `${NEW_PASSWORD} ${i}`)).status),
    );
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => status === 422)).toHaveLength(19);
  });

  it('is taken back for 72 hours and no longer', async () => {
    const token = await change(ada, ada.email, `evil-${ada.email}`);
    app.clock.advance({ minutes: 72 * 60 - 1 });
    await restore(token, 'Password1!').expect(422);
    const bob = await app.api.newUser('bob');
    const other = await change(bob, bob.email, `evil-${bob.email}`);
    app.clock.advance({ minutes: 2 });
    await restore(token).expect(422);
    expect(await emailOf(ada)).toBe(`evil-${ada.email}`);
    await restore(other).expect(204);
  });

  it('is taken back although it was changed twice, and the intruder’s own link is void then', async () => {
    const [first, second] = [`evil-${ada.email}`, `worse-${ada.email}`];
    const token = await change(ada, ada.email, first);
    const evil = await change(ada, first, second);
    await restore(token).expect(204);
    expect(await emailOf(ada)).toBe(ada.email);
    await restore(evil).expect(422);
    await mail.next(second, /was taken back/);
  });

  it('is taken back although the intruder has taken the first change back, and never the other way round', async () => {
    const [first, second] = [`evil-${ada.email}`, `worse-${ada.email}`];
    const token = await change(ada, ada.email, first);
    const evil = await change(ada, first, second);
    await restore(evil, `${NEW_PASSWORD} of the intruder`).expect(204);
    expect(await emailOf(ada)).toBe(first);
    await restore(token).expect(204);
    expect(await emailOf(ada)).toBe(ada.email);
    await login(ada.email, NEW_PASSWORD).expect(200);
  });

  it('gives whoever held it for hours no way back that outlasts the owner’s', async () => {
    const first = `evil-${ada.email}`;
    await change(ada, ada.email, first);
    app.clock.advance({ days: 2 });
    // The owner gets in by the password, and changes the address by the ordinary way.
    const again = { ...(await app.api.login({ ...ada, email: ada.username })), email: ada.email };
    const evil = await change(again, first, `safe-${ada.email}`);
    app.clock.advance({ days: 1, minutes: 1 });
    await restore(evil).expect(422);
  });

  it('is taken back although the password was changed, or reset from the new address', async () => {
    const evil = `evil-${ada.email}`;
    const token = await change(ada, ada.email, evil);
    const passwords = { current_password: ada.password, new_password: `${NEW_PASSWORD} of the intruder` };
    await app.api.post('/api/v1/users/me/password', ada, passwords).expect(204);
    const reset = await mailed(evil, /Choose/, () =>
      app.api.post('/api/v1/auth/forgot-password', undefined, { email: evil }).expect(202),
    );
    await app.api
      .post('/api/v1/auth/reset-password', undefined, { token: reset, new_password: `${NEW_PASSWORD} once more` })
      .expect(204);
    await restore(token).expect(204);
    await login(ada.email, NEW_PASSWORD).expect(200);
  });

  it('leaves the intruder no link that was asked for before', async () => {
    const evil = `evil-${ada.email}`;
    const token = await change(ada, ada.email, evil);
    const reset = await mailed(evil, /Choose/, () =>
      app.api.post('/api/v1/auth/forgot-password', undefined, { email: evil }).expect(202),
    );
    const body = { email: `worse-${ada.email}`, current_password: ada.password };
    const next = await mailed(body.email, /new e-mail/, () =>
      app.api.post('/api/v1/users/me/email', ada, body).expect(202),
    );
    await restore(token).expect(204);
    await app.api
      .post('/api/v1/auth/reset-password', undefined, { token: reset, new_password: `${NEW_PASSWORD} again` })
      .expect(422);
    await app.api.post('/api/v1/auth/verify-email', undefined, { token: next }).expect(422);
    expect(await emailOf(ada)).toBe(ada.email);
  });

  it('stays free for its owner: nobody else gets the old one meanwhile, and everyone after', async () => {
    const bob = await app.api.newUser('bob');
    const token = await change(ada, ada.email, `evil-${ada.email}`);
    const register = (email: string) =>
      app.api.post('/api/v1/auth/register', undefined, {
        email,
        username: `x${ada.username}`.slice(0, 50),
        full_name: 'X',
        password: 'a long enough phrase',
      });
    expect((await register(ada.email.toUpperCase()).expect(409)).body.error_code).toBe('EMAIL_TAKEN');
    const body = { email: ada.email, current_password: bob.password };
    const confirm = await mailed(ada.email, /new e-mail/, () =>
      app.api.post('/api/v1/users/me/email', bob, body).expect(202),
    );
    await app.api.post('/api/v1/auth/verify-email', undefined, { token: confirm }).expect(409);
    await restore(token).expect(204);

    const carol = await app.api.newUser('carol');
    await change(carol, carol.email, `new-${carol.email}`);
    await register(carol.email).expect(409);
    app.clock.advance({ days: 3, minutes: 1 });
    await register(carol.email).expect(201);
  });

  it('can be given back to by its owner in the ordinary way', async () => {
    const evil = `evil-${ada.email}`;
    const token = await change(ada, ada.email, evil);
    await change(ada, evil, ada.email);
    expect(await emailOf(ada)).toBe(ada.email);
    await restore(token).expect(204);
    expect(await emailOf(ada)).toBe(ada.email);
    expect(seen(ada.email, /was taken back/)).toBe(0);
  });

  it('keeps the account from being deleted by itself for 72 hours: there would be nothing to take back', async () => {
    const token = await change(ada, ada.email, `evil-${ada.email}`);
    const refused = await app.api.delete('/api/v1/users/me', ada).expect(409);
    expect(refused.body.error_code).toBe('EMAIL_CHANGED_RECENTLY');
    await me(ada).expect(200);
    await restore(token).expect(204);
    ada = await app.api.login({ ...ada, password: NEW_PASSWORD });
    await app.api.delete('/api/v1/users/me', ada).expect(204);
    await restore(token).expect(422);
  });

  it('is not taken back for a disabled account, which stays disabled', async () => {
    const token = await change(ada, ada.email, `evil-${ada.email}`);
    await behind(app, 'UPDATE users SET is_active = false WHERE id = $1', [ada.id]);
    await restore(token).expect(422);
    expect(await emailOf(ada)).toBe(`evil-${ada.email}`);
    await behind(app, 'UPDATE users SET is_active = true WHERE id = $1', [ada.id]);
    await restore(token).expect(204);
  });

  it('has a link that is kept nowhere, and confirms no address', async () => {
    const token = await change(ada, ada.email, `evil-${ada.email}`);
    const tables = await behind<{ name: string }>(
      app,
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const rows = await behind(app, `SELECT 1 FROM ${name} AS t WHERE strpos(t::text, $1) > 0`, [token]);
      expect({ name, rows }).toEqual({ name, rows: [] });
    }
    await app.api.post('/api/v1/auth/verify-email', undefined, { token }).expect(422);
    await restore(ada.refreshToken).expect(422);
    await restore(token).expect(204);
  });

  it('cannot be changed by a request whose password was another’s by the time it is written down', async () => {
    const token = await change(ada, ada.email, `evil-${ada.email}`);
    // The requests of an intruder and the restoration at once, in whatever order: the owner has the address in the end.
    const late = `late-${ada.email}`;
    const requests = Array.from({ length: 4 }, () =>
      app.api
        .post('/api/v1/users/me/email', ada, { email: late, current_password: ada.password })
        .then(({ status }) => status),
    );
    await restore(token).expect(204);
    await Promise.all(requests);
    const bob = await app.api.newUser('bob');
    await change(bob, bob.email, `new-${bob.email}`);
    for (const { to, token: confirm } of mail.mails)
      if (to === late) await app.api.post('/api/v1/auth/verify-email', undefined, { token: confirm }).expect(422);
    expect(await emailOf(ada)).toBe(ada.email);
  });
});
