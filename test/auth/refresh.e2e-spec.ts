/** @hostile-role */
import type { TestUser } from '../support/api-client.js';
import { within } from '../support/eventually.js';
import { useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import { asAdmin } from '../support/harness.js';
import { startTestApp } from '../support/test-app.js';
import { claimsOf, refresh, refreshed, tokensOf } from '../support/tokens.js';

const ME = '/api/v1/users/me';

describe('refresh', () => {
  const { here, there } = useTwoInstances();
  const ada = useUserPerTest(here, 'ada');

  async function expectDead(user: TestUser): Promise<void> {
    await here.api.get(ME, user).expect(401);
    // By (D4) it is one second; here a busy machine may take longer.
    await within(5_000, () => there.api.get(ME, user).expect(401));
  }

  it('rotates: a new refresh token and an access token of the same session', async () => {
    const next = await refreshed(here, ada);
    expect(next.refreshToken).not.toBe(ada.refreshToken);
    expect(claimsOf(next.token)).toMatchObject({
      sub: ada.id,
      sid: claimsOf(ada.token).sid,
      auth_time: claimsOf(ada.token).auth_time,
    });
    await here.api.get(ME, next).expect(200);
    await there.api.get(ME, next).expect(200);
    await refreshed(there, next);
  });

  it('gives 20 at once, on two instances, one and the same child (D2)', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => refresh(i % 2 ? here : there, ada.refreshToken)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const children = new Set(answers.map((answer) => tokensOf(answer).refresh_token));
    expect(children.size).toBe(1);
    for (const answer of answers) await here.api.get(ME, { ...ada, token: tokensOf(answer).access_token }).expect(200);

    const child = { ...ada, refreshToken: [...children][0] ?? '' };
    const grandchild = await refreshed(here, child);
    here.clock.advance({ seconds: 31 });
    await refresh(there, ada.refreshToken).expect(401);
    await within(1_000, () => here.api.get(ME, grandchild).expect(401));
    await expectDead(grandchild);
    await refresh(here, grandchild.refreshToken).expect(401);
  });

  it('replayed past the grace, ends the session though the answer is an error (D1)', async () => {
    const child = await refreshed(here, ada);
    const grandchild = await refreshed(here, child);
    const other = await here.api.login(ada);
    here.clock.advance({ seconds: 31 });
    const { body } = await refresh(here, ada.refreshToken).expect(401);
    expect(body).toMatchObject({ error_code: 'INVALID_REFRESH_TOKEN' });
    await expectDead(grandchild);
    await refresh(here, grandchild.refreshToken).expect(401);
    await here.api.get(ME, other).expect(200);
    const reason = await asAdmin(here.adminUrl, (client) =>
      client.query('SELECT revoked_reason FROM sessions WHERE id = $1', [claimsOf(ada.token).sid]),
    );
    expect(reason.rows).toEqual([{ revoked_reason: 'reuse' }]);
  });

  it('gives the same child for 30 seconds, and after that a new one that makes the lost one void', async () => {
    const lost = await refreshed(here, ada);
    here.clock.advance({ seconds: 29 });
    expect((await refreshed(there, ada)).refreshToken).toBe(lost.refreshToken);
    here.clock.advance({ seconds: 2 });
    const found = await refreshed(here, ada);
    expect(found.refreshToken).not.toBe(lost.refreshToken);
    expect((await refreshed(here, ada)).refreshToken).toBe(found.refreshToken);
    await here.api.get(ME, found).expect(200);
    await refresh(here, lost.refreshToken).expect(401);
    await expectDead(found);
  });

  it('racing logout mints nothing that works (D3)', async () => {
    const race = async () => {
      const user = await here.api.login(ada);
      const [answer] = await Promise.all([
        refresh(there, user.refreshToken),
        here.api.post('/api/v1/auth/logout', user).expect(204),
      ]);
      expect([200, 401]).toContain(answer.status);
      const minted = { ...user, token: answer.status === 200 ? tokensOf(answer).access_token : user.token };
      await expectDead(minted);
      await refresh(here, user.refreshToken).expect(401);
      if (answer.status === 200) await refresh(there, tokensOf(answer).refresh_token).expect(401);
    };
    await Promise.all(Array.from({ length: 10 }, race));
  });

  it('revives nothing after a restart (D3)', async () => {
    await here.api.post('/api/v1/auth/logout', ada).expect(204);
    await using restarted = await startTestApp({ beside: here });
    await restarted.api.get(ME, ada).expect(401);
    await refresh(restarted, ada.refreshToken).expect(401);
  });

  it('ends after 7 days without use', async () => {
    here.clock.advance({ days: 6, minutes: 23 * 60 });
    const next = await refreshed(here, ada);
    here.clock.advance({ days: 7, minutes: 1 });
    await refresh(here, next.refreshToken).expect(401);
    await refresh(here, ada.refreshToken).expect(401);
  });

  it('ends 30 days after login, however busy, and no token lasts longer (D5)', async () => {
    let user = ada;
    for (let day = 0; day < 29; day += 1) {
      here.clock.advance({ days: 1 });
      user = await refreshed(here, user);
    }
    here.clock.advance({ minutes: 24 * 60 - 10 });
    const last = await refreshed(here, user);
    expect(last.expires_in).toBeLessThanOrEqual(600);
    expect(last.refresh_expires_in).toBeLessThanOrEqual(600);
    expect(claimsOf(last.token).exp - claimsOf(last.token).iat).toBe(last.expires_in);
    here.clock.advance({ minutes: 11 });
    await refresh(here, last.refreshToken).expect(401);
  });

  it('is refused to a deactivated user and to one who is gone', async () => {
    await asAdmin(here.adminUrl, (client) =>
      client.query('UPDATE users SET is_active = false WHERE id = $1', [ada.id]),
    );
    await refresh(here, ada.refreshToken).expect(401);
    await asAdmin(here.adminUrl, (client) => client.query('DELETE FROM users WHERE id = $1', [ada.id]));
    await refresh(here, ada.refreshToken).expect(401);
  });

  it('answers whatever is no refresh token alike (A9)', async () => {
    const flipped = ada.refreshToken.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'));
    const forged = [
      ada.token,
      flipped,
      ada.refreshToken.slice(0, -1),
      `${ada.refreshToken}=`,
      `${ada.refreshToken}A`,
      '',
      '.',
      ' ',
      '\u00e9',
      'a'.repeat(4_096),
    ];
    for (const token of forged) {
      const { body } = await refresh(here, token).expect(401);
      expect(body).toMatchObject({ error_code: 'INVALID_REFRESH_TOKEN' });
    }
    await refresh(here, 'a'.repeat(4_097)).expect(422);
    for (const value of [null, 1, ['a'], { a: 1 }])
      await here.api.post('/api/v1/auth/refresh', undefined, { refresh_token: value }).expect(422);
    await here.api.post('/api/v1/auth/refresh').expect(422);
    await here.api.post('/api/v1/auth/refresh', undefined, {}).expect(422);
    await refreshed(here, ada);
  });

  it('is no access token, nor is the reverse (A9)', async () => {
    await here.api.get(ME, { ...ada, token: ada.refreshToken }).expect(401);
    await refresh(here, ada.token).expect(401);
  });
});
