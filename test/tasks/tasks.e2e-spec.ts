/** @hostile-role */
import { useTestApp, useUser } from '../support/fixtures.js';
import { asAdmin } from '../support/harness.js';

describe('tasks', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  it('lives through create, get, patch, replace and delete', async () => {
    const { api } = app;
    const created = await api
      .post('/api/v1/me/tasks', ada, { title: 'Buy milk', priority: 'high', tags: ['home'] })
      .expect(201);
    const { id } = created.body as { id: string };
    expect(created.body).toMatchObject({
      user_id: ada.id,
      title: 'Buy milk',
      completed: false,
      version: 1,
      tags: ['home'],
    });
    expect(created.headers).toMatchObject({ etag: '"1"', location: `/api/v1/${ada.id}/tasks/${id}` });

    const path = `/api/${ada.id}/tasks/${id}`;
    await api.get(path, ada).expect(200, created.body);
    const patched = await api.patch(path, ada, { completed: true, description: 'two litres' }).expect(200);
    expect(patched.body).toMatchObject({ title: 'Buy milk', completed: true, description: 'two litres', version: 2 });
    expect((patched.body as { completed_at: string }).completed_at).not.toBeNull();
    const replaced = await api.put(path, ada, { title: 'Buy oats' }).expect(200);
    expect(replaced.body).toMatchObject({
      title: 'Buy oats',
      completed: false,
      completed_at: null,
      description: null,
      priority: 'none',
      tags: [],
      version: 3,
    });
    await api.delete(path, ada).expect(204);
    await api.get(path, ada).expect(404);
    await api.delete(path, ada).expect(404);
  });

  it('has a list tag that is nobody else’s: under /me two users share a URL', async () => {
    const [bob, eve] = [await app.api.newUser('bob'), await app.api.newUser('eve')];
    for (const user of [bob, eve]) await app.api.post('/api/v1/me/tasks', user, { title: user.username }).expect(201);
    const { headers } = await app.api.get('/api/v1/me/tasks', bob).expect(200);
    await app.api
      .get('/api/v1/me/tasks', bob)
      .set('If-None-Match', headers.etag ?? '')
      .expect(304);
    const { body } = await app.api
      .get('/api/v1/me/tasks', eve)
      .set('If-None-Match', headers.etag ?? '')
      .expect(200);
    expect(body.items).toMatchObject([{ title: eve.username }]);
  });

  it('is refused to a user who was removed behind a token that still looks good', async () => {
    const gone = await app.api.newUser('gone');
    await asAdmin(app.adminUrl, (client) => client.query('DELETE FROM users WHERE id = $1', [gone.id]));
    await app.api.post('/api/v1/me/tasks', gone, { title: 'x' }).expect(401);
    await app.api.post('/api/v1/me/tasks', gone, { title: 'x' }).set('Idempotency-Key', 'k').expect(401);
  });
});
