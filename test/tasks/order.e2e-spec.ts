/** @hostile-role */
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import { randomUUID } from 'node:crypto';
import type { BatchResponse } from '../../src/tasks/dto/batch-response.dto.js';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { PositionRebuildRepository } from '../../src/tasks/rebuild/position-rebuild.repository.js';
import { RebuildService } from '../../src/tasks/rebuild/rebuild.service.js';
import { isPosition } from '../../src/tasks/tree/positions.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useTestAppPerTest, useUserPerTest } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

const TASKS = '/api/v1/me/tasks';

describe('the order of tasks', () => {
  const app = useTestAppPerTest();
  const ada = useUserPerTest(app, 'ada');

  const create = async (title: string, fields: object = {}, user: TestUser = ada) =>
    (await app.api.post(TASKS, user, { title, ...fields }).expect(201)).body as TaskResponse;
  const patch = async ({ id }: { id: string }, fields: object) =>
    (await app.api.patch(`${TASKS}/${id}`, ada, fields).expect(200)).body as TaskResponse;
  const move = ({ id }: { id: string }, body: object) => app.api.post(`${TASKS}/${id}/move`, ada, body);
  const page = async (query: string) =>
    (await app.api.get(`${TASKS}?limit=1000&sort=position&${query}`, ada).expect(200)).body as TaskListResponse;
  const order = async (parent: { id: string } = { id: 'none' }) =>
    (await page(`parent_id=${parent.id}`)).items.map(({ title }) => title).join(' ');

  it('is that of their creation, and that which a client makes of it', async () => {
    const [a, b, c] = [await create('a'), await create('b'), await create('c')];
    expect(await order()).toBe('a b c');
    await patch(c, { position: generateKeyBetween(a.position, b.position) });
    expect(await order()).toBe('a c b');
    await patch(b, { position: generateKeyBetween(null, a.position) });
    expect(await order()).toBe('b a c');
    await create('d', { position: generateKeyBetween(a.position, null) });
    await create('e');
    expect(await order()).toBe('b a c d e');
  });

  it.each(['a1', 'Zz', 'nzzzzzzzzzzzzzzV', 'a5V', 'b0'.padEnd(256, '1')])(
    'has a new task at the end, after a task at %s',
    async (position) => {
      const parent = await create('parent');
      await create('first', { position, parent_id: parent.id });
      await create('second', { parent_id: parent.id });
      const { body } = await app.api
        .post(`${TASKS}/batch`, ada, {
          operations: [
            { op: 'create', data: { title: 'third', parent_id: parent.id } },
            { op: 'create', data: { title: 'fourth', parent_id: parent.id, position: `${position.slice(0, 250)}z` } },
            { op: 'create', data: { title: 'fifth', parent_id: parent.id } },
          ],
        })
        .expect(200);
      expect((body as BatchResponse).results.every((task) => isPosition(task.position))).toBe(true);
      const titles = (await order(parent)).split(' ');
      expect(titles.slice(-2)).toEqual(['third', 'fifth']);
    },
  );

  it('has those at the end that are created at the same time, each with a position of its own', async () => {
    await create('first');
    const made = await Promise.all(Array.from({ length: 20 }, (_, i) => create(`t${i}`)));
    const byVersion = [...made].sort((a, b) => a.version - b.version);
    const { items } = await page('parent_id=none');
    expect(items.slice(1)).toEqual(byVersion);
    expect(new Set(items.map(({ position }) => position)).size).toBe(21);
  });

  it('stays when a task is replaced, and ends with a task that comes from another parent', async () => {
    const [list, a, b] = [await create('list'), await create('a'), await create('b')];
    await create('c', { parent_id: list.id });
    const { body } = await app.api.put(`${TASKS}/${a.id}`, ada, { title: 'A' }).expect(200);
    expect(body).toMatchObject({ position: a.position });
    const d = await create('d', { parent_id: list.id });
    expect((await patch(a, { parent_id: list.id })).position > d.position).toBe(true);
    await app.api.put(`${TASKS}/${b.id}`, ada, { title: 'b', parent_id: list.id }).expect(200);
    expect(await order(list)).toBe('c d A b');
    await patch(b, { parent_id: null, position: generateKeyBetween(null, list.position) });
    expect(await order()).toBe('b list');
  });

  it.each(['', 'a', 'a00', '1', 'p0000000000000001', 'a!', 5, null, 'a1'.padEnd(257, 'V')])(
    'is not %j',
    async (position) => {
      const task = await create('a');
      const writes = [
        app.api.post(TASKS, ada, { title: 'x', position }),
        app.api.put(`${TASKS}/${task.id}`, ada, { title: 'x', position }),
        app.api.patch(`${TASKS}/${task.id}`, ada, { position }),
      ];
      for (const write of writes)
        expect((await write.expect(422)).body).toMatchObject({
          errors: [{ pointer: '/position', code: 'INVALID_VALUE' }],
        });
      await app.api.patch(`${TASKS}/${task.id}`, ada, { clear: ['position'] }).expect(422);
    },
  );

  it('is paged by cursor, both ways, where positions are equal too', async () => {
    const list = await create('list');
    for (let i = 0; i < 7; i++) await create(`t${i}`, { parent_id: list.id, position: i < 4 ? 'a1' : undefined });
    for (const sort of ['position', '-position']) {
      const path = `${TASKS}?parent_id=${list.id}&sort=${sort}`;
      const whole = ((await app.api.get(path, ada).expect(200)).body as TaskListResponse).items;
      const found: TaskResponse[] = [];
      let cursor = '';
      let previous: string | undefined;
      for (;;) {
        const { body, headers } = await app.api.get(`${path}&limit=2${cursor && `&cursor=${cursor}`}`, ada).expect(200);
        const { items, next_cursor } = body as TaskListResponse;
        found.push(...items);
        previous = /<([^>]*)>; rel="prev"/.exec(headers.link ?? '')?.[1];
        if (next_cursor === null) break;
        cursor = next_cursor;
      }
      expect(found).toEqual(whole);
      expect(((await app.api.get(previous!, ada).expect(200)).body as TaskListResponse).items).toEqual(
        whole.slice(4, 6),
      );
      await app.api.get(`${TASKS}?parent_id=none&sort=${sort}&limit=2&cursor=${cursor}`, ada).expect(400);
    }
  });

  describe('by moves', () => {
    it.each<[string, (ids: Record<string, string>) => object, string]>([
      ['before the first', ({ a }) => ({ before: a }), 'd a b c'],
      ['after the first', ({ a }) => ({ after: a }), 'a d b c'],
      ['before its own neighbour', ({ c }) => ({ before: c }), 'a b d c'],
      ['after its own neighbour', ({ c }) => ({ after: c }), 'a b c d'],
      ['to the end', () => ({}), 'a b c d'],
      ['between two', ({ b }) => ({ before: b }), 'a d b c'],
    ])('goes %s', async (_, target, expected) => {
      const tasks = [await create('a'), await create('b'), await create('c'), await create('d')];
      const ids = Object.fromEntries(tasks.map(({ title, id }) => [title, id]));
      const { body, headers } = await move({ id: ids.d! }, target(ids)).expect(200);
      expect(await order()).toBe(expected);
      expect(body).toMatchObject({ id: ids.d, version: 5, parent_id: null });
      expect(headers.etag).toBe('"5"');
      expect(await app.api.get(`${TASKS}/${ids.d}`, ada).expect(200)).toMatchObject({ body: body as object });
      expect((await page('')).items.map(({ version }) => version).sort()).toEqual([1, 2, 3, 5]);
    });

    it('goes beneath another parent, next to one there and to nobody else', async () => {
      const list = await create('list');
      const [x, a] = [await create('x', { parent_id: list.id }), await create('a')];
      const child = await create('child', { parent_id: a.id });
      await move(a, { parent_id: list.id, before: x.id.toUpperCase() }).expect(200);
      expect(await order(list)).toBe('a x');
      expect(await order(a)).toBe('child');
      for (const body of [{ before: list.id }, { after: child.id }, { parent_id: null, after: x.id }])
        expect((await move(a, body).expect(422)).body).toMatchObject({ errors: [{ code: 'TASK_NOT_FOUND' }] });
      await move(a, { parent_id: null, after: list.id }).expect(200);
      expect(await order()).toBe('list a');
    });

    it('is asked for in one way', async () => {
      const [a, b] = [await create('a'), await create('b')];
      const { body } = await move(a, { before: b.id, after: b.id }).expect(422);
      expect(body).toMatchObject({ errors: [{ pointer: '/after', code: 'CONFLICTING_FIELDS' }] });
      for (const wrong of [{ before: null }, { after: 'x' }, { parent_id: 5 }, { position: 'a1' }, []])
        await move(a, wrong).expect(422);
      await move({ id: randomUUID() }, {}).expect(404);
    });

    it('respects If-Match and the Idempotency-Key, and REQUIRE_IF_MATCH', async () => {
      const [a, b] = [await create('a'), await create('b')];
      const first = await move(a, { after: b.id })
        .set('If-Match', `"${a.version}"`)
        .set('Idempotency-Key', 'k')
        .expect(200);
      const again = await move(a, { after: b.id })
        .set('If-Match', `"${a.version}"`)
        .set('Idempotency-Key', 'k')
        .expect(200);
      expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
      await move(a, { before: b.id }).set('Idempotency-Key', 'k').expect(422);
      const stale = await move(a, { before: b.id }).set('If-Match', `"${a.version}"`).expect(412);
      expect(stale.body).toMatchObject({ error_code: 'STALE_TASK', current: first.body as object });

      const strict = await startTestApp({ env: { REQUIRE_IF_MATCH: 'true' } });
      const eve = await strict.api.newUser('eve');
      const { id } = (await strict.api.post(TASKS, eve, { title: 'x' }).expect(201)).body as TaskResponse;
      await strict.api.post(`${TASKS}/${id}/move`, eve, {}).expect(428);
      await strict.close();
    });

    it('finds a place between equal positions, by new ones for as few as must be', async () => {
      for (const title of ['a', 'b', 'c']) await create(title, { position: 'a1' });
      await create('d', { position: 'a1V' });
      const e = await create('e');
      const [a] = (await page('')).items;
      const before = await order();
      expect((await move(e, { after: a!.id }).expect(200)).body).toMatchObject({ version: 6 });
      expect(await order()).toBe(before.replace(/^(\w) (.*) e$/, '$1 e $2'));
      expect((await page('')).items.map(({ version }) => version).sort((x, y) => x - y)).toEqual([1, 4, 6, 7, 8]);
    });

    it('finds one where positions have grown as long as they may', async () => {
      const list = await create('list');
      const first = await create('first', { parent_id: list.id, position: `a1${'0'.repeat(253)}1` });
      await create('last', { parent_id: list.id, position: `a1${'0'.repeat(253)}2` });
      await create('moved', { parent_id: list.id });
      const moved = await create('next', { parent_id: list.id });
      await move(moved, { after: first.id }).expect(200);
      expect(await order(list)).toBe('first next last moved');
      const before = await create('before', { parent_id: list.id });
      const lowest = await patch(first, { position: `A${'0'.repeat(25)}1` });
      await move(before, { before: lowest.id }).expect(200);
      expect(await order(list)).toBe('before first next last moved');
      const { items } = await page(`parent_id=${list.id}`);
      expect(items.every(({ position }) => isPosition(position))).toBe(true);
    });

    it('stays what it should be through many moves to one place', async () => {
      const [a, z] = [await create('a'), await create('z')];
      const keys = generateNKeysBetween(a.position, z.position, 50);
      for (const [i, position] of keys.entries()) await create(`t${i}`, { position });
      const titles = (await order()).split(' ');
      for (let i = 0; i < 60; i++) {
        const { id, title } = (await page('')).items[1 + ((i * 7) % 50)]!;
        await move({ id }, { after: a.id }).expect(200);
        titles.splice(titles.indexOf(title), 1);
        titles.splice(1, 0, title);
      }
      expect(await order()).toBe(titles.join(' '));
    });
  });

  describe('of tasks from before there was one', () => {
    const former = async () => {
      await behind(app, `UPDATE tasks SET position = DEFAULT`);
      await behind(app, `UPDATE task_sequences SET last_position = DEFAULT`);
      await behind(
        app,
        `UPDATE rebuilds SET done_at = NULL, after_user = NULL, lease_until = now() WHERE name = 'positions'`,
      );
    };
    const rebuild = () => app.nest.get(RebuildService).run(app.nest.get(PositionRebuildRepository));

    it('is that of their ids, before and after they get positions, and before all new ones', async () => {
      const bob = await app.api.newUser('bob');
      for (let i = 0; i < 12; i++) await create(`t${i}`);
      await create('his', {}, bob);
      await app.api.delete(`${TASKS}/${(await create('gone')).id}`, ada).expect(204);
      const expected = await order();
      await former();
      await create('new');
      expect(await order()).toBe(`${expected} new`);
      const before = (await page('')).items;
      expect(await rebuild()).toBe(true);
      expect(await order()).toBe(`${expected} new`);
      const after = (await page('')).items;
      const written = (tasks: TaskResponse[]) =>
        tasks.map(({ version: _version, position: _position, updated_at: _updated, ...rest }) => rest);
      expect(written(after)).toEqual(written(before));
      expect(after.every(({ position }) => isPosition(position))).toBe(true);
      expect(new Set(after.map(({ position }) => position)).size).toBe(13);
      const versions = [...after, ...(await page('deleted=true')).items].map(({ version }) => version);
      expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, i) => 15 + i));
      expect((await create('next')).version).toBe(29);

      await behind(
        app,
        `UPDATE rebuilds SET done_at = NULL, after_user = NULL, lease_until = now() WHERE name = 'positions'`,
      );
      expect(await rebuild()).toBe(true);
      expect((await page('')).items.slice(0, -1)).toEqual(after);
      await move(after[12]!, { after: after[3]!.id }).expect(200);
      expect((await order()).split(' ').indexOf('new')).toBe(4);
    });

    it('lets a task be moved between them already', async () => {
      for (const title of ['a', 'b', 'c']) await create(title);
      await former();
      const d = await create('d');
      const [first, ...others] = (await order()).split(' ');
      const { items } = await page('');
      await move(d, { after: items[0]!.id }).expect(200);
      expect(await order()).toBe([first, 'd', ...others.slice(0, -1)].join(' '));
      await rebuild();
      expect(await order()).toBe([first, 'd', ...others.slice(0, -1)].join(' '));
    });
  });
});
