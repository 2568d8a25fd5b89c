/** @hostile-role @no-pooler rules; its statements are of kinds that others send through one */
import fc from 'fast-check';
import type { ExportResponse } from '../../src/export/dto/export-response.dto.js';
import { RetentionService } from '../../src/jobs/retention.service.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { behind } from '../support/behind.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';

describe('extra', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  const create = async (extra?: unknown) =>
    (await app.api.post(TASKS, ada, { title: 'x', ...(extra !== undefined && { extra }) }).expect(201))
      .body as TaskResponse;
  const sendText = (method: 'POST' | 'PATCH', path: string, extra: string, key?: string) =>
    fetch(app.url + path, {
      method,
      headers: {
        authorization: `Bearer ${ada.token}`,
        'content-type': 'application/json',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: `{"title":"x","extra":${extra}}`,
    });

  it('is null unless it is given, and null takes it away again', async () => {
    expect((await create()).extra).toBeNull();
    expect((await create(null)).extra).toBeNull();
    const { id } = await create({});
    const path = `${TASKS}/${id}`;
    expect((await app.api.get(path, ada)).body).toMatchObject({ extra: {} });
    for (const clearing of [{ extra: null }, { clear: ['extra'] }]) {
      await app.api.patch(path, ada, { extra: { a: 1 } }).expect(200);
      const { body } = await app.api.patch(path, ada, clearing).expect(200);
      expect(body).toMatchObject({ extra: null });
    }
    await app.api.put(path, ada, { title: 'x', extra: { b: { c: null } } }).expect(200);
    const { body } = await app.api.put(path, ada, { title: 'x' }).expect(200);
    expect(body).toMatchObject({ extra: null });
  });

  const scalar = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
  );
  const name = fc
    .string({ unit: 'grapheme' })
    .map((text) => text.replaceAll('\0', ''))
    .filter((text) => text !== 'prototype' && !(text in Object.prototype));
  const object = <T>(value: fc.Arbitrary<T>) => fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true });
  const array = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 4 });
  const level = <T>(value: fc.Arbitrary<T>) => fc.oneof(scalar, object(value), array(value));
  const extra = object(level(level(level(scalar)))).filter((value) => Buffer.byteLength(JSON.stringify(value)) < 4_096);

  it('comes back as it was sent, to the letter, wherever a task is shown', async () => {
    await fc.assert(
      fc.asyncProperty(extra, async (sent) => {
        const json = `"extra":${JSON.stringify(sent)}`;
        const created = await app.api.post(TASKS, ada, { title: 'x', extra: sent }).expect(201);
        expect(created.text).toContain(json);
        const { id } = created.body as TaskResponse;
        expect((await app.api.get(`${TASKS}/${id}`, ada).expect(200)).text).toBe(created.text);
        expect((await app.api.get(`${TASKS}?limit=1`, ada).expect(200)).text).toContain(created.text);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('is replaced by PUT as a whole, and merged by PATCH and in a batch', async () => {
    const { id } = await create({ color: 'red', reminder: { id: 'r1', minutes: 10 }, list: [1, 2] });
    const path = `${TASKS}/${id}`;
    const patch = { color: null, reminder: { minutes: 5, at: { home: true } }, list: [3] };
    const merged = { reminder: { id: 'r1', minutes: 5, at: { home: true } }, list: [3] };
    expect((await app.api.patch(path, ada, { extra: patch }).expect(200)).body).toMatchObject({ extra: merged });
    expect((await app.api.patch(path, ada, { title: 'y' }).expect(200)).body.extra).toEqual(merged);
    const operations = [{ op: 'patch', id, data: { extra: { reminder: null, icon: 'star' } } }];
    const { body } = await app.api.post(`${TASKS}/batch`, ada, { operations }).expect(200);
    expect(body.results[0].extra).toEqual({ list: [3], icon: 'star' });
    const replaced = await app.api.put(path, ada, { title: 'y', extra: { only: null } }).expect(200);
    expect(replaced.body.extra).toEqual({ only: null });
    const made = { operations: [{ op: 'create', data: { title: 'z', extra: patch } }] };
    expect((await app.api.post(`${TASKS}/batch`, ada, made).expect(200)).body.results[0].extra).toEqual(patch);
  });

  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const bytes = (count: number) => `{"a":"${'é'.repeat((count - 8) / 2)}"}`;

  it.each([
    ['four levels', nested(4)],
    ['4096 bytes', bytes(4_096)],
    ['arrays', '{"a":[[[1]]]}'],
    ['200 members', `{${Array.from({ length: 200 }, (_, i) => `"m${i}":0`).join()}}`],
    ['numbers of all kinds', '{"a":[0,-1.5,1e21,9007199254740991,0.1,5e-324,100000000000000000000]}'],
    ['an empty name', '{"":{"~/":""}}'],
  ])('may have %s', async (_, text) => expect((await sendText('POST', TASKS, text)).status).toBe(201));

  it.each([
    ['no object but an array', '[]', '/extra', 'INVALID_TYPE'],
    ['no object but a text', '"{}"', '/extra', 'INVALID_TYPE'],
    ['five levels', nested(5), '/extra', 'TOO_DEEP'],
    ['five levels of arrays', '{"a":[[[[]]]]}', '/extra', 'TOO_DEEP'],
    ['a hundred levels', nested(100).replaceAll('{"a":', '[').replaceAll('}', ']'), '', 'MALFORMED_JSON'],
    ['4098 bytes', bytes(4_098), '/extra', 'TOO_LARGE'],
    ['201 members', `{${Array.from({ length: 201 }, (_, i) => `"m${i}":0`).join()}}`, '/extra', 'TOO_MANY'],
    ['a prototype', '{"a":{"__proto__":{"admin":true}}}', '/extra/a/__proto__', 'UNKNOWN_FIELD'],
    ['a constructor', '{"constructor":{"prototype":{}}}', '/extra/constructor', 'UNKNOWN_FIELD'],
    ['U+0000', '{"a":"\\u0000"}', '/extra/a', 'INVALID_TEXT'],
    ['U+0000 in a name', '{"a\\u0000":1}', '/extra/a\0', 'INVALID_TEXT'],
    ['a lone surrogate', '{"a":["\\ud800"]}', '/extra/a/0', 'INVALID_TEXT'],
    ['a number that is too long', '{"a":[1,12345678901234567890]}', '/extra/a/1', 'INVALID_VALUE'],
    ['a number that is too large', '{"a":{"b":1e400}}', '/extra/a/b', 'INVALID_VALUE'],
  ])('may not have %s, in PATCH neither, and nothing is changed', async (_, text, pointer, code) => {
    const task = await create({ kept: true });
    for (const answer of [await sendText('POST', TASKS, text), await sendText('PATCH', `${TASKS}/${task.id}`, text)]) {
      const problem = (await answer.json()) as { error_code: string; errors?: object[] };
      if (code === 'MALFORMED_JSON') expect(problem).toMatchObject({ status: 400, error_code: code });
      else expect(problem).toMatchObject({ status: 422, errors: [{ pointer, code }] });
    }
    expect((await app.api.get(`${TASKS}/${task.id}`, ada)).body).toEqual(task);
  });

  it('is too large where the merge has made it so, and no batch is half done', async () => {
    const task = await create({ a: 'x'.repeat(4_000) });
    const data = { extra: { b: 'x'.repeat(100) } };
    const { body } = await app.api.patch(`${TASKS}/${task.id}`, ada, data).expect(422);
    expect(body).toMatchObject({ errors: [{ pointer: '/extra', code: 'TOO_LARGE' }] });
    const operations = [
      { op: 'patch', id: task.id, data: { title: 'y' } },
      { op: 'patch', id: task.id, data },
    ];
    const batch = await app.api.post(`${TASKS}/batch`, ada, { operations }).expect(422);
    expect(batch.body).toMatchObject({ errors: [{ pointer: '/operations/1/data/extra', code: 'TOO_LARGE' }] });
    expect((await app.api.get(`${TASKS}/${task.id}`, ada)).body).toEqual(task);
  });

  it('belongs to what an Idempotency-Key stands for', async () => {
    expect((await sendText('POST', TASKS, '{"a":1,"b":[1.0]}', 'k')).status).toBe(201);
    const again = await sendText('POST', TASKS, '{ "b": [1], "a": 1 }', 'k');
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect((await sendText('POST', TASKS, '{"a":1,"b":[2]}', 'k')).status).toBe(422);
    const { id } = await create({ a: 1 });
    expect((await sendText('PATCH', `${TASKS}/${id}`, '{"a":null}', 'p')).status).toBe(200);
    expect((await sendText('PATCH', `${TASKS}/${id}`, '{}', 'p')).status).toBe(422);
  });

  it('is exported, and blanked with the rest by the purge', async () => {
    const { id } = await create({ secret: 'CANARY' });
    const { body } = await app.api.get('/api/v1/users/me/export', ada).expect(200);
    expect((body as ExportResponse).tasks.find((task) => task.id === id)?.extra).toEqual({ secret: 'CANARY' });
    await app.api.delete(`${TASKS}/${id}`, ada).expect(204);
    await behind(app, `UPDATE tasks SET deleted_at = now() - interval '31 days' WHERE id = $1`, [id]);
    await app.nest.get(RetentionService).run();
    const rows = await behind<{ row: string }>(app, 'SELECT to_json(t)::text AS row FROM tasks t WHERE id = $1', [id]);
    expect(rows[0]?.row).toContain('"purged_at":"');
    expect(rows[0]?.row).not.toContain('CANARY');
  });
});
