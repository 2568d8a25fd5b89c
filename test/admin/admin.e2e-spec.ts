/** @hostile-role @no-pooler rules; its statements are of kinds that others send through one */
import pg from 'pg';
import { AdminService } from '../../src/admin/admin.service.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useMailServer, useTestApp, useUserPerTest } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';
import { refreshed } from '../support/tokens.js';

describe('superusers', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail });
  const ada = useUserPerTest(app, 'ada');
  let root: TestUser;

  beforeAll(async () => {
    root = await app.api.newUser('root');
    await behind(app, 'UPDATE users SET is_superuser = true WHERE id = $1', [root.id]);
  });

  const url = (user: TestUser, rest = '') => `/api/v1/users/${user.id}${rest}`;
  const login = (user: TestUser) =>
    app.api.post('/api/v1/auth/login', undefined, { username: user.email, password: user.password });

  it('list accounts by page, filter and search, with no hash in them', async () => {
    const all = await app.api.get('/api/v1/users?limit=1', root).expect(200);
    expect(all.body).toMatchObject({
      skip: 0,
      limit: 1,
      has_more: true,
      items: [{ id: ada.id, email: ada.email, is_superuser: false }],
    });
    expect(JSON.stringify(all.body)).not.toMatch(/password|argon2/);
    const found = await app.api.get(`/api/v1/users?q=${ada.username.toUpperCase()}`, root).expect(200);
    expect(found.body).toMatchObject({ total: 1, has_more: false, items: [{ id: ada.id }] });
    expect((await app.api.get('/api/v1/users?is_superuser=true', root).expect(200)).body.total).toBe(1);
    expect((await app.api.get('/api/v1/users?q=%25', root).expect(200)).body.total).toBe(0);
    await app.api.get('/api/v1/users?is_active=perhaps', root).expect(422);
    await app.api.get('/api/v1/users?limit=0', root).expect(422);
  });

  it('deactivate and activate: out at once, here and on another instance', async () => {
    await using two = await startTestApp({ beside: app });
    await app.api.patch(url(ada), root, { is_active: false }).expect(200);
    await app.api.get('/api/v1/me/tasks', ada).expect(401);
    await within(1_500, () => two.api.get('/api/v1/me/tasks', ada).expect(401));
    await login(ada).expect(401);
    await app.api.patch(url(ada), root, { is_active: true }).expect(200);
    await login(ada).expect(200);
  });

  it('who deactivate someone at the same time do it once', async () => {
    const client = new pg.Client({ connectionString: app.adminUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [ada.id]);
    const both = [1, 2].map(() => app.api.patch(url(ada), root, { is_active: false }).expect(200).then());
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await within(5_000, async () => expect(await behind(app, waiting)).toHaveLength(2));
    await client.query('COMMIT');
    await client.end();
    await Promise.all(both);
    const told = `SELECT FROM audit_events WHERE event = 'user.deactivated' AND user_id = $1`;
    expect(await behind(app, told, [ada.id])).toHaveLength(1);
  });

  it('promote and demote; the role is read anew for each request', async () => {
    await app.api.get('/api/v1/users', ada).expect(403);
    await app.api.patch(url(ada), root, { is_superuser: true }).expect(200);
    await app.api.get('/api/v1/users', ada).expect(200);
    await behind(app, 'UPDATE users SET is_superuser = false WHERE id = $1', [ada.id]);
    await app.api.get('/api/v1/users', ada).expect(403);
    await app.api.patch(url(ada), root, { is_superuser: true }).expect(200);
    await app.api.patch(url(ada), root, { is_superuser: false }).expect(200);
    await app.api.get('/api/v1/users/me', ada).expect(401);
  });

  it('need a recent login for what they do to accounts, not for reading (A13)', async () => {
    await using two = await startTestApp({ beside: app });
    const stale = await app.api.login(root);
    app.clock.advance({ minutes: 5, seconds: 2 });
    // A refresh makes no login of it.
    for (const caller of [stale, await refreshed(app, stale)]) {
      for (const attempt of [
        () => app.api.patch(url(ada), caller, { is_active: false }),
        () => app.api.patch(url(ada), caller, { is_superuser: true }),
        () => two.api.post(url(ada, '/unlock'), caller),
        () => two.api.delete(url(ada), caller),
      ]) {
        const { body } = await attempt().expect(403);
        expect(body.error_code).toBe('REAUTHENTICATION_REQUIRED');
      }
      const read = await app.api.get(url(ada), caller).expect(200);
      expect(read.body).toMatchObject({ is_active: true, is_superuser: false });
      await app.api.get('/api/v1/audit-events', caller).expect(200);
    }
    const refused = await app.api.patch(url(root), ada, { is_active: false }).expect(404);
    expect(refused.body.error_code).toBe('USER_NOT_FOUND');
    root = await app.api.login(root);
    await app.api.patch(url(ada), root, { is_active: false }).expect(200);
  });

  it('have the person told by mail', async () => {
    await app.api.patch(url(ada), root, { is_superuser: true }).expect(200);
    await mail.next(ada.email, /made an administrator/);
    await app.api.patch(url(ada), root, { is_superuser: true }).expect(200);
    await app.api.patch(url(ada), root, { is_superuser: false }).expect(200);
    await mail.next(ada.email, /no longer an administrator/);
    await app.api.patch(url(ada), root, { is_active: false }).expect(200);
    await mail.next(ada.email, /was deactivated/);
    await app.api.patch(url(ada), root, { is_active: true }).expect(200);
    await mail.next(ada.email, /was activated/);
    const bob = await app.api.newUser('bob');
    await app.api.delete(url(bob), root).expect(204);
    await mail.next(bob.email, /was removed/);
  });

  it('unlock', async () => {
    for (let i = 0; i < 5; i++) await login({ ...ada, password: 'wrong' }).expect(401);
    await login(ada).expect(401);
    expect((await app.api.get(url(ada), root).expect(200)).body).toMatchObject({ failed_login_count: 5 });
    await app.api.post(url(ada, '/unlock'), root).expect(204);
    await login(ada).expect(200);
  });

  it('remove an account with all that is its', async () => {
    await app.api.post('/api/v1/me/tasks', ada, { title: 'mine' }).expect(201);
    await app.api.delete(url(ada), root).expect(204);
    await app.api.get('/api/v1/users/me', ada).expect(401);
    await app.api.get(url(ada), root).expect(404);
    await app.api.delete(url(ada), root).expect(404);
    await app.api.patch(url(ada), root, { is_active: true }).expect(404);
    await app.api.post(url(ada, '/unlock'), root).expect(404);
    for (const table of ['tasks', 'sessions', 'task_sequences', 'mail_tokens']) {
      expect(await behind(app, `SELECT 1 FROM ${table} WHERE user_id = $1`, [ada.id])).toEqual([]);
    }
  });

  it('see nobody’s tasks but their own', async () => {
    await app.api.post('/api/v1/me/tasks', ada, { title: 'mine' }).expect(201);
    await app.api.get(`/api/v1/${ada.id}/tasks`, root).expect(403);
    expect((await app.api.get('/api/v1/me/tasks', root).expect(200)).body.total).toBe(0);
  });

  it('are never without one: the last cannot be removed, demoted or deactivated, by any way', async () => {
    for (const changes of [{ is_superuser: false }, { is_active: false }]) {
      const refused = await app.api.patch(url(root), root, changes).expect(409);
      expect(refused.body.error_code).toBe('LAST_SUPERUSER');
    }
    await app.api.delete(url(root), root).expect(409);
    await app.api.delete('/api/v1/users/me', root).expect(409);
    await app.api.get('/api/v1/users', root).expect(200);
  });

  it('are never without one, even if they all demote each other at once', async () => {
    const others = [await app.api.newUser('a'), await app.api.newUser('b'), await app.api.newUser('c')];
    for (const other of others) await app.api.patch(url(other), root, { is_superuser: true }).expect(200);
    const all = [root, ...others];
    const origin = { ip: null, userAgent: null };
    const caller = { userId: root.id, sessionId: root.id, authTime: 0, expiresAt: 0 };
    for (let round = 0; round < 10; round++) {
      // Past the guard, which would slow most of them down to one after another.
      const changes = all.map(({ id }) =>
        app.nest.get(AdminService).update(id, { isSuperuser: false }, { caller, origin }),
      );
      const outcomes = await Promise.allSettled(changes);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
      expect(await behind(app, 'SELECT id FROM users WHERE is_superuser AND is_active')).toHaveLength(1);
      await behind(app, 'UPDATE users SET is_superuser = true WHERE id = ANY($1)', [all.map(({ id }) => id)]);
    }
    await behind(app, 'UPDATE users SET is_superuser = id = $1', [root.id]);
    root = await app.api.login(root);
  });

  it('is nothing that a body can make of someone', async () => {
    const forbidden = {
      is_superuser: true,
      id: root.id,
      user_id: root.id,
      locked_until: null,
      failed_login_count: 0,
      is_active: true,
      password_hash: 'x',
    };
    for (const [field, value] of Object.entries(forbidden)) {
      const body = {
        email: `x${field}@example.org`,
        username: `x${field}`,
        full_name: 'X',
        password: 'a long enough phrase',
        [field]: value,
      };
      const refused = await app.api.post('/api/v1/auth/register', undefined, body).expect(422);
      expect(refused.body.errors).toEqual([
        { pointer: `/${field}`, code: 'UNKNOWN_FIELD', detail: 'is not a field of this request' },
      ]);
      if (field !== 'is_active') await app.api.patch('/api/v1/users/me', ada, { [field]: value }).expect(422);
    }
    for (const [field, value] of Object.entries({
      id: root.id,
      user_id: ada.id,
      locked_until: '2026-11-21T09:30:00.000Z',
      failed_login_count: 7,
      password_hash: 'x',
    }))
      await app.api.patch(url(ada), root, { [field]: value }).expect(422);
  });

  it('read what happened to accounts; nobody else does', async () => {
    await login({ ...ada, password: 'wrong' })
      .set('User-Agent', 'Evil\u0085\u009bAgent')
      .expect(401);
    await app.api.patch(url(ada), root, { is_active: false }).expect(200);
    const { body } = await app.api.get(`/api/v1/audit-events?user_id=${ada.id}`, root).expect(200);
    expect((body.items as { event: string }[]).map(({ event }) => event)).toEqual([
      'user.deactivated',
      'session.ended',
      'login.failed',
      'login.succeeded',
      'user.registered',
    ]);
    expect(body.items[0]).toMatchObject({ actor_id: root.id, user_id: ada.id, outcome: 'success', ip: '127.0.0.1' });
    expect(body.items[2]).toMatchObject({
      actor_id: null,
      outcome: 'failure',
      detail: { reason: 'wrong_password' },
      user_agent: expect.stringMatching(/^Evil[^\p{C}]+Agent$/u),
    });
    const page = await app.api
      .get(`/api/v1/audit-events?user_id=${ada.id}&event=login.failed&outcome=failure&limit=1`, root)
      .expect(200);
    expect(page.body).toMatchObject({ has_more: false, items: [{ event: 'login.failed' }] });
    await app.api.get('/api/v1/audit-events?event=nonsense', root).expect(422);
    await app.api.get('/api/v1/audit-events', await app.api.newUser()).expect(403);
  });
});
