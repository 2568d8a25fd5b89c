import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { useTestApp, useUser } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

const TASKS = '/api/v1/me/tasks';

describe('Idempotency-Key', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  const post = (key: string, body: object, user = ada, on = app) =>
    on.api.post(TASKS, user, body).set('Idempotency-Key', key);
  const titles = async (title: string) => {
    const { body } = await app.api.get(`${TASKS}?q=${title}`, ada).expect(200);
    return (body as { total: number }).total;
  };

  it('makes one task of twenty parallel requests, and one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('parallel', { title: 'parallel' })));
    const done = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(done.length + waiting.length).toBe(20);
    expect(done.length).toBeGreaterThan(0);
    for (const { headers } of waiting) expect(headers['retry-after']).toBeDefined();
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    expect(new Set(done.map(({ headers }) => `${headers.etag} ${headers.location}`)).size).toBe(1);
    expect(done.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect(await titles('parallel')).toBe(1);
  });

  it('refuses another body, another path and another method under the key', async () => {
    const { body } = await post('reused', { title: 'reused' }).expect(201);
    const { id } = body as TaskResponse;
    const refused = [
      post('reused', { title: 'other' }),
      app.api.patch(`${TASKS}/${id}`, ada, { title: 'reused' }).set('Idempotency-Key', 'reused'),
      app.api.post(`${TASKS}/${id}/restore`, ada).set('Idempotency-Key', 'reused'),
      app.api.post(`${TASKS}/batch`, ada, { operations: [{ op: 'delete', id }] }).set('Idempotency-Key', 'reused'),
    ];
    for (const test of refused)
      expect((await test.expect(422)).body).toMatchObject({ error_code: 'IDEMPOTENCY_KEY_REUSED' });
    await app.api.get(`${TASKS}/${id}`, ada).expect(200, body as object);
  });

  it('replays status, headers and bytes, after later writes and by another instance too', async () => {
    const first = await post('restart', { title: 'Zoë’s 🧦', tags: ['b', 'a'] }).expect(201);
    const { id } = first.body as TaskResponse;
    await app.api.patch(`${TASKS}/${id}`, ada, { title: 'changed' }).expect(200);
    await using other = await startTestApp({ beside: app });

    const replay = await other.api
      .post(`/api/${ada.id}/tasks`, ada, { title: 'Zoë’s 🧦', tags: ['b', 'a'] })
      .set('Idempotency-Key', 'restart')
      .expect(201);
    expect(replay.text).toBe(first.text);
    expect(replay.headers).toMatchObject({
      etag: first.headers.etag,
      location: first.headers.location,
      'content-type': first.headers['content-type'],
    });
    expect(replay.headers['idempotency-replayed']).toBe('true');
  });

  it('replays a patch whose If-Match has gone stale by the patch itself', async () => {
    const { body } = await app.api.post(TASKS, ada, { title: 'patched' }).expect(201);
    const { id, version } = body as TaskResponse;
    const patch = () =>
      app.api
        .patch(`${TASKS}/${id}`, ada, { completed: true })
        .set('If-Match', `"${version}"`)
        .set('Idempotency-Key', 'patch');
    const first = await patch().expect(200);
    const replay = await patch().expect(200);
    expect(replay.text).toBe(first.text);
    expect(replay.headers['idempotency-replayed']).toBe('true');
  });

  it.each<[string, string, string, boolean]>([
    [
      'the order of members',
      '{"title":"same","tags":["a"],"priority":"low"}',
      '{"priority":"low","tags":["a"],"title":"same"}',
      true,
    ],
    ['blanks', '{"title":"same"}', ' {\n "title" : "same" }\r\n', true],
    ['escapes', '{"title":"s\u00e4me/"}', '{"title":"\\u0073\\u00e4me\\/"}', true],
    ['a member that comes twice', '{"title":"same"}', '{"title":"other","title":"same"}', true],
    [
      'defaults',
      '{"title":"same"}',
      '{"title":"same","description":null,"completed":false,"priority":"none","due_date":null,"due_at":null,"tags":[]}',
      true,
    ],
    [
      'the spelling of an instant',
      '{"title":"same","due_at":"2026-12-24T18:00:00Z"}',
      '{"due_at":"2026-12-24t19:30:00.0009+01:30","title":"same"}',
      true,
    ],
    [
      'another instant',
      '{"title":"same","due_at":"2026-12-24T18:00:00Z"}',
      '{"title":"same","due_at":"2026-12-24T18:00:00+01:00"}',
      false,
    ],
    [
      'the order of tags, which is kept',
      '{"title":"same","tags":["a","b"]}',
      '{"title":"same","tags":["b","a"]}',
      false,
    ],
    ['another form of a letter, which is kept', '{"title":"\u00e4"}', '{"title":"a\u0308"}', false],
    ['case', '{"title":"same"}', '{"title":"Same"}', false],
  ])('holds bodies to be the same by what they mean: %s', async (name, body, again, isSame) => {
    const send = (text: string) =>
      app.api.post(TASKS, ada).set('Idempotency-Key', `meaning ${name}`).type('json').send(text);
    const first = await send(body).expect(201);
    const second = await send(again).expect(isSame ? 201 : 422);
    if (isSame) expect([second.text, second.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    else expect(second.body).toMatchObject({ error_code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('holds patches and batches to be the same by what they mean, and absent not to be null in a patch', async () => {
    const { body } = await app.api.post(TASKS, ada, { title: 'same', description: 'x' }).expect(201);
    const { id } = body as TaskResponse;
    const patch = (key: string, text: string) =>
      app.api.patch(`${TASKS}/${id.toUpperCase()}`, ada).set('Idempotency-Key', key).type('json').send(text);
    await patch('patches', '{"completed":true,"due_at":"2026-12-24T18:00:00Z"}').expect(200);
    const { headers } = await patch('patches', '{"due_at":"2026-12-24T19:00:00+01:00","completed":true}').expect(200);
    expect(headers['idempotency-replayed']).toBe('true');
    await patch('absent', '{"completed":true}').expect(200);
    await patch('absent', '{"completed":true,"description":null}').expect(422);
    await patch('cleared', '{"clear":["due_at"]}').expect(200);
    expect((await patch('cleared', '{"due_at":null}').expect(200)).headers['idempotency-replayed']).toBe('true');
    await patch('cleared', '{"due_at":null,"clear":["description"]}').expect(422);
    await patch('cleared', '{"due_at":"2026-12-24T18:00:00Z","clear":["due_at"]}').expect(422);
    await patch('set', '{"due_at":"2026-12-24T18:00:00Z"}').expect(200);
    await patch('set', '{"due_at":"2026-12-24T18:00:00Z","clear":["due_at"]}').expect(422);

    const batch = (text: string) =>
      app.api.post(`${TASKS}/batch`, ada).set('Idempotency-Key', 'batches').type('json').send(text);
    const first = await batch(`{"operations":[{"op":"create","data":{"title":"same"}},{"op":"delete","id":"${id}"}]}`);
    const again = await batch(
      `{"operations":[{"data":{"tags":[],"title":"same"},"op":"create"},{"id":"${id.toUpperCase()}","op":"delete"}]}`,
    );
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    await batch(`{"operations":[{"op":"delete","id":"${id}"},{"op":"create","data":{"title":"same"}}]}`).expect(422);
  });

  it('replays what an earlier release kept, whose hash was of the body as it came', async () => {
    const text = '{"title":"before","completed":true}';
    const operation = ['POST', '/api/v1/:user_id/tasks', '', JSON.parse(text)];
    const hash = createHash('sha256').update(JSON.stringify(operation)).digest();
    const client = new pg.Client({ connectionString: app.adminUrl });
    await client.connect();
    await client.query(
      `INSERT INTO idempotency_keys (user_id, key, request_hash, status, headers, body, created_at)
       VALUES ($1, 'earlier', $2, 201, '{}', '{"kept":true}', $3)`,
      [ada.id, hash, new Date(app.clock.now())],
    );
    await client.end();
    const send = (body: string) =>
      fetch(app.url + TASKS, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ada.token}`,
          'content-type': 'application/json',
          'idempotency-key': 'earlier',
        },
        body,
      });
    const replay = await send(text);
    expect([replay.status, await replay.json()]).toEqual([201, { kept: true }]);
    expect((await send('{"title":"after","completed":true}')).status).toBe(422);
  });

  it('keeps no failure', async () => {
    await post('failed', { title: '' }).expect(422);
    await app.api.post(TASKS, undefined, { title: 'x' }).set('Idempotency-Key', 'failed').expect(401);
    await app.api
      .post(`/api/v1/${randomUUID()}/tasks`, ada, { title: 'x' })
      .set('Idempotency-Key', 'failed')
      .expect(403);
    const id = randomUUID();
    const restore = () => app.api.post(`${TASKS}/${id}/restore`, ada).set('Idempotency-Key', 'failed-restore');
    await restore().expect(404);
    await app.api.put(`${TASKS}/${id}`, ada, { title: 'late' }).set('If-None-Match', '*').expect(201);
    await restore().expect(200);
    const { headers } = await post('failed', { title: 'now' }).expect(201);
    expect(headers['idempotency-replayed']).toBeUndefined();
  });

  it('belongs to its user alone', async () => {
    const bob = await app.api.newUser('bob');
    const hers = await post('shared', { title: 'hers' }).expect(201);
    const his = await post('shared', { title: 'his' }, bob).expect(201);
    expect(his.body).toMatchObject({ title: 'his', user_id: bob.id });
    expect((await post('shared', { title: 'hers' }).expect(201)).text).toBe(hers.text);
  });

  it('forgets a key after 24 hours', async () => {
    const first = await post('day', { title: 'day' }).expect(201);
    app.clock.advance({ minutes: 24 * 60 - 1 });
    expect((await post('day', { title: 'day' }).expect(201)).text).toBe(first.text);
    app.clock.advance({ minutes: 2 });
    expect((await post('day', { title: 'next day' }).expect(201)).headers['idempotency-replayed']).toBeUndefined();
    app.clock.advance({ minutes: -(24 * 60 + 1) });
  });

  it('sends away whoever waits too long', async () => {
    await using impatient = await startTestApp({ beside: app, env: { DATABASE_LOCK_TIMEOUT_MS: '200' } });
    const client = new pg.Client({ connectionString: app.ownerUrl });
    await client.connect();
    try {
      // The first request, in the middle of its transaction.
      await client.query(`BEGIN; SET LOCAL app.user_id = '${ada.id}'`);
      await client.query(
        `INSERT INTO idempotency_keys (user_id, key, request_hash, created_at) VALUES ($1, 'slow', '', now())`,
        [ada.id],
      );
      const { body, headers } = await post('slow', { title: 'slow' }, ada, impatient).expect(409);
      expect(body).toMatchObject({ error_code: 'IDEMPOTENCY_KEY_IN_USE' });
      expect(headers['retry-after']).toBe('1');
      await client.query('ROLLBACK');
      await post('slow', { title: 'slow' }, ada, impatient).expect(201);
    } finally {
      await client.end();
    }
  });

  it.each(['', 'x'.repeat(256), 'caf\u00e9', 'tab\there'])('refuses the key %j', async (key) => {
    expect((await post(key, { title: 'x' }).expect(400)).body).toMatchObject({ error_code: 'MALFORMED_HEADER' });
  });

  it.each(['x', 'x'.repeat(255), '"8e03978e-40d5-43dd-bc93-6894a57f9324"', 'a b ~!'])(
    'takes the key %j',
    async (key) => {
      await post(key, { title: 'x' }).expect(201);
    },
  );
});
