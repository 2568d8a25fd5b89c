/** Both libraries on one account of the server at the URL given, and what each must see of the other. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCollection } from '@tanstack/db';
import { createRxDatabase } from 'rxdb/plugins/core';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { taskCollectionOptions } from './tanstack-db.js';
import { replicateTasks } from './rxdb.js';

const api = `${process.argv[2]}/api/v1`;
const name = `libs-${crypto.randomUUID().slice(0, 12)}`;
const password = 'a quiet harbour at dawn';
let offline = false;
let rewrite = (path) => path;
const requestWith =
  (token) =>
  (path, { method, body, signal, headers } = {}) =>
    offline
      ? Promise.reject(new TypeError('Offline'))
      : fetch(api + rewrite(path), {
          method,
          signal,
          headers: {
            ...(body && { 'Content-Type': 'application/json' }),
            ...(token && { Authorization: `Bearer ${token}` }),
            ...headers,
          },
          body: body && JSON.stringify(body),
        });
const post = async (path, body) => (await requestWith()(path, { method: 'POST', body })).json();

async function signUp(username) {
  await post('/auth/register', { email: `${username}@example.org`, username, full_name: 'L', password });
  return requestWith((await post('/auth/login', { username, password })).access_token);
}

const request = await signUp(name);
const json = async (path, options) => (await request(path, options)).json();

async function eventually(check) {
  for (const end = Date.now() + 20_000; ; await sleep(50)) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

const database = await createRxDatabase({ name, storage: getRxStorageMemory(), multiInstance: false });
const text = { type: ['string', 'null'] };
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 36 },
    title: { type: 'string' },
    completed: { type: 'boolean' },
    priority: { type: 'string' },
    version: { type: 'number' },
    tags: { type: 'array', items: { type: 'string' } },
    extra: { type: ['object', 'null'] },
    ...Object.fromEntries(
      [
        'user_id',
        'description',
        'completed_at',
        'due_date',
        'due_at',
        'parent_id',
        'position',
        'deleted_at',
        'created_at',
        'updated_at',
      ].map((field) => [field, text]),
    ),
  },
};
const refusals = [];
const { rx } = await database.addCollections({ rx: { schema } });
const { replication, stop } = replicateTasks(rx, request, (operation, result) =>
  refusals.push([operation.op, result.status]),
);
replication.error$.subscribe(
  (error) => offline || console.error(error.message, JSON.stringify(error.parameters).slice(0, 500)),
);
const tan = createCollection(taskCollectionOptions(request));
await Promise.all([replication.awaitInitialReplication(), tan.preload()]);

const ids = [crypto.randomUUID(), crypto.randomUUID()];
await tan.insert({ id: ids[0], title: 'Buy milk', tags: ['home'] }).isPersisted.promise;
await eventually(async () => assert.equal((await rx.findOne(ids[0]).exec()).title, 'Buy milk'));
await rx.insert({ id: ids[1], title: 'Call Rob' });
await eventually(() => assert.equal(tan.get(ids[1])?.title, 'Call Rob'));

// Different fields merge; the same field is a conflict, and what the server has remains.
offline = true;
await (await rx.findOne(ids[0]).exec()).patch({ title: 'Buy oat milk' });
await (await rx.findOne(ids[1]).exec()).patch({ title: 'Call Bob' });
offline = false;
const patch = (id, body) => json(`/me/tasks/${id}`, { method: 'PATCH', body });
await patch(ids[0], { priority: 'high' });
await patch(ids[1], { title: 'Call Ben' });
replication.reSync();
await eventually(async () => {
  const there = (await json('/me/tasks?sort=created_at')).items.map(({ title, priority }) => [title, priority]);
  assert.deepEqual(there, [
    ['Buy oat milk', 'high'],
    ['Call Ben', 'none'],
  ]);
  for (const id of ids) {
    const [mine, other] = [(await rx.findOne(id).exec()).toJSON(), tan.get(id)];
    assert.deepEqual([mine.title, mine.priority, mine.version], [other.title, other.priority, other.version]);
  }
});

// What can never be accepted is told once, and blocks nothing after it.
await (await rx.findOne(ids[0]).exec()).patch({ title: ' ' });
await eventually(() => assert.deepEqual(refusals, [['patch', 422]]));
await assert.rejects(
  tan.update(ids[0], (task) => {
    task.title = ' ';
  }).isPersisted.promise,
  ({ refused }) => refused[0].status === 422,
);
assert.equal(tan.get(ids[0]).title, 'Buy oat milk');

// More than a batch holds, and more bytes than a body may have: 130 tasks with 3 kB each.
const many = Array.from({ length: 130 }, (_, n) => ({
  id: crypto.randomUUID(),
  title: `Many ${n}`,
  description: '汉'.repeat(1000),
}));
await tan.insert(many).isPersisted.promise;
await eventually(async () => assert.equal((await rx.find().exec()).length, 132));
await rx.bulkRemove(many.map(({ id }) => id));
await eventually(() => assert.equal(tan.size, 2));

// A cursor that is good no more (here it is another user's): both begin anew, and lose nothing.
const other = await signUp(`${name}-b`);
const { next_cursor: foreign } = await (await other('/me/tasks/changes')).json();
let replaced = 0;
rewrite = (path) => path.replace(/(?<=[?&]cursor=)[^&]+/, () => (replaced++, foreign));
await patch(ids[1], { title: 'Call Bill' });
await eventually(async () => {
  assert.ok(replaced >= 2);
  assert.equal((await rx.findOne(ids[1]).exec()).title, 'Call Bill');
  assert.equal(tan.get(ids[1]).title, 'Call Bill');
});
rewrite = (path) => path;

await tan.delete(ids[0]).isPersisted.promise;
await eventually(async () => assert.equal(await rx.findOne(ids[0]).exec(), null));
await (await rx.findOne(ids[1]).exec()).remove();
await eventually(() => assert.equal(tan.has(ids[1]), false));
assert.equal((await json('/me/tasks')).total, 0);
await stop();
await tan.cleanup();
await database.close();
console.log('rxdb and tanstack-db: a whole life');
process.exit();
