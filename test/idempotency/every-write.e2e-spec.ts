import { randomUUID } from 'node:crypto';
import type { Test } from 'supertest';
import { describeApi, type Operation } from '../security/operations.js';
import { useTestApp, useUser } from '../support/fixtures.js';

/** The operations that honour a key. Those that make something do; where it can mean nothing, it is refused. */
const HONOURED = [
  'batchTasks',
  'changeMyEmail',
  'changePassword',
  'createTask',
  'createUser',
  'moveTask',
  'register',
  'restoreTask',
  'updateTask',
];

const { operations, document } = await describeApi();
const REFUSING = operations.filter(({ id, method }) => method !== 'get' && !HONOURED.includes(id));

interface Documented {
  parameters?: { name: string; in: string }[];
  responses: Record<string, { $ref?: string }>;
}

describe('an Idempotency-Key on every operation', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  const send = ({ method, path, body }: Operation, key: string): Test => {
    const url = path.replace('{user_id}', 'me').replace(/\{\w+\}/g, randomUUID());
    const test = app.api.request(method, url, ada).set('Idempotency-Key', key);
    return body === undefined ? test : test.send(body);
  };

  // One that is malformed tells a handler that looks at it from one that does not.
  const MALFORMED = 'x'.repeat(256);

  it('knows every operation that honours one, and finds those that refuse it', () => {
    expect(
      operations
        .filter(({ id }) => HONOURED.includes(id))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(HONOURED);
    expect(REFUSING.length).toBeGreaterThan(10);
  });

  it.each(operations.filter(({ method }) => method === 'get'))('means nothing to the read $id', async (operation) => {
    const { body } = await send(operation, MALFORMED);
    expect((body as { error_code?: string }).error_code ?? '').not.toMatch(/KEY|HEADER/);
  });

  it.each(operations.filter(({ id }) => HONOURED.includes(id)))('is looked at by $id', async (operation) => {
    const { body } = await send(operation, MALFORMED).expect(400);
    expect(body).toMatchObject({ error_code: 'MALFORMED_HEADER' });
  });

  it.each(REFUSING)('is refused by $id', async (operation) => {
    const { body } = await send(operation, MALFORMED).expect(400);
    expect(body).toMatchObject({ error_code: 'IDEMPOTENCY_KEY_NOT_SUPPORTED' });
  });

  it.each(operations)(
    'is in the document of $id: as a parameter where it is honoured, as an error where it is refused',
    ({ id, method, path }) => {
      const operation = document.paths[path]?.[method] as unknown as Documented;
      const codesOf = (status: number) => {
        const name = operation.responses[status]?.$ref?.split('/').at(-1) ?? '';
        const answer = document.components?.responses?.[name] as { content?: Record<string, { examples: object }> };
        return Object.keys(answer?.content?.['application/problem+json']?.examples ?? {});
      };
      const taken = HONOURED.includes(id);
      expect({
        taken: operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false,
        refused: codesOf(400).includes('IDEMPOTENCY_KEY_NOT_SUPPORTED'),
        inUse: codesOf(409).includes('IDEMPOTENCY_KEY_IN_USE'),
        reused: codesOf(422).includes('IDEMPOTENCY_KEY_REUSED'),
      }).toEqual({ taken, refused: method !== 'get' && !taken, inUse: taken, reused: taken });
    },
  );

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
