/** @no-pooler what happens between two statements of one packet */
import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import { useTestApp, useUserPerTest } from '../support/fixtures.js';
import { useResource } from '../support/resource.js';

const TASKS = '/api/v1/me/tasks';

/** The two statements of a create are apart: what another transaction does between them must not be taken for ours. */
describe('the first task of an account', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app, 'ada');
  let pauses = 0;

  useResource(() => {
    const { master } = app.nest.get(DataSource).driver as unknown as { master: { Client: { prototype: pg.Client } } };
    const prototype = master.Client.prototype as unknown as { query: (query: unknown, ...rest: unknown[]) => unknown };
    const original = prototype.query;
    prototype.query = function (query, ...rest) {
      const { text = '' } = query as { text?: string };
      if (pauses > 0 && text.startsWith('INSERT INTO tasks') && text.includes('FROM task_sequences')) {
        pauses--;
        void original.call(this, { text: 'SELECT pg_sleep(0.5)' });
      }
      return original.call(this, query, ...rest);
    };
    return Promise.resolve(() => Promise.resolve(void (prototype.query = original)));
  });

  const versions = async () =>
    ((await app.api.get(`${TASKS}?sort=updated_at`, ada).expect(200)).body as TaskListResponse).items.map(
      ({ title, version }) => [title, version],
    );

  it.each([
    [
      'a task',
      () => app.api.post(TASKS, ada, { title: 'one' }).expect(201),
      [
        ['one', 1],
        ['two', 2],
      ],
    ],
    [
      'a batch that was refused',
      () =>
        app.api
          .post(`${TASKS}/batch`, ada, {
            mode: 'independent',
            operations: [{ op: 'delete', id: '00000000-0000-7000-8000-000000000001' }],
          })
          .expect(207),
      [['two', 1]],
    ],
  ])('has a number of its own although %s comes between', async (_, between, all) => {
    pauses = 1;
    const second = app.api.post(TASKS, ada, { title: 'two' });
    const answer = second.then((response) => response);
    while (pauses > 0) await new Promise((done) => setTimeout(done, 5));
    await between();
    expect((await answer).status).toBe(201);
    expect(await versions()).toEqual(all);
  });
});
