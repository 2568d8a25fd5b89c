/** @no-pooler rules; its statements are of kinds that others send through one */
import { useMailServer, useTestApp, useUserPerTest } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';
import { testSecrets } from '../support/test-config.js';
import { refresh, refreshed, tokensOf } from '../support/tokens.js';

/** Two instances in the middle of a change of the secret, and one that has come to its end. */
describe('another REFRESH_TOKEN_SECRET', () => {
  const [first, second] = [testSecrets().REFRESH_TOKEN_SECRET, testSecrets().REFRESH_TOKEN_SECRET];
  const mail = useMailServer();
  const old = useTestApp({
    mail,
    env: { AUTH_COOKIES: 'true', REFRESH_TOKEN_SECRET: first, REFRESH_TOKEN_PREVIOUS_SECRETS: second },
  });
  const next = useTestApp({
    beside: old,
    env: { REFRESH_TOKEN_SECRET: second, REFRESH_TOKEN_PREVIOUS_SECRETS: first },
  });
  const ada = useUserPerTest(old, 'ada');

  it('logs nobody out: each instance takes the tokens of the other', async () => {
    let user = ada;
    for (const app of [next, next, old, next, old, old]) user = await refreshed(app, user);
    await old.api.get('/api/v1/users/me', user).expect(200);
  });

  it('gives the same child again, and ends the session when a token comes back that was used up', async () => {
    const children = [await refreshed(next, ada), await refreshed(next, ada)];
    expect(children[0]!.refreshToken).toBe(children[1]!.refreshToken);
    // The same generation in the other's writing.
    const written = tokensOf(await refresh(old, ada.refreshToken).expect(200)).refresh_token;
    expect(written).not.toBe(children[0]!.refreshToken);
    const grandchild = await refreshed(next, { ...ada, refreshToken: written });
    expect(tokensOf(await refresh(next, children[0]!.refreshToken).expect(200)).refresh_token).toBe(
      grandchild.refreshToken,
    );
    next.clock.advance({ seconds: 31 });
    await refresh(next, ada.refreshToken).expect(401);
    await refresh(old, grandchild.refreshToken).expect(401);
  });

  it('leaves mailed links, CSRF tokens and cursors good', async () => {
    await old.api.post('/api/v1/auth/forgot-password', undefined, { email: ada.email }).expect(202);
    const token = (await mail.next(ada.email, /Choose a new password/)).token!;
    for (const title of ['one', 'two']) await old.api.post('/api/v1/me/tasks', ada, { title }).expect(201);
    const { next_cursor } = (await old.api.get('/api/v1/me/tasks?limit=1', ada).expect(200)).body as {
      next_cursor: string;
    };
    await next.api.get(`/api/v1/me/tasks?limit=1&cursor=${next_cursor}`, ada).expect(200);
    const login = await old.api
      .post('/api/v1/auth/cookie-session', undefined, { username: ada.email, password: ada.password })
      .expect(200);
    const jar = (login.headers['set-cookie'] as unknown as string[]).map((line) => line.split(';', 1)[0]).join('; ');
    await next.api
      .post('/api/v1/auth/refresh')
      .set({ Cookie: jar, 'X-CSRF-Token': login.headers['x-csrf-token'] ?? '' })
      .expect(200);
    for (const app of [next, old]) {
      const status = app === next ? 204 : 422;
      await app.api
        .post('/api/v1/auth/reset-password', undefined, { token, new_password: 'an entirely different phrase' })
        .expect(status);
    }
  });

  it('takes nothing of the last one any more when that is gone from the list', async () => {
    await using alone = await startTestApp({ beside: next, env: { REFRESH_TOKEN_PREVIOUS_SECRETS: '' } });
    const child = await refreshed(next, await old.api.newUser('bob'));
    await refresh(alone, ada.refreshToken).expect(401);
    await refreshed(alone, child);
  });
});
