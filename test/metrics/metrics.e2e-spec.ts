/** @no-pooler what is counted */
import { jest } from '@jest/globals';
import { Metrics } from '../../src/common/metrics.js';
import { Database } from '../../src/database/database.service.js';
import { within } from '../support/eventually.js';
import { useTestApp, useUser } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

jest.setTimeout(60_000);

describe('the metrics', () => {
  const app = useTestApp({
    env: {
      METRICS_PORT: '0',
      DATABASE_POOL_SIZE: '3',
      DATABASE_CONNECT_TIMEOUT_MS: '20000',
      API_RATE_LIMIT: '50',
      EMAIL_VERIFICATION: 'optional',
    },
  });
  const ada = useUser(app, 'ada');

  /** The value of one series, or undefined where it is not there. */
  const read = async (series: string): Promise<number | undefined> => {
    const line = (await app.nest.get(Metrics).text()).split('\n').find((text) => text.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  };
  const requests = (method: string, route: string, status: string, code = '') =>
    `taskward_http_requests_total{method="${method}",route="${route}",status="${status}",error_code="${code}"}`;

  it('count requests by method, template of the route, status and error code, and how long they took', async () => {
    const task = (await app.api.post('/api/me/tasks', ada, { title: 'Count me' }).expect(201)).body as { id: string };
    await app.api.get(`/api/v1/me/tasks/${task.id}`, ada).expect(200);
    await app.api.get(`/api/v1/${ada.id}/tasks/00000000-0000-7000-8000-000000000000`, ada).expect(404);
    const one = '/api/v1/:user_id/tasks/:id';
    await within(5_000, async () => expect(await read(requests('GET', one, '404', 'TASK_NOT_FOUND'))).toBe(1));
    expect(await read(requests('POST', '/api/v1/:user_id/tasks', '201'))).toBe(1);
    expect(await read(requests('GET', one, '200'))).toBe(1);
    expect(await read(`taskward_http_request_duration_seconds_count{route="${one}"}`)).toBe(2);
    expect(await read(`taskward_http_request_duration_seconds_bucket{le="10",route="${one}"}`)).toBe(2);
  });

  it('count operations of batches by what became of them', async () => {
    const task = (await app.api.post('/api/me/tasks', ada, { title: 'one' }).expect(201)).body as { id: string };
    const patch = { op: 'patch', id: task.id, data: { title: 'two' } };
    const stale = { ...patch, data: { title: 'three' }, base: { title: 'one' } };
    const operations = [patch, patch, stale, { op: 'delete', id: '00000000-0000-7000-8000-000000000000' }];
    await app.api.post('/api/me/tasks/batch', ada, { mode: 'independent', operations }).expect(207);
    await app.api.post('/api/me/tasks/batch', ada, { operations: [stale] }).expect(412);
    const counted = (op: string, outcome: string) =>
      read(`taskward_batch_operations_total{op="${op}",outcome="${outcome}"}`);
    expect(await counted('patch', 'applied')).toBe(1);
    expect(await counted('patch', 'unchanged')).toBe(1);
    expect(await counted('patch', 'conflict')).toBe(2);
    expect(await counted('delete', 'refused')).toBe(1);
  });

  it('have no label that a client can choose', async () => {
    const paths = [
      '/never-heard-of',
      '/api/v1/me/never-heard-of/x',
      '/api/never-heard-of?secret=never-heard-of',
      '/docs/never-heard-of',
      '/never-heard-of%',
    ];
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'PROPFIND', 'M-SEARCH'])
        await fetch(app.url + path, { method, headers: { 'x-request-id': 'never-heard-of' } });
    }
    const text = await app.nest.get(Metrics).text();
    expect(text).not.toMatch(/never-heard-of|PROPFIND|M-SEARCH/);
    expect(await read(requests('other', 'unmatched', '404', 'ROUTE_NOT_FOUND'))).toBeGreaterThan(0);
  });

  it('count refusals of both limiters', async () => {
    for (let i = 0; i < 50; i++) await app.api.get('/api/v1/users/me', ada);
    await within(5_000, async () =>
      expect(await read(requests('GET', '/api/v1/users/me', '429', 'TOO_MANY_REQUESTS'))).toBeGreaterThan(0),
    );
    await using strict = await startTestApp({ beside: app, env: { AUTH_RATE_LIMIT: '1' } });
    for (let i = 0; i < 2; i++)
      await strict.api.post('/api/v1/auth/login', undefined, { username: 'nobody', password: 'x' });
    await within(5_000, async () =>
      expect(await strict.nest.get(Metrics).text()).toContain(
        requests('POST', '/api/v1/auth/login', '429', 'TOO_MANY_REQUESTS'),
      ),
    );
  });

  it('count what happens to accounts as the audit tells it', async () => {
    const events = (event: string, outcome: string, reason = '') =>
      read(`taskward_audit_events_total{event="${event}",outcome="${outcome}",reason="${reason}"}`);
    const before = {
      registered: await events('user.registered', 'success'),
      in: await events('login.succeeded', 'success'),
    };
    const bob = await app.api.newUser('bob');
    const login = (password: string) =>
      app.api.post('/api/v1/auth/login', undefined, { username: bob.email, password });
    for (let i = 0; i < 5; i++) await login('wrong').expect(401);
    await login(bob.password).expect(401);
    expect(await events('user.registered', 'success')).toBe(before.registered! + 1);
    expect(await events('login.succeeded', 'success')).toBe(before.in! + 1);
    expect(await events('login.failed', 'failure', 'wrong_password')).toBe(5);
    expect(await events('login.failed', 'failure', 'locked')).toBe(1);
    const refresh = (refresh_token: string) => app.api.post('/api/v1/auth/refresh', undefined, { refresh_token });
    const { body } = await refresh(bob.refreshToken).expect(200);
    await refresh((body as { refresh_token: string }).refresh_token).expect(200);
    app.clock.advance({ seconds: 31 });
    await refresh(bob.refreshToken).expect(401);
    expect(await events('session.reused', 'failure', 'reuse')).toBe(1);
    expect(await read(requests('POST', '/api/v1/auth/refresh', '200'))).toBe(2);
  });

  it('count jobs', async () => {
    await within(10_000, async () =>
      expect(await read('taskward_jobs_total{queue="mail",outcome="done"}')).toBeGreaterThan(0),
    );
    await within(5_000, async () => expect(await read('taskward_jobs_waiting')).toBe(0));
  });

  it('show the pool, and are there while it is exhausted', async () => {
    expect(await read('taskward_database_pool_size')).toBe(3);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const database = app.nest.get(Database);
    const working = Array.from({ length: 5 }, () => database.asNobody(() => held));
    await within(5_000, async () => expect(await read('taskward_database_pool_in_use')).toBe(3));
    expect(await read('taskward_database_pool_waiting')).toBeGreaterThanOrEqual(2);
    // It would need a connection.
    expect(await read('taskward_jobs_waiting')).toBeUndefined();
    release();
    await Promise.all(working);
    await within(5_000, async () => expect(await read('taskward_database_pool_waiting')).toBe(0));
  });

  it('tell how Node is', async () => {
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(await read(name)).toBeGreaterThan(0);
    }
  });
});

describe('without METRICS_PORT', () => {
  it('nothing is counted', async () => {
    await using app = await startTestApp();
    await app.api.get('/health').expect(200);
    expect(await app.nest.get(Metrics).text()).toBe('');
  });
});
