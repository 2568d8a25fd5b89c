/** @no-pooler rules; its statements are of kinds that others send through one */
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import type { ExportResponse } from '../../src/export/dto/export-response.dto.js';
import { behind } from '../support/behind.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';
const OTHER_ID = '01a1fd5b-f6cc-77cc-9f75-62489816259f';

/** A value of the same kind that is not the stored one. */
const ELSE: Record<string, unknown> = {
  id: OTHER_ID,
  user_id: OTHER_ID,
  completed_at: '2020-01-01T00:00:00.000Z',
  version: 4711,
  deleted_at: '2020-01-01T00:00:00.000Z',
  created_at: '2020-01-01T00:00:00.000Z',
  updated_at: '2020-01-01T00:00:00.000Z',
  email: 'other@example.org',
  is_active: false,
  is_superuser: true,
  email_verified_at: '2020-01-01T00:00:00.000Z',
  username: 'someone-else',
  full_name: 'Someone Else',
  failed_login_count: 99,
  locked_until: '2099-01-01T00:00:00.000Z',
};

describe('what the server gives', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');
  let task: TaskResponse;
  let path: string;
  beforeEach(async () => {
    const fields = { title: 'Buy milk', completed: true, priority: 'high', due_date: '2026-12-24', tags: ['home'] };
    task = (await app.api.post(TASKS, ada, fields).expect(201)).body as TaskResponse;
    path = `${TASKS}/${task.id}`;
  });

  const readOnlyOf = (document: object) => Object.keys(document).filter((name) => name in ELSE);
  const patchInBatch = (data: object) =>
    app.api.post(`${TASKS}/batch`, ada, { operations: [{ op: 'patch', id: task.id, data }] });

  it('can be given back by PUT, PATCH and batch, with a change in it', async () => {
    const changed = { ...task, title: 'Buy oat milk' };
    for (const method of ['put', 'patch'] as const) {
      const { body } = (await app.api[method](path, ada, changed).expect(200)) as { body: TaskResponse };
      expect(body).toEqual({ ...changed, version: body.version, updated_at: body.updated_at });
      Object.assign(changed, body);
    }
    const { body } = await patchInBatch({ ...changed, completed: false }).expect(200);
    expect(body).toMatchObject({ results: [{ title: 'Buy oat milk', priority: 'high', completed_at: null }] });
  });

  it('is refused at each read-only field that differs, and nothing is changed', async () => {
    const fields = readOnlyOf(task).filter((name) => ELSE[name] !== undefined);
    expect(fields).toHaveLength(7);
    for (const field of fields) {
      const body = { ...task, title: 'Changed', [field]: ELSE[field] };
      for (const [pointer, write] of [
        [`/${field}`, app.api.put(path, ada, body)],
        [`/${field}`, app.api.patch(path, ada, body)],
        [`/operations/0/data/${field}`, patchInBatch(body)],
      ] as const) {
        const { body: problem } = await write.expect(422);
        expect(problem).toMatchObject({ errors: [{ pointer, code: 'READ_ONLY' }] });
      }
    }
    expect((await app.api.get(path, ada)).body).toEqual(task);
  });

  it('is a second If-Match: what is out of date is refused, and If-Match speaks first', async () => {
    await app.api.patch(path, ada, { title: 'From elsewhere' }).expect(200);
    const { body } = await app.api.put(path, ada, { ...task, title: 'Mine' }).expect(422);
    expect((body as { errors: object[] }).errors).toMatchObject([{ pointer: '/version' }, { pointer: '/updated_at' }]);
    await app.api
      .put(path, ada, { ...task, title: 'Mine' })
      .set('If-Match', `"${task.version}"`)
      .expect(412);
    expect((await app.api.get(path, ada)).body).toMatchObject({ title: 'From elsewhere' });
  });

  it('is the same in whatever way a client writes instants and ids', async () => {
    const plain = (instant: string) => instant.replace('Z', '000+00:00');
    const body = {
      ...task,
      id: task.id.toUpperCase(),
      created_at: plain(task.created_at),
      updated_at: plain(task.updated_at),
    };
    await app.api.patch(path, ada, body).expect(200);
    for (const value of [String(task.version), null, [task.version], { version: task.version }])
      await app.api.patch(path, ada, { version: value }).expect(422);
  });

  it('can be created anew out of the export by PUT, under the ids that it has', async () => {
    const { body } = await app.api.get('/api/v1/users/me/export', ada).expect(200);
    const exported = (body as ExportResponse).tasks.find(({ id }) => id === task.id)!;
    expect(exported).toEqual(task);
    await app.api.put(path, ada, exported).expect(200);
    await behind(app, 'DELETE FROM tasks WHERE id = $1', [task.id]);
    const create = (given: object) => app.api.put(path, ada, given).set('If-None-Match', '*');
    for (const field of ['id', 'user_id', 'deleted_at'])
      expect((await create({ ...exported, [field]: ELSE[field] }).expect(422)).body).toMatchObject({
        errors: [{ pointer: `/${field}`, code: 'READ_ONLY' }],
      });
    const again = (await create(exported).expect(201)).body as TaskResponse;
    const { version, updated_at } = again;
    expect(again).toEqual({ ...exported, version, updated_at });
  });

  it('cannot be given to POST where the server has yet to make it', async () => {
    const create = (extra: object) => app.api.post(TASKS, ada, { title: 'New', ...extra });
    await create({ user_id: ada.id, completed_at: null, deleted_at: null, extra: null }).expect(201);
    const inBatch = (data: object) => app.api.post(`${TASKS}/batch`, ada, { operations: [{ op: 'create', data }] });
    for (const field of readOnlyOf(task).filter((name) => !['completed_at', 'created_at'].includes(name))) {
      const { body } = await create({ [field]: ELSE[field] }).expect(422);
      expect(body).toMatchObject({ errors: [{ pointer: `/${field}`, code: 'UNKNOWN_FIELD' }] });
      await inBatch({ title: 'New', [field]: ELSE[field] }).expect(422);
    }
    await create({ id: task.id }).expect(422);
  });

  it('holds for the profile, and gives nobody a right (B5)', async () => {
    const { body: me } = await app.api.get('/api/v1/users/me', ada).expect(200);
    const { body } = await app.api
      .patch('/api/v1/users/me', ada, { ...(me as object), full_name: 'Countess' })
      .expect(200);
    expect(body).toEqual({ ...me, full_name: 'Countess', updated_at: (body as { updated_at: string }).updated_at });
    const fields = readOnlyOf(me as object).filter((name) => !['username', 'full_name'].includes(name));
    expect(fields).toHaveLength(7);
    for (const field of fields) {
      const { body: problem } = await app.api
        .patch('/api/v1/users/me', ada, { ...(body as object), full_name: 'Changed', [field]: ELSE[field] })
        .expect(422);
      expect(problem).toMatchObject({ errors: [{ pointer: `/${field}`, code: 'READ_ONLY' }] });
    }
    const renaming = { ...(body as object), username: 'countess', current_password: ada.password };
    const { body: late } = await app.api
      .patch('/api/v1/users/me', ada, { ...renaming, updated_at: ELSE.updated_at })
      .expect(422);
    expect(late).toMatchObject({ errors: [{ pointer: '/updated_at', code: 'READ_ONLY' }] });
    expect((await app.api.get('/api/v1/users/me', ada)).body).toEqual(body);
    await app.api.patch('/api/v1/users/me', ada, renaming).expect(200);
  });

  it('holds for accounts in the hands of a superuser (B5)', async () => {
    const root = await app.api.newUser('root');
    await behind(app, 'UPDATE users SET is_superuser = true WHERE id = $1', [root.id]);
    const url = `/api/v1/users/${ada.id}`;
    const { body: account } = await app.api.get(url, root).expect(200);
    await app.api.patch(url, root, account as object).expect(200);
    const fields = readOnlyOf(account as object).filter((name) => !['is_active', 'is_superuser'].includes(name));
    expect(fields).toHaveLength(9);
    for (const field of fields) {
      const { body } = await app.api
        .patch(url, root, { ...(account as object), is_superuser: true, [field]: ELSE[field] })
        .expect(422);
      expect(body).toMatchObject({ errors: [{ pointer: `/${field}`, code: 'READ_ONLY' }] });
    }
    expect((await app.api.get(url, root)).body).toEqual(account);
  });
});

describe('clear', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  const create = async (fields: object) => {
    const { body } = await app.api.post(TASKS, ada, { title: 'x', ...fields }).expect(201);
    return `${TASKS}/${(body as TaskResponse).id}`;
  };

  it('empties the fields that it names, as null does', async () => {
    const path = await create({ description: 'text', due_date: '2026-12-24', priority: 'high' });
    const { body } = await app.api.patch(path, ada, { clear: ['due_date'] }).expect(200);
    expect(body).toMatchObject({ due_date: null, description: 'text', priority: 'high' });
    await app.api.patch(path, ada, { clear: ['description', 'description'], description: null }).expect(200);
    await app.api.patch(path, ada, { clear: ['due_date'], due_at: '2026-12-24T18:00:00Z' }).expect(200);
    const id = path.split('/').at(-1);
    const batch = await app.api
      .post(`${TASKS}/batch`, ada, { operations: [{ op: 'patch', id, data: { clear: ['due_at'] } }] })
      .expect(200);
    expect(batch.body).toMatchObject({ results: [{ due_date: null, due_at: null, description: null }] });
  });

  it.each([
    [{ clear: ['due_date'], due_date: '2026-12-25' }, '/clear/0', 'CONFLICTING_FIELDS'],
    [{ clear: ['due_at', 'description'], description: '' }, '/clear/1', 'CONFLICTING_FIELDS'],
    [{ clear: ['title'] }, '/clear', 'INVALID_VALUE'],
    [{ clear: ['version'] }, '/clear', 'INVALID_VALUE'],
    [{ clear: ['__proto__'] }, '/clear', 'INVALID_VALUE'],
    [{ clear: 'due_date' }, '/clear', 'INVALID_TYPE'],
    [{ clear: null }, '/clear', 'INVALID_TYPE'],
  ])('refuses %j', async (body, pointer, code) => {
    const path = await create({ due_date: '2026-12-24', description: 'text' });
    const { body: problem } = await app.api.patch(path, ada, body).expect(422);
    expect(problem).toMatchObject({ errors: [{ pointer, code }] });
    const operations = [{ op: 'patch', id: path.split('/').at(-1), data: body }];
    const batch = await app.api.post(`${TASKS}/batch`, ada, { operations }).expect(422);
    expect(batch.body).toMatchObject({ errors: [{ pointer: `/operations/0/data${pointer}`, code }] });
    expect((await app.api.get(path, ada)).body).toMatchObject({ due_date: '2026-12-24', description: 'text' });
  });

  it('is no field of a whole task', async () => {
    const path = await create({});
    for (const write of [
      app.api.put(path, ada, { title: 'x', clear: [] }),
      app.api.post(TASKS, ada, { title: 'x', clear: [] }),
    ])
      expect((await write.expect(422)).body).toMatchObject({ errors: [{ pointer: '/clear', code: 'UNKNOWN_FIELD' }] });
  });
});
