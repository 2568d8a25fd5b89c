import { randomUUID } from 'node:crypto';
import type { Test } from 'supertest';
import { openApiDocument } from '../../src/openapi/document.js';
import { type Operation, operationsOf } from '../security/operations.js';
import type { TestUser } from '../support/api-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** The operations that honour a key. Those that make something do; where it can mean nothing, it is refused. */
const HONOURED = [
  'batchTasks',
  'changeMyEmail',
  'changePassword',
  'createTask',
  'createUser',
  'register',
  'restoreTask',
  'updateTask',
];

interface Documented {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, { $ref?: string }>;
}

describe('an Idempotency-Key on every operation', () => {
  let app: TestApp;
  let ada: TestUser;
  let operations: Operation[];
  beforeAll(async () => {
    app = await startTestApp();
    ada = await app.api.newUser('ada');
    operations = operationsOf(app);
  });
  afterAll(() => app.close());

  const send = ({ method, path, body }: Operation, key: string): Test => {
    const url = path.replace('{user_id}', 'me').replace(/\{\w+\}/g, randomUUID());
    const test = app.api.request(method, url, ada).set('Idempotency-Key', key);
    return body === undefined ? test : test.send(body);
  };

  it('is honoured, or refused by name, or means nothing because it is a read', async () => {
    const honoured: string[] = [];
    const refused: string[] = [];
    for (const operation of operations) {
      // One that is malformed tells a handler that looks at it from one that does not.
      const { status, body } = await send(operation, 'x'.repeat(256));
      const { error_code: code } = body as { error_code?: string };
      if (operation.method === 'get')
        expect([operation.id, code]).not.toEqual([operation.id, expect.stringMatching(/KEY|HEADER/)]);
      else if (status === 400 && code === 'MALFORMED_HEADER') honoured.push(operation.id);
      else {
        expect([operation.id, status, code]).toEqual([operation.id, 400, 'IDEMPOTENCY_KEY_NOT_SUPPORTED']);
        refused.push(operation.id);
      }
    }
    expect(honoured.sort()).toEqual(HONOURED);
    expect(refused.length).toBeGreaterThan(10);
  });

  it('is in the document: as a parameter where it is honoured, as an error where it is refused', () => {
    const document = openApiDocument(app.nest);
    const codesOf = ({ responses }: Documented, status: number) => {
      const name = responses[status]?.$ref?.split('/').at(-1) ?? '';
      const answer = document.components?.responses?.[name] as { content?: Record<string, { examples: object }> };
      return Object.keys(answer?.content?.['application/problem+json']?.examples ?? {});
    };
    let writes = 0;
    for (const item of Object.values(document.paths)) {
      for (const method of ['get', 'put', 'post', 'patch', 'delete'] as const) {
        const operation = item[method] as Documented | undefined;
        if (operation === undefined) continue;
        const taken = operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false;
        const told = {
          taken,
          refused: codesOf(operation, 400).includes('IDEMPOTENCY_KEY_NOT_SUPPORTED'),
          inUse: codesOf(operation, 409).includes('IDEMPOTENCY_KEY_IN_USE'),
          reused: codesOf(operation, 422).includes('IDEMPOTENCY_KEY_REUSED'),
        };
        const isRead = method === 'get';
        if (!isRead) writes++;
        expect([operation.operationId, told]).toEqual([
          operation.operationId,
          {
            taken: HONOURED.includes(operation.operationId),
            refused: !isRead && !taken,
            inUse: taken,
            reused: taken,
          },
        ]);
      }
    }
    expect(writes).toBe(operations.filter(({ method }) => method !== 'get').length);
  });

  it('is refused before anything happens, and before anything is counted', async () => {
    const { body: task } = await app.api.post('/api/v1/me/tasks', ada, { title: 'stays' }).expect(201);
    const path = `/api/v1/me/tasks/${(task as { id: string }).id}`;
    const refuses = async (test: Test) => {
      const { body, headers } = await test.set('Idempotency-Key', 'k').expect(400);
      expect(body).toMatchObject({ error_code: 'IDEMPOTENCY_KEY_NOT_SUPPORTED' });
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers.ratelimit).toBeUndefined();
    };
    await refuses(app.api.post('/api/v1/auth/login', undefined, { username: ada.email, password: ada.password }));
    await refuses(app.api.post('/api/v1/auth/refresh', undefined, { refresh_token: ada.refreshToken }));
    await refuses(app.api.post('/api/v1/auth/logout', ada));
    await refuses(app.api.put(path, ada, { title: 'replaced' }));
    await refuses(app.api.delete(path, ada));
    await refuses(app.api.patch('/api/v1/users/me', ada, { full_name: 'Countess' }));
    await refuses(app.api.delete('/api/v1/users/me', ada));
    await app.api.get(path, ada).expect(200, task as object);
  });

  it.each(['', 'x'])('is refused whatever it is: %j', async (key) => {
    await app.api.post('/api/v1/auth/logout', ada).set('Idempotency-Key', key).expect(400);
    await app.api.post('/api/logout', ada).set('Idempotency-Key', key).expect(404);
  });

  it('means nothing to a read', async () => {
    await app.api.get('/api/v1/me/tasks', ada).set('Idempotency-Key', 'x'.repeat(256)).expect(200);
    await app.api.request('head', '/api/v1/me/tasks', ada).set('Idempotency-Key', '').expect(200);
  });
});
