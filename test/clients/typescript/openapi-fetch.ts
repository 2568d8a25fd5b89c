import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import createClient from 'openapi-fetch';
import type { components, paths } from '../generated/schema.js';

type Task = components['schemas']['Task'];

/** One user's life through openapi-fetch, with the types of openapi-typescript. */
const baseUrl = process.argv[2];
let token: string | undefined;
const api = createClient<paths>({ baseUrl });
api.use({
  onRequest({ request }) {
    if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
    return request;
  },
});

const path = { user_id: 'me' };

/** The data of an answer that has to be a success. */
function data<T>(answer: { data?: T; error?: unknown }): T {
  assert(answer.data !== undefined, JSON.stringify(answer.error));
  return answer.data;
}

const name = `ts-${randomUUID().slice(0, 12)}`;
const password = 'a quiet harbour at dawn';
const user = data(
  await api.POST('/api/v1/auth/register', {
    body: { email: `${name}@example.org`, username: name, full_name: 'Ts', password },
  }),
);
assert.equal((await api.GET('/api/v1/{user_id}/tasks', { params: { path } })).error?.error_code, 'UNAUTHENTICATED');
const pair = data(await api.POST('/api/v1/auth/login', { body: { username: name, password } }));
token = pair.access_token;
assert.equal(data(await api.GET('/api/v1/users/me')).id, user.id);
assert.equal(data(await api.PATCH('/api/v1/users/me', { body: { ...user, full_name: 'Fetch' } })).full_name, 'Fetch');

const task = data(
  await api.POST('/api/v1/{user_id}/tasks', {
    params: { path },
    body: {
      title: 'Buy milk',
      priority: 'high',
      completed: true,
      due_date: '2026-12-24',
      tags: ['home'],
      extra: { color: 'teal', place: { x: 1 } },
    },
  }),
);
const one = { path: { ...path, id: task.id } };
const patch = async (body: components['schemas']['TaskUpdate']): Promise<Task> =>
  data(await api.PATCH('/api/v1/{user_id}/tasks/{id}', { params: one, body }));
const renamed = await patch({ title: 'Buy oat milk' });
const { version, updated_at } = renamed;
assert.deepEqual(renamed, { ...task, title: 'Buy oat milk', version, updated_at });

const { error, response } = await api.PATCH('/api/v1/{user_id}/tasks/{id}', {
  params: { ...one, header: { 'If-Match': `"${task.version}"` } },
  body: { title: 'Too late' },
});
assert.equal(response.status, 412);
assert(error?.error_code === 'STALE_TASK' && 'current' in error);
assert.deepEqual(error.current, renamed);

const replaced = data(await api.PUT('/api/v1/{user_id}/tasks/{id}', { params: one, body: { ...renamed, tags: [] } }));
assert.deepEqual(replaced, { ...renamed, tags: [], version: replaced.version, updated_at: replaced.updated_at });
assert.equal((await patch({ clear: ['due_date'] })).due_date, null);
await patch({ due_date: '2027-01-01' });
assert.deepEqual(
  [(await patch({ due_date: null })).due_date, (await patch({})).priority, (await patch({})).completed],
  [null, 'high', true],
);

const other = data(await api.POST('/api/v1/{user_id}/tasks', { params: { path }, body: { title: 'Old' } }));
const batch = data(
  await api.POST('/api/v1/{user_id}/tasks/batch', {
    params: { path },
    body: {
      operations: [
        { op: 'create', data: { title: 'New', priority: 'low' } },
        { op: 'patch', id: task.id, data: { completed: false } },
        { op: 'delete', id: other.id },
      ],
    },
  }),
);
// Each for itself is 207 and another shape; `undo` tells the two apart.
assert('undo' in batch);
assert.deepEqual(
  batch.results.map(({ title, completed, deleted_at }) => [title, completed, deleted_at === null]),
  [
    ['New', false, true],
    ['Buy oat milk', false, true],
    ['Old', false, false],
  ],
);

const queue = data(
  await api.POST('/api/v1/{user_id}/tasks/batch', {
    params: { path },
    body: {
      mode: 'independent',
      operations: [
        { op: 'restore', id: other.id },
        { op: 'patch', id: task.id, data: { title: '' } },
      ],
    },
  }),
);
assert(!('undo' in queue));
assert.deepEqual(
  queue.results.map(({ status, error_code, task: shown }) => [status, error_code ?? shown?.title]),
  [
    [200, 'Old'],
    [422, 'VALIDATION_FAILED'],
  ],
);
await api.DELETE('/api/v1/{user_id}/tasks/{id}', { params: { path: { ...path, id: other.id } } });

const page = data(
  await api.GET('/api/v1/{user_id}/tasks', {
    params: { path, query: { sort: ['-priority', 'title'], completed: false } },
    querySerializer: { array: { style: 'form', explode: false } },
  }),
);
assert.deepEqual(
  page.items.map(({ title }) => title),
  ['Buy oat milk', 'New'],
);

const next = data(await api.POST('/api/v1/auth/refresh', { body: { refresh_token: pair.refresh_token } }));
assert.notEqual(next.refresh_token, pair.refresh_token);
token = next.access_token;
assert.equal(data(await api.GET('/api/v1/users/me')).id, user.id);
assert.equal((await api.POST('/api/v1/auth/logout')).response.status, 204);
assert.equal((await api.GET('/api/v1/users/me')).error?.error_code, 'INVALID_TOKEN');
console.log('openapi-fetch: a whole life');
