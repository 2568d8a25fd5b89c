/** @hostile-role */
import { request } from 'node:http';
import type { TestUser } from '../support/api-client.js';
import { asAdmin } from '../support/harness.js';
import { behind } from '../support/behind.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const EXPORT = '/api/v1/users/me/export';

interface Document {
  user: { id: string };
  sessions: { id: string; end_reason: string | null }[];
  tasks: { id: string; title: string; user_id: string; version: number }[];
}

describe('the export', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  const fill = (user: TestUser, tasks: number, description: string) =>
    asAdmin(app.adminUrl, (client) =>
      client.query(
        `INSERT INTO tasks (user_id, id, title, description, search_text, version, created_at, updated_at)
         SELECT $1, gen_random_uuid(), 'Task ' || n, $3, '', n, now(), now() FROM generate_series(1, $2::int) n`,
        [user.id, tasks, description],
      ),
    );

  it('is written down in the audit, with who asked and from where', async () => {
    const eve = await app.api.newUser('eve');
    await app.api.get('/api/v1/users/me/export', eve).set('User-Agent', 'curl/8').expect(200);
    const events = await behind(
      app,
      `SELECT outcome, actor_id, user_agent FROM audit_events WHERE event = 'user.exported' AND user_id = $1`,
      [eve.id],
    );
    expect(events).toEqual([{ outcome: 'success', actor_id: eve.id, user_agent: 'curl/8' }]);
  });

  it('is one document of all that is theirs, and of nothing else', async () => {
    const eve = await app.api.newUser('eve');
    await app.api.post('/api/v1/me/tasks', eve, { title: 'not for Ada' }).expect(201);
    const phone = await app.api.login(ada);
    await app.api.post('/api/v1/auth/logout', phone).expect(204);
    const kept = await app.api
      .post('/api/v1/me/tasks', ada, { title: 'Buy milk "and" \u2028 oats', tags: ['home'] })
      .expect(201);
    const binned = await app.api.post('/api/v1/me/tasks', ada, { title: 'old' }).expect(201);
    await app.api.delete(`/api/v1/me/tasks/${binned.body.id}`, ada).expect(204);

    const { body, headers, text } = await app.api.get(EXPORT, ada).expect(200);
    const document = body as Document;
    const profile = await app.api.get('/api/v1/users/me', ada).expect(200);
    expect(document.user).toEqual(profile.body);
    expect(document.tasks).toHaveLength(2);
    expect(document.tasks).toContainEqual(kept.body);
    expect(document.sessions.map(({ end_reason }) => end_reason)).toEqual([null, 'logout']);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-disposition': 'attachment; filename="taskward-export.json"',
    });
    expect(text).not.toMatch(/argon2|password_hash|not for Ada/);
    for (const secret of [eve.id, ada.token, ada.refreshToken]) expect(text).not.toContain(secret);
  });

  it('is whole across batches, and well formed with none', async () => {
    const none = await app.api.newUser('none');
    expect(((await app.api.get(EXPORT, none).expect(200)).body as Document).tasks).toEqual([]);
    for (const count of [1, 499, 500, 501, 1_700]) {
      const user = await app.api.newUser('many');
      await fill(user, count, 'x');
      const { tasks } = (await app.api.get(EXPORT, user).expect(200)).body as Document;
      expect(new Set(tasks.map(({ title }) => title)).size).toBe(count);
      expect(tasks).toHaveLength(count);
    }
  });

  it('ends when the client hangs up, and holds no connection', async () => {
    const user = await app.api.newUser('gone');
    await fill(user, 20_000, 'x'.repeat(1_000));
    for (let i = 0; i < 10; i++) {
      await new Promise<void>((resolve) => {
        const call = request(app.url + EXPORT, { headers: { Authorization: `Bearer ${user.token}` } }, (res) => {
          res.once('data', () => call.destroy());
          res.on('close', () => resolve());
        });
        call.end();
      });
    }
    await app.api.get('/api/v1/users/me', user).expect(200);
  });

  it('is for the one who is logged in', async () => {
    await app.api.get(EXPORT).expect(401);
  });
});
