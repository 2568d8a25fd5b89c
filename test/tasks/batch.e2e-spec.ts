/** @hostile-role */
import { randomUUID } from 'node:crypto';
import type { BatchResponse } from '../../src/tasks/dto/batch-response.dto.js';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { sentStatements } from '../support/sent-statements.js';
import { useTestAppPerTest, useUserPerTest } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';

describe('the batch', () => {
  const app = useTestAppPerTest();
  const ada = useUserPerTest(app, 'ada');
  const bob = useUserPerTest(app, 'bob');

  const create = async (user: TestUser, title: string) =>
    (await app.api.post(TASKS, user, { title }).expect(201)).body as TaskResponse;
  const batch = (operations: unknown, user = ada) => app.api.post(`${TASKS}/batch`, user, { operations });
  const all = async (user: TestUser) =>
    (await app.api.get(`${TASKS}?sort=created_at`, user).expect(200)).body as TaskListResponse;

  it('does all in order, each with a number of its own', async () => {
    const one = await create(ada, 'one');
    const two = await create(ada, 'two');
    const { body } = await batch([
      { op: 'create', data: { title: 'three', tags: ['x'] } },
      { op: 'patch', id: one.id.toUpperCase(), data: { completed: true } },
      { op: 'delete', id: two.id },
      { op: 'patch', id: one.id, data: { title: 'uno' } },
    ]).expect(200);
    const { results } = body as BatchResponse;
    expect(results).toMatchObject([
      { title: 'three', tags: ['x'], version: 3 },
      { id: one.id, title: 'one', completed: true, version: 4 },
      { id: two.id, title: 'two', version: 5 },
      { id: one.id, title: 'uno', completed: true, version: 6 },
    ]);
    expect(results.map(({ deleted_at }) => deleted_at !== null)).toEqual([false, false, true, false]);
    expect(await all(ada)).toMatchObject({ total: 2, items: [results[3], results[0]] });
    expect(await create(ada, 'four')).toMatchObject({ version: 7 });
  });

  it('does nothing at all if one operation fails, and tells which', async () => {
    const task = await create(ada, 'one');
    const before = await all(ada);
    const { body } = await batch([
      { op: 'create', data: { title: 'two' } },
      { op: 'delete', id: task.id },
      { op: 'patch', id: task.id, data: { title: 'late' } },
    ]).expect(404);
    expect(body).toMatchObject({
      error_code: 'TASK_NOT_FOUND',
      errors: [{ pointer: '/operations/2/id', code: 'TASK_NOT_FOUND' }],
    });
    expect(await all(ada)).toEqual(before);
    expect(await create(ada, 'next')).toMatchObject({ version: 2 });
  });

  it('finds every fault by its pointer', async () => {
    const id = randomUUID();
    const { body } = await batch([
      { op: 'create', data: { title: 'fine' } },
      { op: 'create', data: { title: '', colour: 1 } },
      { op: 'patch', id: 'x', data: { priority: 'urgent' } },
      { op: 'create', id: 'x', data: { title: 'x' } },
      { op: 'delete', id, data: {} },
      { op: 'explode' },
      'nothing',
      { op: 'patch', id },
      { op: 'patch', id, data: { title: null, tags: ['a', 3] } },
      { id },
    ]).expect(422);
    expect((body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual([
      '/operations/1/data/colour',
      '/operations/1/data/title',
      '/operations/2/id',
      '/operations/2/data/priority',
      '/operations/3/id',
      '/operations/4/data',
      '/operations/5/op',
      '/operations/6',
      '/operations/7/data',
      '/operations/8/data/title',
      '/operations/8/data/tags',
      '/operations/9/op',
    ]);
    const conflict = await create(ada, 'dated');
    const clash = await batch([
      { op: 'patch', id: conflict.id, data: { due_date: '2026-12-24', due_at: '2026-12-24T00:00:00Z' } },
    ]).expect(422);
    expect(clash.body).toMatchObject({
      errors: [{ pointer: '/operations/0/data/due_at', code: 'CONFLICTING_FIELDS' }],
    });
  });

  it('takes 1 to 100 operations', async () => {
    const operations = Array.from({ length: 101 }, (_, i) => ({ op: 'create', data: { title: `t${i}` } }));
    await batch(operations).expect(422);
    await batch([]).expect(422);
    await batch({}).expect(422);
    await batch(undefined).expect(422);
    await batch(operations.slice(1)).expect(200);
    expect((await all(ada)).total).toBe(100);
  });

  it("says of another's task the very same as of none, and does nothing", async () => {
    const theirs = await create(bob, 'his');
    const mine = await create(ada, 'mine');
    const before = [await all(ada), await all(bob)];
    for (const make of [
      (id: string) => ({ op: 'patch', id, data: { title: 'taken' } }),
      (id: string) => ({ op: 'delete', id }),
    ]) {
      const [unknown, foreign] = await Promise.all(
        [randomUUID(), theirs.id].map((id) =>
          batch([{ op: 'patch', id: mine.id, data: { title: 'changed' } }, make(id)])
            .set('X-Request-Id', 'same')
            .expect(404),
        ),
      );
      const bytes = (text = '') => text.replace(/"timestamp":"[^"]*"/, '');
      expect(bytes(foreign?.text)).toBe(bytes(unknown?.text));
    }
    expect([await all(ada), await all(bob)]).toEqual(before);
  });

  it('happens once under an Idempotency-Key', async () => {
    const operations = [
      { op: 'create', data: { title: 'once' } },
      { op: 'create', data: { title: 'twice' } },
    ];
    const send = () => batch(operations).set('Idempotency-Key', 'batch');
    const answers = await Promise.all(Array.from({ length: 5 }, send));
    expect(new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text)).size).toBe(1);
    expect((await send().expect(200)).headers['idempotency-replayed']).toBe('true');
    expect((await all(ada)).total).toBe(2);
  });

  it('sends a few statements however many operations there are', async () => {
    await create(ada, 'first');
    const send = async (operations: object[]) => {
      let results: TaskResponse[] = [];
      const work = async () => {
        ({ results } = ((await batch(operations).expect(200)) as { body: BatchResponse }).body);
      };
      return { sent: await sentStatements(app, work, { forUsers: true }), results };
    };
    const made = await send(Array.from({ length: 100 }, (_, i) => ({ op: 'create', data: { title: `${i}` } })));
    expect(made.sent.map((text) => /\w+/.exec(text)![0])).toEqual(['BEGIN', 'SELECT', 'UPDATE', 'INSERT', 'COMMIT']);
    const changes = made.results.map(({ id }, i) => ({ op: 'patch', id, data: { title: `again ${i}` } }));
    const changed = await send(changes);
    expect(changed.sent).toHaveLength(6);
    expect((await send(changes)).sent).toHaveLength(4);
    const [parent, ...others] = made.results;
    const moved = await send([
      ...others.slice(0, 49).map(({ id }) => ({ op: 'patch', id, data: { parent_id: parent!.id } })),
      ...others.slice(49).map(({ id }) => ({ op: 'delete', id })),
      { op: 'delete', id: parent!.id },
    ]);
    expect(moved.sent).toHaveLength(8);
  });

  it('keeps the numbers of parallel batches apart', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        batch(Array.from({ length: 10 }, (_, j) => ({ op: 'create', data: { title: `${i}-${j}` } }))).expect(200),
      ),
    );
    const versions = answers.flatMap(({ body }) =>
      (body as { results: TaskResponse[] }).results.map(({ version }) => version),
    );
    expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });
});
