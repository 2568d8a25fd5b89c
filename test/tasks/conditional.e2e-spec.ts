/** @hostile-role */
import { randomUUID } from 'node:crypto';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { useTestApp, useUser } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

describe('conditional requests', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');
  const bob = useUser(app, 'bob');

  const create = async (user = ada) =>
    (await app.api.post('/api/v1/me/tasks', user, { title: 'first' }).expect(201)).body as TaskResponse;
  const pathOf = ({ id }: { id: string }) => `/api/v1/me/tasks/${id}`;

  it('lets one of two clients with the same ETag write, and shows the other the task as it is', async () => {
    const task = await create();
    const etag = `"${task.version}"`;
    const answers = await Promise.all(
      ['left', 'right'].map((title) => app.api.patch(pathOf(task), ada, { title }).set('If-Match', etag)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const won = answers.find(({ status }) => status === 200);
    const lost = answers.find(({ status }) => status === 412);
    expect(lost?.body).toMatchObject({ error_code: 'STALE_TASK', current: won?.body as object });
    expect(lost?.headers.etag).toBe(won?.headers.etag);
    await app.api.get(pathOf(task), ada).expect(200, won?.body);
  });

  it('refuses stale PUT and DELETE, and changes nothing', async () => {
    const task = await create();
    const { body: current } = await app.api.patch(pathOf(task), ada, { title: 'second' }).expect(200);
    const stale = `"${task.version}"`;
    const put = await app.api.put(pathOf(task), ada, { title: 'third' }).set('If-Match', stale).expect(412);
    const deleted = await app.api.delete(pathOf(task), ada).set('If-Match', stale).expect(412);
    for (const { body } of [put, deleted]) expect((body as { current: unknown }).current).toEqual(current);
    await app.api.get(pathOf(task), ada).expect(200, current as object);
  });

  it.each(['patch', 'delete'] as const)('does not %s against an If-None-Match', async (method) => {
    const task = await create();
    for (const tags of ['*', `"${task.version}"`, '"other"'])
      await app.api[method](pathOf(task), ada, { title: 'x' }).set('If-None-Match', tags).expect(400);
    await app.api.get(pathOf(task), ada).expect(200, task);
  });

  it.each([
    '"V"',
    'W/"V"',
    '"V-gzip"',
    'W/"V-br"',
    '"V--gzip"',
    '"V;gzip"',
    '"other", "V"',
    '"a,b" , W/"V"',
    ', "V",',
    '*',
  ])('knows its tag in %s', async (form) => {
    const task = await create();
    const sent = form.replace('V', String(task.version));
    await app.api.get(pathOf(task), ada).set('If-None-Match', sent).expect(304);
    await app.api.patch(pathOf(task), ada, { title: 'x' }).set('If-Match', sent).expect(200);
  });

  it.each(['42', '"42', 'W/42', '"a" "b" c', '', 'null', '"a"; x', '"a b"'])(
    'refuses the malformed header %j',
    async (sent) => {
      const task = await create();
      for (const test of [
        app.api.patch(pathOf(task), ada, { title: 'x' }).set('If-Match', sent),
        app.api.put(pathOf(task), ada, { title: 'x' }).set('If-Match', sent),
        app.api.delete(pathOf(task), ada).set('If-Match', sent),
        app.api.get(pathOf(task), ada).set('If-None-Match', sent),
        app.api.get('/api/v1/me/tasks', ada).set('If-None-Match', sent),
      ]) {
        expect((await test.expect(400)).body).toMatchObject({ error_code: 'MALFORMED_HEADER' });
      }
      await app.api.get(pathOf(task), ada).expect(200, task);
    },
  );

  it('tells of a task that is not there before it looks at tags', async () => {
    const theirs = await create(bob);
    for (const id of [randomUUID(), theirs.id]) {
      await app.api.patch(pathOf({ id }), ada, { title: 'x' }).set('If-Match', '"1"').expect(404);
      await app.api.delete(pathOf({ id }), ada).set('If-Match', '*').expect(404);
    }
  });

  it('answers 304 to whoever has the task, and 200 after the next write', async () => {
    const task = await create();
    const { text, headers } = await app.api
      .get(pathOf(task), ada)
      .set('If-None-Match', `"${task.version}"`)
      .expect(304);
    expect({ text, etag: headers.etag }).toEqual({ text: '', etag: `"${task.version}"` });
    await app.api.patch(pathOf(task), ada, { completed: true }).expect(200);
    await app.api.get(pathOf(task), ada).set('If-None-Match', `"${task.version}"`).expect(200);
  });

  describe('PUT under an id of the client', () => {
    const put = (id: string, user: TestUser, title: string) =>
      app.api.put(pathOf({ id }), user, { title }).set('If-None-Match', '*');

    it('creates once', async () => {
      const id = randomUUID();
      const { body, headers } = await put(id.toUpperCase(), ada, 'offline').expect(201);
      expect(body).toMatchObject({ id, title: 'offline', user_id: ada.id });
      expect(headers).toMatchObject({
        location: `/api/v1/${ada.id}/tasks/${id}`,
        etag: `"${(body as TaskResponse).version}"`,
      });
      expect((await put(id, ada, 'again').expect(412)).body).toMatchObject({
        error_code: 'TASK_EXISTS',
        current: body as object,
      });
      await app.api.get(pathOf({ id }), ada).expect(200, body as object);
    });

    it('does not find what is in the trash absent, and shows it', async () => {
      const id = randomUUID();
      await put(id, ada, 'offline').expect(201);
      await app.api.delete(pathOf({ id }), ada).expect(204);
      const { body } = await put(id, ada, 'again').expect(412);
      expect((body as { current: TaskResponse }).current).toMatchObject({ id, title: 'offline' });
      expect((body as { current: TaskResponse }).current.deleted_at).not.toBeNull();
    });

    it("neither clashes with another user's id nor tells of it", async () => {
      const id = randomUUID();
      await put(id, bob, 'his').expect(201);
      const { body } = await put(id, ada, 'hers').expect(201);
      await app.api.get(pathOf({ id }), ada).expect(200, body as object);
      expect((await app.api.get(pathOf({ id }), bob).expect(200)).body).toMatchObject({
        title: 'his',
        user_id: bob.id,
      });
    });

    it('lets one of twenty at once through', async () => {
      const id = randomUUID();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => put(id, ada, `try ${i}`)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    });

    it('takes no other condition', async () => {
      const id = randomUUID();
      await app.api.put(pathOf({ id }), ada, { title: 'x' }).set('If-None-Match', '"1"').expect(400);
      await put(id, ada, 'x').set('If-Match', '*').expect(400);
      await app.api.put(pathOf({ id }), ada, { title: 'x' }).expect(404);
    });
  });

  it('demands If-Match where it is told to', async () => {
    await using strict = await startTestApp({ env: { REQUIRE_IF_MATCH: 'true' } });

    const eve = await strict.api.newUser('eve');
    const { body } = await strict.api.post('/api/v1/me/tasks', eve, { title: 'x' }).expect(201);
    const path = pathOf(body as TaskResponse);
    await strict.api.patch(path, eve, { title: 'y' }).expect(428);
    await strict.api.put(path, eve, { title: 'y' }).expect(428);
    await strict.api.delete(path, eve).expect(428);
    await strict.api
      .put(pathOf({ id: randomUUID() }), eve, { title: 'y' })
      .set('If-None-Match', '*')
      .expect(201);
    await strict.api.patch(path, eve, { title: 'y' }).set('If-Match', '"1"').expect(200);
    await strict.api.delete(path, eve).set('If-Match', '*').expect(204);
  });
});
