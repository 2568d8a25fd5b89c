/** @no-pooler rules; its statements are of kinds that others send through one */
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { behind } from '../support/behind.js';
import { useTestApp, useUserPerTest } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';
const TAGS = '/api/v1/me/tags';

describe('the tags', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app, 'ada');
  const bob = useUserPerTest(app, 'bob');

  const add = async (tags: string[], fields: object = {}, user = ada) =>
    (await app.api.post(TASKS, user, { title: 'x', tags, ...fields }).expect(201)).body as TaskResponse;
  const tags = async (user = ada) =>
    (
      (await app.api.get(TAGS, user).expect(200)).body as {
        items: { tag: string; count: number; open_count: number }[];
      }
    ).items;

  it('are counted over the live tasks of their owner', async () => {
    expect(await tags()).toEqual([]);
    await add(['home', 'work']);
    await add(['home'], { completed: true });
    const gone = await add(['home', 'gone']);
    await app.api.delete(`${TASKS}/${gone.id}`, ada).expect(204);
    await add(['home', 'his'], {}, bob);
    expect(await tags()).toEqual([
      { tag: 'home', count: 2, open_count: 1 },
      { tag: 'work', count: 1, open_count: 1 },
    ]);
    expect(await tags(bob)).toEqual([
      { tag: 'his', count: 1, open_count: 1 },
      { tag: 'home', count: 1, open_count: 1 },
    ]);
  });

  it('are one, whatever their case and normal form, in the spelling of most', async () => {
    for (const [tag, times] of [
      ['Café', 1],
      ['cafe\u0301', 2],
      ['CAFÉ', 1],
    ] as const)
      for (let i = 0; i < times; i++) await add([tag, 'x']);
    expect(await tags()).toEqual([
      { tag: 'cafe\u0301', count: 4, open_count: 4 },
      { tag: 'x', count: 4, open_count: 4 },
    ]);
  });

  it('stand in the order that people expect', async () => {
    const ordered = ['#1', '2 days', '10 days', 'Äpfel', 'Banana', 'cafe', 'café', 'zoo', '牛乳'];
    await add([...ordered].reverse());
    expect((await tags()).map(({ tag }) => tag)).toEqual(ordered);
  });

  it('count a task once that had two spellings before they were one', async () => {
    const { id } = await add(['home']);
    await behind(app, `UPDATE tasks SET tags = '{home,Home}', tag_forms = '{home,home}' WHERE id = $1`, [id]);
    expect(await tags()).toMatchObject([{ count: 1, open_count: 1 }]);
  });

  it('cost a 304 until the next write of their owner, and are never taken for those of another', async () => {
    await add(['home']);
    await add(['home'], {}, bob);
    const { headers } = await app.api.get(TAGS, ada).expect(200);
    expect(headers['cache-control']).toBe('private, no-cache');
    const poll = (user = ada, path = TAGS) => app.api.get(path, user).set('If-None-Match', headers.etag ?? '');
    expect((await poll().expect(304)).headers.etag).toBe(headers.etag);
    await poll(bob).expect(200);
    await poll(ada, TASKS).expect(200);
    await add(['work']);
    await poll().expect(200);
    await app.api.get(TAGS, ada).set('If-None-Match', 'home').expect(400);
  });

  it('are for their owner alone', async () => {
    await app.api.get(TAGS, undefined).expect(401);
    await app.api.get(`/api/v1/${bob.id}/tags`, ada).expect(403);
  });
});
