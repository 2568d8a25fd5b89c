/** @no-pooler rules; its statements are of kinds that others send through one */
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { useTestApp, useUser } from '../support/fixtures.js';

interface ProblemBody {
  error_code: string;
  errors?: { pointer: string; code: string; detail: string }[];
}

describe('bad input', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  const send = (body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/api/v1/me/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json', ...headers },
      body,
    });
  const problem = async (response: Response) => {
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    return (await response.json()) as ProblemBody;
  };

  it.each([
    ['cut off', '{"title": "x"'],
    ['not JSON', 'title=x'],
    ['a comma too many', '{"title": "x",}'],
    [
      'bytes that are not UTF-8',
      Buffer.from([0x7b, 0x22, 0x74, 0x69, 0x74, 0x6c, 0x65, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]),
    ],
  ])('a body that is %s is 400', async (_, body) => {
    const response = await send(body);
    expect(response.status).toBe(400);
    expect((await problem(response)).error_code).toBe('MALFORMED_JSON');
  });

  it.each(['null', '[]', '"text"', '1', 'true'])('a body that is %s, and no object, is 422', async (body) => {
    const response = await send(body);
    expect(response.status).toBe(422);
    expect((await problem(response)).errors).toEqual([
      { pointer: '', code: 'INVALID_TYPE', detail: 'must be a JSON object' },
    ]);
  });

  it.each([
    ['an array in an array, 31 deep', `{"title": ${'['.repeat(31)}${']'.repeat(31)}}`, 'TOO_DEEP'],
    ['an object in an object, 32 deep', `${'{"title":'.repeat(32)}1${'}'.repeat(32)}`, 'TOO_DEEP'],
    ['__proto__', '{"title": "x", "__proto__": {"completed": true}}', 'UNKNOWN_FIELD'],
    ['constructor', '{"title": "x", "constructor": {"prototype": {}}}', 'UNKNOWN_FIELD'],
    [
      'a field that is the server’s',
      '{"title": "x", "user_id": "01a1fd5b-f6cc-77cc-9f75-62489816259f"}',
      'UNKNOWN_FIELD',
    ],
    ['U+0000', '{"title": "a\\u0000b"}', 'INVALID_TEXT'],
    ['a lone surrogate', '{"title": "a\\ud800b"}', 'INVALID_TEXT'],
    ['no title', '{}', 'REQUIRED'],
    ['a title of blanks', '{"title": " \\t "}', 'INVALID_VALUE'],
    ['null for the title', '{"title": null}', 'INVALID_TYPE'],
    ['a number for a string', '{"title": 1}', 'INVALID_TYPE'],
    ['an object for a string', '{"title": {"a": "b"}}', 'INVALID_TYPE'],
    ['an array for a string', '{"title": ["x"]}', 'INVALID_TYPE'],
    ['a string for a boolean', '{"title": "x", "completed": "true"}', 'INVALID_TYPE'],
    ['a title of 201 characters', `{"title": "${'x'.repeat(201)}"}`, 'INVALID_LENGTH'],
    ['a number that a double cannot hold', '{"title": 12345678901234567890}', 'INVALID_VALUE'],
    ['a day that is not in the calendar', '{"title": "x", "due_date": "2026-02-29"}', 'INVALID_VALUE'],
    ['an instant without an offset', '{"title": "x", "due_at": "2026-02-28T10:00:00"}', 'INVALID_VALUE'],
    [
      'an instant that its offset leads out of the calendar',
      '{"title": "x", "due_at": "9999-12-31T23:59:59-23:59"}',
      'INVALID_VALUE',
    ],
    ['a name that every object has', '{"title": "x", "toString": 1}', 'UNKNOWN_FIELD'],
    [
      'a day and an instant',
      '{"title": "x", "due_date": "2026-02-28", "due_at": "2026-02-28T10:00:00Z"}',
      'CONFLICTING_FIELDS',
    ],
    ['21 tags', `{"title": "x", "tags": ${JSON.stringify(Array.from({ length: 21 }, (_, i) => `t${i}`))}}`, 'TOO_MANY'],
    ['a tag that is a number', '{"title": "x", "tags": [1]}', 'INVALID_TYPE'],
    ['an unknown priority', '{"title": "x", "priority": "urgent"}', 'INVALID_VALUE'],
  ])('%s is 422 and names the field', async (_, body, code) => {
    const response = await send(body);
    expect(response.status).toBe(422);
    const { errors } = await problem(response);
    expect(errors?.map((fault) => fault.code)).toEqual([code]);
    expect(errors?.[0]?.pointer).toMatch(/^\/\w+/);
    expect(errors?.[0]?.detail).not.toBe('');
  });

  it('lists every fault at once', async () => {
    const { errors } = await problem(await send('{"title": "", "completed": 1, "color": "red"}'));
    expect(errors?.map(({ pointer, code }) => [pointer, code]).sort()).toEqual([
      ['/color', 'UNKNOWN_FIELD'],
      ['/completed', 'INVALID_TYPE'],
      ['/title', 'INVALID_LENGTH'],
    ]);
  });

  it('counts characters, not bytes or UTF-16 units', async () => {
    const title = '😀'.repeat(200);
    const { body } = await app.api.post('/api/v1/me/tasks', ada, { title }).expect(201);
    expect(body.title).toBe(title);
    await app.api.delete(`/api/v1/me/tasks/${body.id as string}`, ada).expect(204);
    await app.api.post('/api/v1/me/tasks', ada, { title: '😀'.repeat(201) }).expect(422);
  });

  it.each([
    ['limit=-1', '/limit'],
    ['limit=0', '/limit'],
    ['limit=1e9', '/limit'],
    ['limit=NaN', '/limit'],
    ['limit=1001', '/limit'],
    ['limit=10&limit=20', '/limit'],
    ['skip=10001', '/skip'],
    ['sort=password', '/sort'],
    ['sort=title,-title', '/sort'],
    ['sort=title;drop table tasks', '/sort'],
    ['completed=maybe', '/completed'],
    ['colour=red', '/colour'],
    ['completed[$ne]=true', '/completed[$ne]'],
  ])('the query %s is 422 and names the parameter', async (query, pointer) => {
    const { body } = await app.api.get(`/api/v1/me/tasks?${query}`, ada).expect(422);
    expect((body as ProblemBody).errors?.map((fault) => fault.pointer)).toEqual([pointer]);
  });

  it.each([
    ['text/plain', '{"title":"x"}', 415],
    ['application/x-www-form-urlencoded', 'title=x', 415],
    ['multipart/form-data; boundary=x', '--x--', 415],
  ])('a body of type %s is 415', async (type, body, status) => {
    expect((await send(body, { 'content-type': type })).status).toBe(status);
  });

  it.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8', 'utf-16', 'iso-8859-1', 'us-ascii', 'nonsense', ''])(
    'looks at the bytes of JSON, not at the charset %s (RFC 8259, 11)',
    async (charset) => {
      const type = { 'content-type': `application/json; charset=${charset}` };
      const response = await send('{"title": "Grüße"}', type);
      expect(response.status).toBe(201);
      const { id, title } = (await response.json()) as { id: string; title: string };
      expect(title).toBe('Grüße');
      await app.api.delete(`/api/v1/me/tasks/${id}`, ada).expect(204);
      expect((await send(Buffer.from('{"title": "Gr\xfc\xdfe"}', 'latin1'), type)).status).toBe(400);
    },
  );

  it.each(['due_before', 'due_after', 'updated_after'])('tells of %s that a + became a blank', async (name) => {
    const { body } = await app.api.get(`/api/v1/me/tasks?${name}=2026-12-24T18:00:00+01:00`, ada).expect(422);
    expect((body as ProblemBody).errors?.[0]?.detail).toMatch(/write \+ as %2B/);
    await app.api.get(`/api/v1/me/tasks?${name}=2026-12-24T18:00:00%2B01:00`, ada).expect(200);
  });

  it('takes a body that says it is UTF-8, and a merge patch', async () => {
    const response = await send('{"title": "x"}', { 'content-type': 'application/json; charset=UTF-8' });
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as { id: string };
    await app.api
      .patch(`/api/v1/me/tasks/${id}`, ada)
      .set('content-type', 'application/merge-patch+json')
      .send('{"completed": true}')
      .expect(200);
    await app.api.delete(`/api/v1/me/tasks/${id}`, ada).expect(204);
  });

  it('refuses a body that is too large, also one that does not say how large it is', async () => {
    const large = JSON.stringify({ title: 'x'.repeat(300_000) });
    expect((await send(large)).status).toBe(413);
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large));
        controller.close();
      },
    });
    const response = await fetch(`${app.url}/api/v1/me/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
      body: chunked,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
  });

  it('answers a method that a path does not have with 405 and Allow, and a path that is not there with 404', async () => {
    const { headers, body } = await app.api.request('delete', '/api/me/tasks', ada).expect(405);
    expect(headers.allow).toBe('GET, HEAD, OPTIONS, POST');
    expect(body.error_code).toBe('METHOD_NOT_ALLOWED');
    await app.api.request('patch', '/health').expect(405);
    const missing = await app.api.get('/api/v1/nothing', ada).expect(404);
    expect(missing.body.error_code).toBe('ROUTE_NOT_FOUND');
    await app.api.get('/api/v2/me/tasks', ada).expect(404);
  });

  it.each([
    ['GET', '/nope', 404],
    ['GET', '//x', 404],
    ['GET', '/api/v2/me/tasks', 404],
    ['GET', '/%', 404],
    ['POST', '/docs', 405],
    ['DELETE', '/openapi.json', 405],
  ])('answers %s %s with problem details, outside the API too', async (method, path, status) => {
    const response = await fetch(app.url + path, { method });
    expect(response.status).toBe(status);
    await problem(response);
  });

  it('survives a path that cannot be decoded, and tells nothing of itself', async () => {
    const response = await fetch(`${app.url}/api/v1/me/tasks/%E0%A4%A`, {
      headers: { authorization: `Bearer ${ada.token}` },
    });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).not.toMatch(/URIError|node_modules|\.ts|\.js|at /);
  });

  it.each(['/api/me/tasks', '/api/v1/me/tasks'])(
    'takes a whole URL for its path %s, and answers with no more than that',
    async (path) => {
      const get = (target: string) =>
        new Promise<IncomingMessage>((resolve) => {
          request(app.url, { path: target, headers: { authorization: `Bearer ${ada.token}` } }, resolve).end();
        });
      const page = await get(`http://user:secret@evil.example${path}?limit=1`);
      expect([page.statusCode, page.headers.link]).toEqual([200, `<${path}?limit=1>; rel="first"`]);
      expect(await json(page)).toMatchObject({ limit: 1 });
      const missing = await get(`HTTPS://user:secret@evil.example${path}/nothing`);
      expect(missing.statusCode).toBe(422);
      expect(await json(missing)).toMatchObject({ instance: `${path}/nothing` });
      expect((await get('http://evil.example')).statusCode).toBe(404);
    },
  );

  it('refuses what is not HTTP', async () => {
    const { port } = new URL(app.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('GARBAGE\r\n\r\n'));
      socket.once('data', (data) => resolve(data.toString()));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  it('keeps a sane request id and replaces any other', async () => {
    const sane = await app.api.get('/health').set('x-request-id', 'abc-123');
    expect(sane.headers['x-request-id']).toBe('abc-123');
    const insane = await app.api.get('/health').set('x-request-id', 'a b"c');
    expect(insane.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('has left nothing behind, whatever of it was refused above', async () => {
    expect((await app.api.get('/api/v1/me/tasks', ada)).body).toMatchObject({ total: 0 });
  });
});
