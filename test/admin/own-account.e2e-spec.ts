/** @no-pooler rules; its statements are of kinds that others send through one */
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { AdminModule } from '../../src/admin/admin.module.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useMailServer, useTestApp, useUserPerTest } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

const ME = '/api/v1/users/me';
const idPath = ({ id }: { id: string }) => `/api/v1/users/${id}`;

/** An answer without what differs between any two: the time, the id of the request and its path. */
function bytesOf({ status, headers, text }: Response) {
  const {
    date: _date,
    'x-request-id': _id,
    ratelimit: _count,
    'content-length': _length,
    ...kept
  } = headers as Record<string, string>;
  return { status, headers: kept, body: text.replace(/"(request_id|timestamp|instance|updated_at)":"[^"]*"/g, '') };
}

describe('/users/{own id}', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { AUTH_COOKIES: 'true' } });
  const ada = useUserPerTest(app, 'ada');
  let bob: TestUser;

  beforeAll(async () => {
    bob = await app.api.newUser('bob');
  });

  const promote = (user: TestUser) => behind(app, 'UPDATE users SET is_superuser = true WHERE id = $1', [user.id]);
  const eventsOf = async (user: TestUser) =>
    (
      await behind<{ event: string }>(app, 'SELECT event FROM audit_events WHERE user_id = $1 ORDER BY id', [user.id])
    ).map(({ event }) => event);

  it('shows the profile with its tag, in every spelling of the id', async () => {
    const profile = await app.api.get(ME, ada).expect(200);
    for (const path of [idPath(ada), `/api/v1/users/${ada.id.toUpperCase()}`, idPath(ada).replace('/v1', '')]) {
      expect(bytesOf(await app.api.get(path, ada))).toEqual(bytesOf(profile));
      expect((await app.api.request('head', path, ada)).headers.etag).toBe(profile.headers.etag);
      const known = (at: string) => app.api.get(at, ada).set('If-None-Match', profile.headers.etag!);
      expect(bytesOf(await known(path).expect(304))).toEqual(bytesOf(await known(ME)));
    }
    expect(bytesOf(await app.api.get(idPath(ada)))).toEqual(bytesOf(await app.api.get(ME)));
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['a name', { full_name: 'Ada L' }],
    ['no object', []],
    ['a blank name', { full_name: ' ' }],
    ['a number', { full_name: 7 }],
    ['a username without the password', { username: 'another-ada' }],
    ['a username with a wrong one', { username: 'another-ada', current_password: 'wrong' }],
    ['a bad username', { username: 'a b' }],
    ['a reserved username', { username: 'admin', current_password: 'x' }],
    ['a role (B5)', { is_superuser: true }],
    ['a standing (B5)', { is_active: false }],
    ['both as they are', { is_superuser: false, is_active: true }],
    ['a role of no type', { is_superuser: 'false' }],
    ["what superusers see of others' accounts", { failed_login_count: 0, locked_until: null }],
    ['an unknown field', { password_hash: 'x', user_id: null }],
  ])('answers a patch with %s as /users/me does', async (_, body) => {
    const [here, there] = [await app.api.newUser('x'), await app.api.newUser('x')];
    const anonymous = (response: Response, { id, email, username }: TestUser) => {
      const { body: text, ...rest } = bytesOf(response);
      const own = text.replace(/"(created_at|email_verified_at)":[^,]*/g, '');
      return { ...rest, body: own.replaceAll(id, '').replaceAll(email, '').replaceAll(username, '') };
    };
    const byMe = await app.api.patch(ME, here, body as object);
    const byId = await app.api.patch(idPath(there), there, body as object);
    expect(anonymous(byId, there)).toEqual(anonymous(byMe, here));
    expect(await eventsOf(there)).toEqual(await eventsOf(here));
  });

  it('changes the username for the password, audited and told by mail', async () => {
    const [username, current_password] = [`${ada.username}-2`, ada.password];
    const { body } = await app.api.patch(idPath(ada), ada, { username, current_password, full_name: 'A' }).expect(200);
    expect(body).toEqual((await app.api.get(ME, ada)).body);
    expect(body).toMatchObject({ username, full_name: 'A' });
    expect(await eventsOf(ada)).toContain('username.changed');
    await mail.next(ada.email, /username/i);
    const given = await app.api.patch(idPath(ada), ada, body as object).expect(200);
    expect(given.body).toMatchObject({ username });
  });

  it('counts wrong passwords under either path together', async () => {
    const guess = (path: string) => app.api.patch(path, ada, { username: `${ada.username}-2`, current_password: 'no' });
    for (const path of [ME, idPath(ada), ME, idPath(ada), ME]) await guess(path).expect(422);
    expect(bytesOf(await guess(idPath(ada)).expect(429)).body).toBe(bytesOf(await guess(ME).expect(429)).body);
  });

  it('removes the account after a fresh login, and clears the cookies', async () => {
    app.clock.advance({ minutes: 5, seconds: 2 });
    expect(bytesOf(await app.api.delete(idPath(ada), ada).expect(403))).toEqual(bytesOf(await app.api.delete(ME, ada)));
    const [fresh, other] = [await app.api.login(ada), await app.api.newUser('other')];
    const removed = await app.api.delete(idPath(ada), fresh).expect(204);
    expect(bytesOf(removed)).toEqual(bytesOf(await app.api.delete(ME, other)));
    expect(removed.headers['set-cookie']).toHaveLength(3);
    expect(removed.headers['clear-site-data']).toBe('"cache"');
    await app.api.get(idPath(ada), fresh).expect(401);
    expect(await behind(app, 'SELECT FROM users WHERE id = $1', [ada.id])).toEqual([]);
    expect((await eventsOf(ada)).slice(-2)).toEqual((await eventsOf(other)).slice(-2));
    bob = await app.api.login(bob);
  });

  it.each(['get', 'patch', 'delete'] as const)('knows no other account, to %s', async (method) => {
    const bodies =
      method === 'patch' ? [{}, { full_name: 'Taken' }, { is_superuser: true }, { nonsense: 1 }] : [undefined];
    for (const body of bodies) {
      const ask = (id: string) => app.api.request(method, idPath({ id }), ada).send(body).expect(404);
      const unknown = bytesOf(await ask(randomUUID()));
      expect(unknown.body).toContain('"error_code":"USER_NOT_FOUND"');
      expect(bytesOf(await ask(bob.id))).toEqual(unknown);
      expect(bytesOf(await ask(bob.id.toUpperCase()))).toEqual(unknown);
    }
    await app.api.request(method, '/api/v1/users/nobody', ada).expect(422);
    await app.api.get(ME, bob).expect(200);
  });

  it('leaves what is for superusers to superusers', async () => {
    for (const { id } of [ada, bob, { id: randomUUID() }]) {
      for (const refused of [
        await app.api.post(`${idPath({ id })}/unlock`, ada),
        await app.api.delete(`${idPath({ id })}/sessions`, ada),
        await app.api.get('/api/v1/users', ada),
      ])
        expect([refused.status, refused.body.error_code]).toEqual([403, 'FORBIDDEN']);
    }
  });

  it('of a superuser shows what superusers see, and changes the profile as well', async () => {
    await promote(ada);
    await promote(bob);
    const { body, headers } = await app.api.get(idPath(ada), ada).expect(200);
    const profile = (await app.api.get(ME, ada)).body as object;
    expect(body).toEqual({ ...profile, failed_login_count: 0, locked_until: null });
    await app.api.get(idPath(ada), ada).set('If-None-Match', headers.etag!).expect(304);
    await app.api.patch(idPath(ada), ada, body as object).expect(200);
    const renamed = await app.api.patch(idPath(ada), ada, { full_name: 'Root', locale: 'de' }).expect(200);
    expect(renamed.body).toMatchObject({ full_name: 'Root', locale: 'de', failed_login_count: 0 });
    await app.api.patch(idPath(ada), ada, { username: 'root-2' }).expect(422);
    await app.api.patch(idPath(ada), ada, { failed_login_count: 3 }).expect(422);
    await app.api.patch(idPath(ada), ada, { password_hash: 'x' }).expect(422);
    for (const fields of [{ full_name: 'Taken' }, { locale: 'de' }, { username: 'taken' }, { current_password: 'x' }])
      await app.api.patch(idPath(bob), ada, fields).expect(422);
  });

  it('of a superuser changes the role with the profile or not at all', async () => {
    await promote(ada);
    await promote(bob);
    const username = `${ada.username}-2`;
    const both = { username, locale: 'fr', current_password: ada.password, is_superuser: false };
    await app.api.patch(idPath(ada), ada, { ...both, username: bob.username }).expect(409);
    await app.api.patch(idPath(ada), ada, { ...both, current_password: 'wrong' }).expect(422);
    expect((await app.api.get(idPath(ada), ada)).body).toMatchObject({ username: ada.username, is_superuser: true });
    app.clock.advance({ minutes: 5, seconds: 2 });
    const refused = await app.api.patch(idPath(ada), ada, both).expect(403);
    expect(refused.body.error_code).toBe('REAUTHENTICATION_REQUIRED');
    await app.api.patch(idPath(ada), ada, { is_superuser: true, full_name: 'As it is' }).expect(200);
    const fresh = await app.api.login(ada);
    const { body } = await app.api.patch(idPath(ada), fresh, both).expect(200);
    expect(body).toMatchObject({ username, locale: 'fr', is_superuser: false });
    await app.api.get(ME, fresh).expect(401);
    expect((await eventsOf(ada)).filter((event) => /demoted|username/.test(event)).sort()).toEqual([
      'user.demoted',
      'username.changed',
    ]);
    bob = await app.api.login(bob);
  });

  it('of a superuser is removed as by /users/me: not while the old address can be taken back', async () => {
    await promote(ada);
    await promote(bob);
    const now = app.clock.now();
    await behind(
      app,
      'INSERT INTO email_restorations (user_id, id, email, changed_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
      [ada.id, randomUUID(), `old-${ada.email}`, new Date(now), new Date(now + 3_600_000)],
    );
    const refused = await app.api.delete(idPath(ada), ada).expect(409);
    expect(refused.body.error_code).toBe('EMAIL_CHANGED_RECENTLY');
    await behind(app, 'DELETE FROM email_restorations WHERE user_id = $1', [ada.id]);
    await app.api.delete(idPath(ada), ada).expect(204);
    expect((await eventsOf(ada)).filter((event) => event === 'user.removed')).toHaveLength(1);
  });

  it('gives a browser its CSRF token again, in an answer that no cache keeps', async () => {
    const credentials = { username: ada.email, password: ada.password };
    const entered = await app.api.post('/api/v1/auth/cookie-session', undefined, credentials).expect(200);
    const jar = (entered.headers['set-cookie'] as unknown as string[]).map((line) => line.split(';', 1)[0]).join('; ');
    for (const path of [ME, idPath(ada)]) {
      const byToken = await app.api.get(path, ada).expect(200);
      const read = await app.api.get(path).set('Cookie', jar).expect(200);
      expect(read.headers).toMatchObject({ 'x-csrf-token': entered.body.csrf_token, 'cache-control': 'no-store' });
      expect([read.headers.etag, read.text]).toEqual([byToken.headers.etag, byToken.text]);
      const again = await app.api.get(path).set('Cookie', jar).set('If-None-Match', read.headers.etag!).expect(304);
      expect(again.headers['x-csrf-token']).toBe(entered.body.csrf_token);
      const write = () => app.api.patch(path, undefined, { full_name: `By ${path}` }).set('Cookie', jar);
      await write().set('X-CSRF-Token', read.headers['x-csrf-token']!).expect(200);
      await write().expect(403);
      const mixed = await app.api.get(path, ada).set('Cookie', jar).expect(200);
      for (const { headers } of [mixed, byToken, await app.api.get(path)])
        expect(headers['x-csrf-token']).toBeUndefined();
    }
  });
});

describe('/users/me, where the paths of superusers are registered first', () => {
  it('is not the account "me"', async () => {
    await using app = await startTestApp({ first: [AdminModule] });
    const root = await app.api.newUser('root');
    await behind(app, 'UPDATE users SET is_superuser = true WHERE id = $1', [root.id]);

    const { body } = await app.api.get(ME, root).expect(200);
    expect(body).toMatchObject({ id: root.id });
    expect(body).not.toHaveProperty('failed_login_count');
    await app.api.patch(ME, root, { full_name: 'Root' }).expect(200);
    await app.api.get(idPath(root), root).expect(200);
    const ada = await app.api.newUser('ada');
    await app.api.delete(ME, ada).expect(204);
  });
});
