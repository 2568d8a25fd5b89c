/** @hostile-role */
import { jest } from '@jest/globals';
import { Metrics } from '../../src/common/metrics.js';
import { Database } from '../../src/database/database.service.js';
import { FeedService } from '../../src/tasks/sync/feed.service.js';
import { TaskNewsService } from '../../src/tasks/sync/task-news.service.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { EventClient } from './event-client.js';

const TASKS = '/api/v1/me/tasks';
const EVENTS = `${TASKS}/events`;
/** What is promised between instances, and between a session's end and that of its streams. */
const ELSEWHERE_MS = 2_000;
const SESSION_MS = 1_500;

describe('the events of a user', () => {
  const { here, there } = useTwoInstances({ env: { METRICS_PORT: '0' } });
  const ada = useUserPerTest(here, 'ada');

  const create = (app: TestApp, as: TestUser = ada) => app.api.post(TASKS, as, { title: 'x' }).expect(201);
  const connect = (app: TestApp, as: TestUser = ada, headers?: Record<string, string>) =>
    EventClient.connect(app.url, as.token, headers);
  const metric = async (app: TestApp, series: string) => {
    const text = await app.nest.get(Metrics).text();
    const line = text.split('\n').find((other) => other.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };

  it('begin with the number of the last write, unless the client has it', async () => {
    using fresh = await connect(here);
    expect(fresh.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    await within(ELSEWHERE_MS, () => expect(fresh.versions).toEqual([0]));
    expect(fresh.events[0]).toEqual({ retry: '3000' });
    await create(here);
    using current = await connect(here, ada, { 'Last-Event-ID': '1' });
    using late = await connect(here, ada, { 'Last-Event-ID': '0' });
    using confused = await connect(here, ada, { 'Last-Event-ID': 'x' });
    await within(ELSEWHERE_MS, () => expect([late.versions, confused.versions]).toEqual([[1], [1]]));
    await create(here);
    await within(ELSEWHERE_MS, () => expect([current.versions, late.versions]).toEqual([[2], [1, 2]]));
  });

  it('come from every instance, for each kind of write, and end with the last number', async () => {
    using near = await connect(here);
    using far = await connect(there);
    const { body } = await create(here);
    const path = `${TASKS}/${(body as { id: string }).id}`;
    await within(ELSEWHERE_MS, () => expect([near.versions.at(-1), far.versions.at(-1)]).toEqual([1, 1]));
    await there.api.patch(path, ada, { title: 'y' }).expect(200);
    await within(ELSEWHERE_MS, () => expect([near.versions.at(-1), far.versions.at(-1)]).toEqual([2, 2]));
    const operations = Array.from({ length: 7 }, () => ({ op: 'create', data: { title: 'z' } }));
    await here.api.post(`${TASKS}/batch`, ada, { operations }).expect(200);
    await there.api.delete(path, ada).expect(204);
    await here.api.post(`${path}/restore`, ada).expect(200);
    await within(ELSEWHERE_MS, () => expect([near.versions.at(-1), far.versions.at(-1)]).toEqual([11, 11]));
    for (const { versions } of [near, far]) expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  it('are of their user alone', async () => {
    const bob = await here.api.newUser('bob');
    using mine = await connect(here);
    using theirs = await connect(here, bob);
    await create(here, bob);
    await within(ELSEWHERE_MS, () => expect(theirs.versions).toEqual([0, 1]));
    expect(mine.versions).toEqual([0]);
    await here.api.get(`/api/v1/${ada.id}/tasks/events`, bob).expect(403);
    await here.api.get(EVENTS).expect(401);
  });

  it('are told by the process that wrote as soon as it has committed, and of nothing that was rolled back', async () => {
    using client = await connect(here);
    const publish = jest.spyOn(here.nest.get(TaskNewsService), 'publish');
    const operations = [
      { op: 'create', data: { title: 'x' } },
      { op: 'delete', id: '01a1fd5b-f6cc-77cc-9f75-62489816259f' },
    ];
    await here.api.post(`${TASKS}/batch`, ada, { operations }).expect(404);
    expect(publish).not.toHaveBeenCalledWith(ada.id, 2);
    await create(here);
    expect(publish).toHaveBeenCalledWith(ada.id, 1);
    publish.mockRestore();
    await within(ELSEWHERE_MS, () => expect(client.versions).toEqual([0, 1]));
  });

  it.each(['here', 'there'] as const)('end with a session that ends %s', async (place) => {
    using client = await connect(here);
    const other = await here.api.login(ada);
    using going = await connect(here, other);
    const app = place === 'here' ? here : there;
    await app.api.post('/api/v1/auth/logout', ada).expect(204);
    await within(SESSION_MS, () => expect([client.reason, client.isClosed]).toEqual(['session_ended', true]));
    expect(client.events.at(-1)).not.toHaveProperty('id');
    await create(here, other);
    await within(ELSEWHERE_MS, () => expect(going.versions.at(-1)).toBe(1));
  });

  it('end with their token', async () => {
    using client = await connect(here);
    here.clock.advance({ minutes: 29 });
    await create(here);
    await within(ELSEWHERE_MS, () => expect(client.versions.at(-1)).toBe(1));
    expect(client.isClosed).toBe(false);
    here.clock.advance({ minutes: 2 });
    await within(SESSION_MS, () => expect([client.reason, client.isClosed]).toEqual(['token_expired', true]));
    here.clock.advance({ minutes: -31 });
  });

  it('are eight streams of a user at the most, of which the newest wins', async () => {
    const clients: EventClient[] = [];
    for (let i = 0; i < 9; i++) clients.push(await connect(here));
    await within(ELSEWHERE_MS, () =>
      expect(clients.map(({ reason }) => reason)).toEqual(['replaced', ...Array<undefined>(8)]),
    );
    for (const client of clients) client.close();
  });

  it('take one request of the limit for each connect, and HEAD opens no stream', async () => {
    await using app = await startTestApp({ beside: here, env: { API_RATE_LIMIT: '3' } });
    using first = await connect(app);
    expect(first.headers.ratelimit).toMatch(/r=2/);
    const head = await app.api.request('head', EVENTS, ada).expect(200);
    expect(head.headers['content-type']).toBe('text/event-stream');
    expect(await metric(app, 'taskward_open_streams')).toBe(1);
    await create(app);
    await within(ELSEWHERE_MS, () => expect(first.versions.at(-1)).toBe(1));
    using refused = await connect(app);
    expect(refused.status).toBe(429);
  });

  it('are as many streams as a process may hold', async () => {
    await using app = await startTestApp({ beside: here, env: { MAX_STREAMS: '2' } });
    const clients = [await connect(app), await connect(app)];
    const { body, headers } = await app.api.get(EVENTS, ada).expect(503);
    expect([body.error_code, headers['retry-after']]).toEqual(['TOO_MANY_STREAMS', '10']);
    await app.api.get(`${TASKS}/changes`, ada).set('Prefer', 'wait=25').expect(200);
    clients[0]!.close();
    await within(ELSEWHERE_MS, async () => expect(await metric(app, 'taskward_open_streams')).toBe(1));
    await app.api.get(EVENTS, ada).expect(200);
    clients[1]!.close();
  });

  it('are counted when they end, and are not in the times of requests', async () => {
    const route = '/api/v1/:user_id/tasks/events';
    const aborted = `taskward_http_requests_total{method="GET",route="${route}",status="aborted",error_code=""}`;
    const before = (await metric(there, aborted)) ?? 0;
    const client = await connect(there);
    expect(await metric(there, 'taskward_open_streams')).toBe(1);
    client.close();
    await within(ELSEWHERE_MS, async () => expect(await metric(there, aborted)).toBe(before + 1));
    expect(await metric(there, `taskward_http_request_duration_seconds_count{route="${route}"}`)).toBeUndefined();
    expect(await metric(there, 'taskward_open_streams')).toBe(0);
  });

  describe('learn of the writes of others', () => {
    const writeBehind = (changedAt: string) =>
      behind(
        here,
        `UPDATE task_sequences SET last_version = last_version + 1, changed_at = ${changedAt} WHERE user_id = $1`,
        [ada.id],
      );
    const ago = (seconds: number) => `date_bin('10 seconds', now() - interval '${seconds} seconds', 'epoch')`;
    const demandReadAll = () => Reflect.set(here.nest.get(FeedService), 'allReadAt', -Infinity);

    beforeEach(() => create(here));

    it('that began as long ago as a transaction may last', async () => {
      using client = await connect(here);
      await writeBehind(ago(20));
      await within(ELSEWHERE_MS, () => expect(client.versions).toEqual([1, 2]));
    });

    it('that no time tells of, within a minute', async () => {
      using client = await connect(here);
      await writeBehind(ago(60));
      await writeBehind('NULL');
      demandReadAll();
      await within(ELSEWHERE_MS, () => expect(client.versions).toEqual([1, 3]));
    });

    it('that came while the feed could not be read', async () => {
      using client = await connect(here);
      await within(ELSEWHERE_MS, () => expect(client.versions).toEqual([1]));
      const role = new URL(here.appUrl).username;
      await behind(here, `REVOKE SELECT ON task_sequences FROM ${role}`);
      await within(5_000, async () => expect(await metric(here, 'taskward_feed_lag_seconds')).toBeGreaterThan(2));
      await writeBehind(ago(60));
      await behind(here, `GRANT SELECT ON task_sequences TO ${role}`);
      await within(ELSEWHERE_MS, () => expect(client.versions).toEqual([1, 2]));
      expect(await metric(here, 'taskward_feed_lag_seconds')).toBeLessThan(2);
    });

    it('by one statement a second, and by none while nobody listens', async () => {
      const jobs = jest.spyOn(here.nest.get(Database), 'asJob');
      const scopes = () => jobs.mock.calls.map(([scope]) => scope);
      // The other feed goes on, and shows that time passes.
      const seconds = async (count: number) => {
        jobs.mockClear();
        await within(20_000, () =>
          expect(scopes().filter((scope) => scope === 'session_revocations').length).toBeGreaterThan(count),
        );
      };
      try {
        await seconds(3);
        expect(scopes()).not.toContain('task_feed');
        const clients = await Promise.all(Array.from({ length: 5 }, () => connect(here)));
        await seconds(4);
        const polls = scopes().filter((scope) => scope === 'task_feed').length;
        expect(polls).toBeGreaterThan(0);
        expect(polls).toBeLessThanOrEqual(5);
        for (const client of clients) client.close();
      } finally {
        jobs.mockRestore();
      }
    });
  });
});
