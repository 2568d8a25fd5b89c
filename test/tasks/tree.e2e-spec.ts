/** @hostile-role */
import { randomUUID } from 'node:crypto';
import type { BatchResponse } from '../../src/tasks/dto/batch-response.dto.js';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { RetentionService } from '../../src/jobs/retention.service.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useTestAppPerTest, useUserPerTest } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';

describe('nested tasks', () => {
  const app = useTestAppPerTest();
  const ada = useUserPerTest(app, 'ada');
  const bob = useUserPerTest(app, 'bob');

  const pathOf = ({ id }: { id: string }) => `${TASKS}/${id}`;
  const create = async (title: string, parent?: { id: string }, user: TestUser = ada) =>
    (await app.api.post(TASKS, user, { title, parent_id: parent?.id }).expect(201)).body as TaskResponse;
  const get = async (task: { id: string }) => (await app.api.get(pathOf(task), ada).expect(200)).body as TaskResponse;
  const list = async (query: string, user: TestUser = ada) =>
    (await app.api.get(`${TASKS}?${query}`, user).expect(200)).body as TaskListResponse;
  const titles = async (query: string) => (await list(`${query}&sort=title`)).items.map(({ title }) => title);
  const move = (task: { id: string }, body: object) => app.api.post(`${pathOf(task)}/move`, ada, body);
  const remove = (task: { id: string }) => app.api.delete(pathOf(task), ada).expect(204);
  const restore = async (task: { id: string }) =>
    (await app.api.post(`${pathOf(task)}/restore`, ada).expect(200)).body as TaskResponse;

  /** A task of each of these levels, each beneath the one before. */
  const chain = async (levels: number, parent?: TaskResponse): Promise<TaskResponse[]> => {
    const tasks: TaskResponse[] = [];
    for (let level = 1; level <= levels; level++) tasks.push(await create(`level ${level}`, tasks.at(-1) ?? parent));
    return tasks;
  };

  it('are listed by their parent', async () => {
    const house = await create('House');
    const roof = await create('Roof', house);
    const tiles = await create('Tiles', roof);
    await create('Garden');
    expect(tiles).toMatchObject({ parent_id: roof.id });
    expect(await titles('parent_id=none')).toEqual(['Garden', 'House']);
    expect(await titles(`parent_id=${house.id}`)).toEqual(['Roof']);
    expect(await titles(`parent_id=${roof.id.toUpperCase()}`)).toEqual(['Tiles']);
    expect(await titles(`parent_id=${tiles.id}`)).toEqual([]);
    expect(await list('parent_id=none')).toMatchObject({ total: 2 });
    expect(await titles('include_total=true')).toHaveLength(4);
  });

  it.each(['x', '', 'null', 'NONE'])('are not listed by the parent %j', async (parent) => {
    const { body } = await app.api.get(`${TASKS}?parent_id=${encodeURIComponent(parent)}`, ada).expect(422);
    expect(body).toMatchObject({ errors: [{ pointer: '/parent_id' }] });
  });

  it('are counted for the tasks of a page if the client asks, and not as a part of the task', async () => {
    const house = await create('House');
    const garden = await create('Garden');
    const roof = await create('Roof', house);
    await create('Tiles', roof);
    const cellar = await create('Cellar', house);
    await app.api.patch(pathOf(cellar), ada, { completed: true }).expect(200);
    await remove(await create('Pool', house));
    const page = await list('parent_id=none&sort=position&include=child_counts');
    expect(page.items.map(({ id }) => id)).toEqual([house.id, garden.id]);
    expect(page.child_counts).toEqual({ [house.id]: { open: 1, all: 2 } });
    expect(await list('parent_id=none')).not.toHaveProperty('child_counts');
    expect((await list('include=child_counts&limit=1&sort=title')).child_counts).toEqual({});
    await app.api.get(`${TASKS}?include=everything`, ada).expect(422);
  });

  it('have counts whose page has another ETag after a write to a child', async () => {
    const house = await create('House');
    const path = `${TASKS}?parent_id=none&include=child_counts`;
    const { headers } = await app.api.get(path, ada).expect(200);
    const poll = () => app.api.get(path, ada).set('If-None-Match', headers.etag ?? '');
    await poll().expect(304);
    expect(headers.etag).not.toBe((await app.api.get(`${TASKS}?parent_id=none`, ada)).headers.etag);
    await create('Roof', house);
    expect((await poll().expect(200)).body).toMatchObject({ child_counts: { [house.id]: { open: 1, all: 1 } } });
    expect(await get(house)).toEqual(house);
  });

  it("have no parent that is unknown, in the trash, or another's: all that is the same to the byte", async () => {
    const task = await create('mine');
    const trashed = await create('trashed');
    await remove(trashed);
    const theirs = await create('his', undefined, bob);
    const ids = [randomUUID(), trashed.id, theirs.id];
    const before = await list('sort=created_at');
    const writes: ((id: string) => ReturnType<typeof app.api.post>)[] = [
      (id) => app.api.post(TASKS, ada, { title: 'x', parent_id: id }),
      (id) => app.api.put(pathOf(task), ada, { title: 'x', parent_id: id }),
      (id) =>
        app.api
          .put(`${TASKS}/0199abc0-0000-7000-8000-000000000001`, ada, { title: 'x', parent_id: id })
          .set('If-None-Match', '*'),
      (id) => app.api.patch(pathOf(task), ada, { parent_id: id }),
      (id) => move(task, { parent_id: id }),
      (id) =>
        app.api.post(`${TASKS}/batch`, ada, { operations: [{ op: 'create', data: { title: 'x', parent_id: id } }] }),
      (id) =>
        app.api.post(`${TASKS}/batch`, ada, { operations: [{ op: 'patch', id: task.id, data: { parent_id: id } }] }),
    ];
    for (const write of writes) {
      const answers = [];
      for (const id of ids) answers.push(await write(id).set('X-Request-Id', 'same').expect(422));
      const [first, ...others] = answers.map(({ text }) => text.replace(/"timestamp":"[^"]*"/, ''));
      expect(first).toMatch(/"pointer":"[^"]*\/parent_id","code":"TASK_NOT_FOUND"/);
      expect(others).toEqual([first, first]);
    }
    for (const field of ['before', 'after']) {
      const answers = [];
      for (const id of [...ids, task.id])
        answers.push(
          await move(task, { [field]: id })
            .set('X-Request-Id', 'same')
            .expect(422),
        );
      const [first, ...others] = answers.map(({ text }) => text.replace(/"timestamp":"[^"]*"/, ''));
      expect(first).toContain(`"pointer":"/${field}","code":"TASK_NOT_FOUND"`);
      expect(others).toEqual([first, first, first]);
    }
    expect(await list('sort=created_at')).toEqual(before);
    expect(await list(`parent_id=${theirs.id}`)).toEqual(await list(`parent_id=${randomUUID()}`));
    expect((await create('next')).version).toBe(before.items.length + 3);
  });

  it('make no circle', async () => {
    const [house, roof, tiles] = (await chain(3)) as [TaskResponse, TaskResponse, TaskResponse];
    for (const parent of [house, roof, tiles]) {
      for (const write of [
        move(house, { parent_id: parent.id }),
        app.api.patch(pathOf(house), ada, { parent_id: parent.id.toUpperCase() }),
        app.api.put(pathOf(house), ada, { title: 'x', parent_id: parent.id }),
      ])
        expect((await write.expect(422)).body).toMatchObject({ errors: [{ pointer: '/parent_id', code: 'CIRCULAR' }] });
    }
    const operations = [
      { op: 'patch', id: roof.id, data: { parent_id: null } },
      { op: 'patch', id: house.id, data: { parent_id: tiles.id } },
      { op: 'patch', id: roof.id, data: { parent_id: house.id } },
    ];
    const { body } = await app.api.post(`${TASKS}/batch`, ada, { operations }).expect(422);
    expect(body).toMatchObject({ errors: [{ pointer: '/operations/2/data/parent_id', code: 'CIRCULAR' }] });
    await app.api.post(`${TASKS}/batch`, ada, { operations: operations.slice(0, 2) }).expect(200);
    expect(await get(house)).toMatchObject({ parent_id: tiles.id });
  });

  it('are at most eight levels deep, with what comes along', async () => {
    const deep = await chain(8);
    const fault = { errors: [{ pointer: '/parent_id', code: 'TOO_DEEP' }] };
    expect((await app.api.post(TASKS, ada, { title: 'x', parent_id: deep[7]!.id }).expect(422)).body).toMatchObject(
      fault,
    );
    const [top, below] = (await chain(2)) as [TaskResponse, TaskResponse];
    expect((await move(top, { parent_id: deep[6]!.id }).expect(422)).body).toMatchObject(fault);
    await move(below, { parent_id: deep[6]!.id }).expect(200);
    await move(top, { parent_id: deep[6]!.id }).expect(200);
  });

  it('stay as they are when their parent is completed', async () => {
    const house = await create('House');
    const roof = await create('Roof', house);
    await app.api.patch(pathOf(house), ada, { completed: true }).expect(200);
    expect(await get(roof)).toEqual(roof);
  });

  it('leave their parent by null, by clear and by a PUT without it, for the end of the root', async () => {
    const house = await create('House');
    for (const leave of [
      (id: string) => app.api.patch(`${TASKS}/${id}`, ada, { parent_id: null }),
      (id: string) => app.api.patch(`${TASKS}/${id}`, ada, { clear: ['parent_id'] }),
      (id: string) => app.api.put(`${TASKS}/${id}`, ada, { title: 'x' }),
      (id: string) => app.api.post(`${TASKS}/${id}/move`, ada, { parent_id: null }),
    ]) {
      const { id } = await create('Roof', house);
      const { body } = (await leave(id).expect(200)) as { body: TaskResponse };
      expect(body).toMatchObject({ id, parent_id: null });
      const { items } = await list('parent_id=none&sort=-position&limit=1');
      expect(items).toEqual([body]);
    }
  });

  describe('in the trash', () => {
    it('are there with their parent, each with a number of its own, and come back with it', async () => {
      const house = await create('House');
      const [roof, cellar] = [await create('Roof', house), await create('Cellar', house)];
      const tiles = await create('Tiles', roof);
      const garden = await create('Garden');
      await app.api.delete(pathOf(house), ada).set('If-Match', `"${house.version}"`).expect(204);
      expect(await list('')).toMatchObject({ total: 1, items: [garden] });
      const trash = (await list('deleted=true')).items;
      const versions = new Map(trash.map(({ title, version }) => [title, version]));
      expect(versions.get('House')).toBe(6);
      expect([versions.get('Roof'), versions.get('Cellar')].sort()).toEqual([7, 8]);
      expect(versions.get('Tiles')).toBe(9);
      expect(new Set(trash.map(({ deleted_at }) => deleted_at)).size).toBe(1);

      expect(await restore(house)).toMatchObject({ version: 10, parent_id: null, position: house.position });
      expect(await list('deleted=true')).toMatchObject({ total: 0 });
      expect(await list('')).toMatchObject({ total: 5 });
      for (const task of [roof, cellar, tiles])
        expect(await get(task)).toMatchObject({ parent_id: task.parent_id, position: task.position, deleted_at: null });
      expect(await create('next')).toMatchObject({ version: 14 });
    });

    it('stay there if they were deleted before by themselves, even in the same instant', async () => {
      const house = await create('House');
      const roof = await create('Roof', house);
      await create('Tiles', roof);
      await create('Cellar', house);
      const deletions = [roof, house].map(({ id }) => ({ op: 'delete', id }));
      await app.api.post(`${TASKS}/batch`, ada, { operations: deletions }).expect(200);
      await behind(app, 'UPDATE tasks SET deleted_at = $1', [new Date()]);
      await restore(house);
      expect(await titles('')).toEqual(['Cellar', 'House']);
      expect(await titles('deleted=true')).toEqual(['Roof', 'Tiles']);
      expect(await restore(roof)).toMatchObject({ parent_id: house.id });
      expect(await titles('')).toEqual(['Cellar', 'House', 'Roof', 'Tiles']);
    });

    it('come back to the end of the root while their parent is there, with what is beneath them', async () => {
      const house = await create('House');
      const roof = await create('Roof', house);
      const tiles = await create('Tiles', roof);
      const garden = await create('Garden');
      await remove(house);
      expect(await restore(roof)).toMatchObject({ parent_id: null });
      expect((await list('parent_id=none&sort=position')).items.map(({ id }) => id)).toEqual([garden.id, roof.id]);
      expect(await get(tiles)).toMatchObject({ parent_id: roof.id });
      await restore(house);
      expect(await get(roof)).toMatchObject({ parent_id: null });
      expect(await list('')).toMatchObject({ total: 4 });
    });

    it('come back to the root if the tree would be too deep by now', async () => {
      const [top, below] = (await chain(2)) as [TaskResponse, TaskResponse];
      await create('leaf', below);
      await remove(below);
      const deep = await chain(6);
      await move(top, { parent_id: deep[5]!.id }).expect(200);
      expect(await restore(below)).toMatchObject({ parent_id: null });
    });

    it('are there by a batch too, which answers with the task itself and counts on', async () => {
      const house = await create('House');
      const roof = await create('Roof', house);
      await create('Tiles', roof);
      const { body } = await app.api
        .post(`${TASKS}/batch`, ada, {
          operations: [
            { op: 'create', data: { title: 'Garden' } },
            { op: 'delete', id: house.id },
            { op: 'create', data: { title: 'Shed' } },
          ],
        })
        .expect(200);
      expect((body as BatchResponse).results).toMatchObject([
        { title: 'Garden', version: 4 },
        { title: 'House', version: 5 },
        { title: 'Shed', version: 8 },
      ]);
      expect(await create('next')).toMatchObject({ version: 9 });
      expect(await list('')).toMatchObject({ total: 3 });
      const late = [
        { op: 'delete', id: (body as BatchResponse).results[0]!.id },
        { op: 'create', data: { title: 'x', parent_id: (body as BatchResponse).results[0]!.id } },
      ];
      const refused = await app.api.post(`${TASKS}/batch`, ada, { operations: late }).expect(422);
      expect(refused.body).toMatchObject({ errors: [{ pointer: '/operations/1/data/parent_id' }] });
    });

    it('are purged with their parent, whose tombstone keeps no place', async () => {
      app.clock.advance({ days: -31 });
      const house = await create('House');
      const roof = await create('Roof', house);
      await create('Tiles', roof);
      await remove(house);
      app.clock.advance({ days: 31 });
      await create('Garden');
      const purge = () => app.nest.get(RetentionService).run();
      expect(await purge()).toMatchObject({ trash: 3, tasks: 0 });
      const left = await behind(app, 'SELECT parent_id, position, deleted_with FROM tasks WHERE purged_at IS NOT NULL');
      expect(left).toEqual(Array.from({ length: 3 }, () => ({ parent_id: null, position: '', deleted_with: null })));
      await behind(app, `UPDATE tasks SET deleted_at = now() - interval '121 days' WHERE purged_at IS NOT NULL`);
      expect(await purge()).toMatchObject({ trash: 0, tasks: 3 });
      expect(await list('')).toMatchObject({ total: 1 });
    });

    it('keep the purge from nothing, not even where one was left behind', async () => {
      const house = await create('House');
      const roof = await create('Roof', house);
      // An instance of the release before knows of no tree.
      await behind(app, `UPDATE tasks SET deleted_at = now() - interval '121 days' WHERE id = $1`, [house.id]);
      expect(await app.nest.get(RetentionService).run()).toMatchObject({ trash: 1, tasks: 1 });
      expect(await get(roof)).toMatchObject({ parent_id: null });
    });
  });

  it('can be created out of an export, parents first, and a repetition learns that it is there', async () => {
    const house = await create('House');
    const roof = await create('Roof', house);
    const put = (task: TaskResponse) => app.api.put(pathOf(task), ada, task).set('If-None-Match', '*');
    await behind(app, 'DELETE FROM tasks WHERE user_id = $1', [ada.id]);
    expect((await put(roof).expect(422)).body).toMatchObject({ errors: [{ pointer: '/parent_id' }] });
    await put(house).expect(201);
    expect((await put(roof).expect(201)).body).toMatchObject({ parent_id: house.id, position: roof.position });
    await remove(house);
    expect((await put(roof).expect(412)).body).toMatchObject({ error_code: 'TASK_EXISTS', current: { id: roof.id } });
  });

  it('are erased with the account', async () => {
    const house = await create('House');
    await create('Roof', house);
    await app.api.delete('/api/v1/users/me', ada).expect(204);
    expect(await behind(app, 'SELECT 1 FROM tasks WHERE user_id = $1', [ada.id])).toEqual([]);
  });

  it('of two owners are kept apart by the database as well', async () => {
    const theirs = await create('his', undefined, bob);
    const mine = await create('mine');
    const steal = behind(app, 'UPDATE tasks SET parent_id = $1 WHERE id = $2', [theirs.id, mine.id]);
    await expect(steal).rejects.toMatchObject({ constraint: 'fk_tasks_parent' });
  });
});
