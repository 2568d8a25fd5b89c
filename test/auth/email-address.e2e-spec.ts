/** @hostile-role @no-pooler rules; its statements are of kinds that others send through one */
import type { TestUser } from '../support/api-client.js';
import { useMailServer, useTestApp } from '../support/fixtures.js';

describe('e-mail addresses', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { EMAIL_VERIFICATION: 'optional' } });
  const strict = useTestApp({ beside: app, env: { EMAIL_VERIFICATION: 'required' } });

  const verify = (token: string) => app.api.post('/api/v1/auth/verify-email', undefined, { token });
  const changeTo = (user: TestUser, email: string, current_password = user.password) =>
    app.api.post('/api/v1/users/me/email', user, { email, current_password });
  const login = (username: string, password: string, on = app) =>
    on.api.post('/api/v1/auth/login', undefined, { username, password });

  it('are confirmed with the link of the registration, once', async () => {
    const ada = await app.api.newUser('ada');
    const { token } = await mail.next(ada.email, /Confirm your e-mail/);
    await verify(token!).expect(204);
    const { body } = await app.api.get('/api/v1/users/me', ada).expect(200);
    expect(body.email_verified_at).not.toBeNull();
    await verify(token!).expect(422);
  });

  it('are confirmed under PUBLIC_URL, or its default, whatever the request says of its host', async () => {
    const ada = await app.api.newUser('ada');
    const email = `new-${ada.email}`;
    const names = [
      'X-Forwarded-Host',
      'Forwarded',
      'X-Host',
      'Origin',
      'Referer',
      'X-Original-URL',
      'X-Forwarded-Prefix',
    ];
    const hostile = Object.fromEntries(
      names.map((name) => [name, name === 'Forwarded' ? 'host=evil.example' : 'https://evil.example']),
    );
    await changeTo(ada, email)
      .set({ Host: 'evil.example', ...hostile })
      .expect(202);
    const { content } = await mail.next(email, /Confirm/);
    expect(content).toContain('http://localhost:0/verify-email#token=');
    expect(content).not.toContain('evil');
  });

  it('must be confirmed before a login where that is required, and another link is mailed', async () => {
    const ada = await app.api.newUser('ada');
    await mail.next(ada.email, /Confirm your e-mail/);
    await login(ada.email, 'wrong', strict).expect(401);
    const refused = await login(ada.email, ada.password, strict).expect(403);
    expect(refused.body.error_code).toBe('EMAIL_NOT_VERIFIED');
    const { token } = await mail.next(ada.email, /Confirm your e-mail/, 1);
    await verify(token!).expect(204);
    await login(ada.email, ada.password, strict).expect(200);
  });

  it('change when the new one is confirmed, and the old one is told', async () => {
    const ada = await app.api.newUser('ada');
    const next = `new-${ada.email}`;
    await changeTo(ada, next, 'wrong').expect(422);
    await changeTo(ada, next).expect(202);
    const { token } = await mail.next(next, /new e-mail/);
    await login(next, ada.password).expect(401);
    await verify(token!).expect(204);
    await login(next, ada.password).expect(200);
    await login(ada.email, ada.password).expect(401);
    await mail.next(ada.email, /was changed/);
  });

  it('do not change by a link that was asked for before the password changed: an intruder may have asked', async () => {
    const ada = await app.api.newUser('ada');
    await changeTo(ada, `evil-${ada.email}`).expect(202);
    const { token } = await mail.next(`evil-${ada.email}`, /new e-mail/);
    const new_password = `${ada.password}, another`;
    await app.api
      .post('/api/v1/users/me/password', ada, { current_password: ada.password, new_password: 'Password1!' })
      .expect(422);
    await app.api.post('/api/v1/users/me/password', ada, { current_password: ada.password, new_password }).expect(204);
    await verify(token!).expect(422);
    expect((await app.api.get('/api/v1/users/me', ada).expect(200)).body.email).toBe(ada.email);
  });

  it('do not change by a link that was asked for before the password was reset', async () => {
    const ada = await app.api.newUser('ada');
    await changeTo(ada, `evil-${ada.email}`).expect(202);
    const evil = await mail.next(`evil-${ada.email}`, /new e-mail/);
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: ada.email }).expect(202);
    const { token } = await mail.next(ada.email, /password/i);
    await app.api
      .post('/api/v1/auth/reset-password', undefined, { token, new_password: `${ada.password}, another` })
      .expect(204);
    await verify(evil.token!).expect(422);
  });

  it('make reset links to the old address worthless when they change', async () => {
    const ada = await app.api.newUser('ada');
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: ada.email }).expect(202);
    const reset = await mail.next(ada.email, /Choose a new/);
    await changeTo(ada, `new-${ada.email}`).expect(202);
    await verify((await mail.next(`new-${ada.email}`, /new e-mail/)).token!).expect(204);
    await app.api
      .post('/api/v1/auth/reset-password', undefined, {
        token: reset.token,
        new_password: 'an entirely different phrase',
      })
      .expect(422);
  });

  it('cannot be taken from another account, whose existence is not told before', async () => {
    const [ada, bob] = [await app.api.newUser('ada'), await app.api.newUser('bob')];
    await changeTo(ada, bob.email.toUpperCase()).expect(202);
    const { token } = await mail.next(bob.email.toUpperCase(), /new e-mail/);
    await verify(token!).expect(409);
    await login(bob.email, bob.password).expect(200);
  });

  it('go by ASCII case alone: look-alikes are other people, and of parallel registrations one wins', async () => {
    const unique = `mike-${process.pid}`;
    const register = (email: string, i: number) =>
      app.api.post('/api/v1/auth/register', undefined, {
        email,
        username: `${unique}-${i}-${email.length}`,
        full_name: 'Mike',
        password: 'a long enough phrase',
      });
    const spellings = Array.from({ length: 20 }, (_, i) =>
      [...`${unique}@example.org`].map((c, at) => ((i >> (at % 5)) & 1 ? c.toUpperCase() : c)).join(''),
    );
    const statuses = await Promise.all(spellings.map(async (email, i) => (await register(email, i)).status));
    expect(statuses.sort()).toEqual([201, ...Array<number>(19).fill(409)]);
    // The dotless i and the Kelvin sign become i and k where a folding goes too far.
    for (const [i, email] of [`mıke-${process.pid}@example.org`, `mi\u212Ae-${process.pid}@example.org`].entries()) {
      const { status } = await register(email, 100 + i);
      expect([201, 422]).toContain(status);
      await app.api.post('/api/v1/auth/forgot-password', undefined, { email });
    }
    await login(`${unique}@EXAMPLE.org`, 'a long enough phrase').expect(200);
    expect(
      mail.mails.filter(
        ({ to, subject }) => to.toLowerCase() === `${unique}@example.org` && subject.includes('Choose'),
      ),
    ).toEqual([]);
  });

  it('are answered with nothing but their own link when asked to prove the password too often', async () => {
    const ada = await app.api.newUser('ada');
    for (let i = 0; i < 5; i++) await changeTo(ada, `x-${ada.email}`, 'wrong').expect(422);
    await changeTo(ada, `x-${ada.email}`).expect(429);
  });
});
