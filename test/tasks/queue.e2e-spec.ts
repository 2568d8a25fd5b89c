/** @hostile-role */
import { randomUUID } from 'node:crypto';
import type {
  BatchResponse,
  IndependentBatchResponse,
  OperationResult,
} from '../../src/tasks/dto/batch-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { useConnection, useTestApp, useUserPerTest } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';

describe('the queue of a device', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app);
  const bob = useUserPerTest(app);
  const rows = useConnection(app);

  const batch = (operations: object[], mode?: string) =>
    app.api.post(`${TASKS}/batch`, ada, { ...(mode && { mode }), operations });
  const send = async (...operations: object[]) =>
    (await batch(operations, 'independent').expect(207)).body as IndependentBatchResponse;
  const sendOne = async (operation: object) => (await send(operation)).results[0]!;
  const create = async (fields: object, user = ada) =>
    (await app.api.post(TASKS, user, { title: 'one', ...fields }).expect(201)).body as TaskResponse;
  const patch = async (id: string, fields: object) =>
    (await app.api.patch(`${TASKS}/${id}`, ada, fields).expect(200)).body as TaskResponse;
  const get = async (id: string) => (await app.api.get(`${TASKS}/${id}`, ada).expect(200)).body as TaskResponse;
  const remove = (id: string) => app.api.delete(`${TASKS}/${id}`, ada).expect(204);
  const restore = (id: string) => app.api.post(`${TASKS}/${id}/restore`, ada).expect(200);
  const purge = (id: string) =>
    rows.query(`UPDATE tasks SET purged_at = now(), title = '', description = NULL WHERE id = $1`, [id]);

  it('does each operation for itself, and says what became of it', async () => {
    const [kept, stale, gone] = [await create({}), await create({ title: 'two' }), await create({ title: 'three' })];
    await patch(stale.id, { title: 'theirs' });
    await remove(gone.id);
    const [id, unknown] = [randomUUID(), randomUUID()];
    const { version, results } = await send(
      { op: 'create', id: id.toUpperCase(), data: { title: 'new' } },
      { op: 'patch', id: stale.id, data: { title: 'mine' }, base: { title: 'two' } },
      { op: 'delete', id: kept.id, if_version: kept.version },
      { op: 'patch', id: id, data: { title: 'new' } },
      { op: 'patch', id: kept.id, data: { title: '' } },
      { op: 'restore', id: gone.id },
      { op: 'delete', id: unknown },
      { op: 'delete' },
      { op: 'patch', id, data: { title: 'x' }, base: {} },
      { op: 'create', data: { title: 'x', parent_id: unknown } },
      'nothing' as unknown as object,
    );
    expect(version).toBe(8);
    expect(results).toMatchObject([
      { status: 201, task: { id, title: 'new', version: 6 }, undo: { op: 'delete', id, if_version: 6 } },
      { status: 412, error_code: 'STALE_TASK', conflicts: ['title'], current: { title: 'theirs' } },
      { status: 200, id: kept.id, version: 7, undo: { op: 'restore', id: kept.id, if_version: 7 } },
      { status: 200, task: { id, version: 6 }, unchanged: true },
      { status: 422, error_code: 'VALIDATION_FAILED', errors: [{ pointer: '/title' }] },
      { status: 200, task: { id: gone.id, version: 8, deleted_at: null }, undo: { op: 'delete', if_version: 8 } },
      { status: 404, error_code: 'TASK_NOT_FOUND' },
      { status: 422, errors: [{ pointer: '/id', code: 'REQUIRED' }] },
      { status: 422, errors: [{ pointer: '/base/title', code: 'REQUIRED' }] },
      { status: 422, errors: [{ pointer: '/parent_id', code: 'TASK_NOT_FOUND' }] },
      { status: 422, errors: [{ pointer: '', code: 'INVALID_TYPE' }] },
    ]);
    expect(Object.keys(results[2]!).sort()).toEqual(['deleted_at', 'id', 'status', 'undo', 'version']);
    expect(Object.keys(results[3]!).sort()).toEqual(['status', 'task', 'unchanged']);
  });

  it('is refused as a whole only if it is no batch', async () => {
    await batch([], 'independent').expect(422);
    await batch([{ op: 'create', data: { title: 'x' } }], 'parallel').expect(422);
    expect((await send({ op: 'explode' })).version).toBe(0);
  });

  it('leaves what has happened already as it is, and takes no number for it', async () => {
    const task = await create({ title: 'mine' });
    const changed = await patch(task.id, { title: 'theirs' });
    const again = { op: 'create', id: task.id, data: { title: 'mine' } };
    const same = { op: 'patch', id: task.id, data: { title: 'theirs' }, base: { title: 'mine' }, if_version: 1 };
    expect(await send(again, same, { op: 'restore', id: task.id, if_version: 1 })).toEqual({
      version: 2,
      results: Array.from({ length: 3 }, () => ({ status: 200, task: changed, unchanged: true })),
    });
    const { body } = await batch([again, same]).expect(200);
    expect(body).toEqual({ version: 2, results: [changed, changed], undo: [] });
    await remove(task.id);
    const [first, second] = (await send({ op: 'delete', id: task.id, if_version: 2 }, again)).results;
    expect(first).toMatchObject({ status: 200, id: task.id, version: 3, unchanged: true });
    expect(second).toEqual(first);
    await app.api.get(`${TASKS}/${task.id}`, ada).expect(404);
  });

  it('never makes anew what was deleted long ago', async () => {
    const { id } = await create({});
    await remove(id);
    await purge(id);
    const again = { op: 'create', id, data: { title: 'one' } };
    expect((await send(again, { op: 'delete', id })).results).toMatchObject([
      { status: 200, id, version: 2, unchanged: true },
      { status: 200, id, version: 2, unchanged: true },
    ]);
    expect((await send({ op: 'restore', id }, { op: 'patch', id, data: {} })).results).toMatchObject([
      { status: 404 },
      { status: 404 },
    ]);
    expect((await batch([again]).expect(200)).body).toMatchObject({ version: 2, results: [{ id, title: '' }] });
  });

  it('has nothing to do with the same id of another user', async () => {
    const theirs = await create({ title: 'his' }, bob);
    const [created, unknown] = (
      await send({ op: 'create', id: theirs.id, data: { title: 'hers' } }, { op: 'delete', id: randomUUID() })
    ).results;
    expect(created).toMatchObject({ status: 201, task: { title: 'hers', user_id: ada.id } });
    expect(unknown).toMatchObject({ status: 404 });
    const { body } = await app.api.get(`${TASKS}/${theirs.id}`, bob).expect(200);
    expect(body).toEqual(theirs);
    const foreign = await create({}, bob);
    const answers = (await send({ op: 'restore', id: foreign.id }, { op: 'restore', id: randomUUID() })).results;
    expect(answers[0]).toEqual(answers[1]);
  });

  it('merges what two devices did to different fields, and tells of the same one', async () => {
    const { id } = await create({ title: 'Rob', description: 'x', tags: ['a', 'b'], extra: { a: 1, b: { c: 1 } } });
    await patch(id, { description: 'theirs', tags: ['B', 'c'], extra: { a: 2 } });
    const base = { title: 'Rob', description: 'x', tags: ['a', 'b'], extra: { a: 1, b: { c: 1 } } };
    const disjoint = await sendOne({
      op: 'patch',
      id,
      data: { title: 'Bob', tags: ['a', 'd'], extra: { b: { d: 2 }, e: 5 } },
      base,
    });
    expect(disjoint).toMatchObject({ status: 200, task: { title: 'Bob', description: 'theirs', tags: ['c', 'd'] } });
    expect(disjoint.task!.extra).toEqual({ a: 2, b: { c: 1, d: 2 }, e: 5 });
    const clash = await sendOne({
      op: 'patch',
      id,
      data: { title: 'Tom', description: 'mine', extra: { a: 3 }, completed: true },
      base: { ...base, title: 'Bob', completed: false },
    });
    expect(clash).toMatchObject({ status: 412, conflicts: ['description', 'extra'], current: disjoint.task });
    expect(await get(id)).toEqual(disjoint.task);
  });

  it('takes the due day and the instant for one field, and so the parent and the position', async () => {
    const [list, other, task] = [await create({}), await create({}), await create({ due_date: '2026-12-24' })];
    const { id, position } = task;
    const moved = await patch(id, { due_date: null, due_at: '2026-12-24T12:00:00Z', parent_id: list.id });
    const due = { op: 'patch', id, data: { due_date: '2026-12-25' }, base: { due_date: '2026-12-24' } };
    const place = { op: 'patch', id, data: { parent_id: other.id }, base: { parent_id: null, position } };
    const order = { op: 'patch', id, data: { position: 'a1' }, base: { parent_id: null, position } };
    for (const [operation, conflict] of [
      [due, 'due'],
      [place, 'place'],
      [order, 'place'],
    ] as const)
      expect(await sendOne(operation)).toMatchObject({ status: 412, conflicts: [conflict], current: moved });
    const cleared = { op: 'patch', id, data: { clear: ['due_at'] }, base: { due_at: '2026-12-24T13:00:00+01:00' } };
    expect(await sendOne(cleared)).toMatchObject({ status: 200, task: { due_at: null, parent_id: list.id } });
  });

  it('tells of a circle that two moves would make together', async () => {
    const [one, two] = [await create({}), await create({})];
    await patch(one.id, { parent_id: two.id });
    const move = { op: 'patch', id: two.id, data: { parent_id: one.id } };
    const { position } = two;
    expect(await sendOne({ ...move, base: { parent_id: null, position } })).toMatchObject({
      status: 412,
      conflicts: ['place'],
      current: two,
    });
    expect(await sendOne(move)).toMatchObject({ status: 422, errors: [{ pointer: '/parent_id', code: 'CIRCULAR' }] });
    const { body } = await batch([{ op: 'delete', id: one.id, if_version: 1 }]).expect(412);
    expect(body).toMatchObject({
      error_code: 'STALE_TASK',
      errors: [{ pointer: '/operations/0/if_version', code: 'STALE_TASK' }],
      current: { id: one.id },
    });
    expect((await batch([{ ...move, base: { parent_id: null, position } }]).expect(412)).body).toMatchObject({
      errors: [{ pointer: '/operations/0/base' }],
      conflicts: ['place'],
    });
  });

  it('moves trees as single requests do, also those that it has just made', async () => {
    const [root, child, leaf] = [randomUUID(), randomUUID(), randomUUID()];
    const { results } = await send(
      { op: 'create', id: root, data: { title: 'root' } },
      { op: 'create', id: leaf, data: { title: 'leaf', parent_id: root } },
      { op: 'create', id: child, data: { title: 'child', parent_id: root.toUpperCase() } },
      { op: 'patch', id: leaf, data: { parent_id: child } },
      { op: 'delete', id: root },
      { op: 'patch', id: leaf, data: { title: 'x' } },
      { op: 'create', data: { title: 'x', parent_id: child } },
      { op: 'restore', id: root },
      { op: 'patch', id: root, data: { parent_id: leaf } },
      { op: 'delete', id: child },
      { op: 'delete', id: root },
      { op: 'restore', id: root },
    );
    expect(results.map(({ status, task, version }) => [status, task?.version ?? version])).toEqual([
      [201, 1],
      [201, 2],
      [201, 3],
      [200, 4],
      [200, 5],
      [404, undefined],
      [422, undefined],
      [200, 8],
      [422, undefined],
      [200, 11],
      [200, 13],
      [200, 14],
    ]);
    const { body } = await app.api.get(TASKS, ada).expect(200);
    expect(body).toMatchObject({ total: 1, items: [{ id: root, version: 14 }] });
    await restore(child);
    expect(await get(leaf)).toMatchObject({ parent_id: child, version: 16 });
    expect(await create({ title: 'next' })).toMatchObject({ version: 17 });
  });

  it.each<[string, object, object]>([
    ['a title', { title: 'x' }, { title: 'y' }],
    ['a due day', { due_date: '2026-12-24' }, { due_date: null, due_at: '2026-12-24T12:00:00Z' }],
    ['a completion', {}, { completed: true }],
    ['tags', { tags: ['b', 'a'] }, { tags: ['A', 'c'] }],
    ['an extra', {}, { extra: { a: 1 } }],
    ['members of an extra', { extra: { a: { b: 1 }, c: [1] } }, { extra: { a: { b: 2, d: 3 }, c: null, e: {} } }],
    ['a cleared extra', { extra: { a: { b: 1 } } }, { clear: ['extra'] }],
    ['an emptied extra', { extra: {} }, { extra: null }],
    ['a description', { description: 'x' }, { clear: ['description'], priority: 'high' }],
    ['a place', {}, { position: 'Zz' }],
  ])('takes back a change of %s, once', async (_, fields, change) => {
    const before = await create(fields);
    const { undo } = await sendOne({ op: 'patch', id: before.id, data: change });
    const back = await sendOne(undo!);
    const bookkeeping = { version: 3, updated_at: back.task!.updated_at };
    expect(back.task).toEqual({ ...before, ...bookkeeping });
    expect(await sendOne(undo!)).toMatchObject({ unchanged: true, task: { version: 3 } });
    expect((await sendOne(back.undo!)).status).toBe(200);
  });

  it('takes back creations, deletions, restorations and moves, unless someone has written over them', async () => {
    const parent = await create({});
    const created = await sendOne({ op: 'create', data: { title: 'new', parent_id: parent.id } });
    const { id } = created.task!;
    await patch(id, { title: 'theirs' });
    expect(await sendOne(created.undo!)).toMatchObject({ status: 412, current: { title: 'theirs' } });
    const moved = await sendOne({ op: 'patch', id, data: { parent_id: null } });
    expect((await sendOne(moved.undo!)).task).toMatchObject({ parent_id: parent.id, position: created.task!.position });
    const again = await sendOne({ op: 'patch', id, data: { parent_id: null } });
    await patch(id, { position: 'Zx' });
    expect(await sendOne(again.undo!)).toMatchObject({ status: 412, conflicts: ['place'] });
    const deleted = await sendOne({ op: 'delete', id });
    const restored = await sendOne(deleted.undo!);
    expect(restored).toMatchObject({ status: 200, task: { id, title: 'theirs' }, undo: { op: 'delete' } });
    expect(await sendOne(restored.undo!)).toMatchObject({ status: 200, id });
    await restore(id);
    await remove(id);
    expect(await sendOne(deleted.undo!)).toMatchObject({ status: 412, error_code: 'STALE_TASK' });
  });

  it('takes back a whole batch by one', async () => {
    const [changed, deleted, id] = [await create({}), await create({}), randomUUID()];
    const { body } = await batch([
      { op: 'create', id, data: { title: 'new' } },
      { op: 'patch', id: changed.id, data: { title: 'first' } },
      { op: 'patch', id, data: { title: 'newer' } },
      { op: 'patch', id: changed.id, data: { title: 'second', priority: 'high' } },
      { op: 'delete', id: deleted.id },
    ]).expect(200);
    const { undo } = body as BatchResponse;
    expect(undo.map(({ op }) => op)).toEqual(['restore', 'patch', 'patch', 'delete']);
    await batch(undo).expect(200);
    expect(await get(changed.id)).toMatchObject({ title: 'one', priority: 'none' });
    await get(deleted.id);
    await app.api.get(`${TASKS}/${id}`, ada).expect(404);
  });

  it('keeps its answer under an Idempotency-Key, with what was wrong', async () => {
    const operations: object[] = [
      { op: 'create', data: { title: 'x' } },
      { op: 'explode', n: 1 },
    ];
    const keyed = (mode: string, given = operations) =>
      batch(given, mode).set('Idempotency-Key', 'queue') as PromiseLike<{ status: number; text: string }>;
    const first = await keyed('independent');
    expect(await keyed('independent')).toMatchObject({ status: 207, text: first.text });
    expect((await keyed('independent', [operations[0]!, { op: 'explode', n: 2 }])).status).toBe(422);
    expect((await keyed('atomic', [operations[0]!])).status).toBe(422);
    const { body } = await app.api.get(TASKS, ada).expect(200);
    expect(body).toMatchObject({ total: 1 });
  });
});

describe('the queue where writes must be guarded', () => {
  const app = useTestApp({ env: { REQUIRE_IF_MATCH: 'true' } });
  const ada = useUserPerTest(app);

  it('refuses a patch and a delete that say nothing of what they saw, each at its place', async () => {
    const { body: task } = await app.api.post(TASKS, ada, { title: 'one' }).expect(201);
    const { id } = task as TaskResponse;
    const operations = [
      { op: 'patch', id, data: { title: 'two' }, base: { title: 'one' } },
      { op: 'patch', id, data: { title: 'three' } },
      { op: 'delete', id },
      { op: 'create', data: { title: 'four' } },
      { op: 'restore', id },
    ];
    const send = (mode: string) => app.api.post(`${TASKS}/batch`, ada, { mode, operations });
    expect((await send('atomic').expect(428)).body).toMatchObject({
      error_code: 'IF_MATCH_REQUIRED',
      errors: [{ pointer: '/operations/1/if_version' }, { pointer: '/operations/2/if_version' }],
    });
    const { results } = (await send('independent').expect(207)).body as { results: OperationResult[] };
    expect(results.map(({ status }) => status)).toEqual([200, 428, 428, 201, 200]);
    expect(results[2]).toMatchObject({ error_code: 'IF_MATCH_REQUIRED', errors: [{ pointer: '/if_version' }] });
  });
});
