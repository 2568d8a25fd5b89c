import type { Response } from 'supertest';
import { DataSource } from 'typeorm';
import { Metrics } from '../../src/common/metrics.js';
import { poolOf } from '../../src/database/driver.js';
import type { ChangesResponse } from '../../src/tasks/sync/dto/changes-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { within } from '../support/eventually.js';
import { useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CHANGES } from './replica.js';

const TASKS = '/api/v1/me/tasks';
const ELSEWHERE_MS = 2_000;

describe('a client that waits for changes', () => {
  const { here, there } = useTwoInstances({ env: { METRICS_PORT: '0', DATABASE_POOL_SIZE: '2' } });
  const ada = useUserPerTest(here, 'ada');

  const create = (app: TestApp, title = 'x') => app.api.post(TASKS, ada, { title }).expect(201);
  const ask = (app: TestApp, seconds: number, cursor?: string, as: TestUser = ada) =>
    app.api.get(`${CHANGES}${cursor === undefined ? '' : `?cursor=${cursor}`}`, as).set('Prefer', `wait=${seconds}`);
  const now = async () => (await here.api.get(CHANGES, ada).expect(200)).body as ChangesResponse;
  const held = async (app: TestApp) => {
    const text = await app.nest.get(Metrics).text();
    return Number(/^taskward_held_polls (\d+)$/m.exec(text)?.[1]);
  };
  /** Begins to wait, and returns when the request is held. */
  const startWaiting = async (app: TestApp, seconds: number, as: TestUser = ada) => {
    const waiting: { answer?: Response } = {};
    const request = ask(app, seconds, (await now()).next_cursor, as);
    void request.then((answer) => (waiting.answer = answer));
    await within(5_000, async () => expect(await held(app)).toBe(1));
    return waiting;
  };

  it('is answered at once if something is new', async () => {
    await create(here);
    const { body, headers } = await ask(here, 30).expect(200);
    expect((body as ChangesResponse).items).toHaveLength(1);
    expect(headers['preference-applied']).toBe('wait=30');
    expect(headers.vary).toContain('Prefer');
    expect((await here.api.get(CHANGES, ada).expect(200)).headers).not.toHaveProperty('preference-applied');
  });

  it.each(['here', 'there'] as const)('is answered when something is written %s', async (place) => {
    await create(here, 'first');
    const waiting = await startWaiting(here, 30);
    await create(place === 'here' ? here : there, 'second');
    await within(ELSEWHERE_MS, () => expect(waiting.answer?.body).toMatchObject({ items: [{ title: 'second' }] }));
    expect(await held(here)).toBe(0);
  });

  it('is answered with nothing at the end, and may go on from there', async () => {
    await create(here);
    const { body } = await ask(here, 1, (await now()).next_cursor).expect(200);
    expect(body).toMatchObject({ items: [], version: 1, has_more: false });
    await create(there);
    const next = await ask(here, 30, (body as ChangesResponse).next_cursor).expect(200);
    expect((next.body as ChangesResponse).items).toHaveLength(1);
  });

  it('has no connection to the database', async () => {
    const answers = [1, 2, 3, 4, 5, 6].map(() => ask(here, 2).then(({ status }) => status));
    await within(2_000, async () => expect(await held(here)).toBe(6));
    const pool = poolOf(here.nest.get(DataSource))!;
    await within(2_000, () => expect(pool.totalCount - pool.idleCount).toBe(0));
    expect(await Promise.all(answers)).toEqual(Array(6).fill(200));
  });

  it('is refused when its session ends', async () => {
    const waiting = await startWaiting(here, 30);
    await there.api.post('/api/v1/auth/logout', ada).expect(204);
    await within(ELSEWHERE_MS, () => expect(waiting.answer?.status).toBe(401));
  });

  it('does not wait by HEAD, nor past the last place, nor in more than eight requests at once', async () => {
    const head = await here.api.request('head', CHANGES, ada).set('Prefer', 'wait=30').expect(200);
    expect(head.headers).not.toHaveProperty('preference-applied');
    await using full = await startTestApp({ beside: here, env: { MAX_STREAMS: '0' } });
    expect((await ask(full, 30).expect(200)).headers).not.toHaveProperty('preference-applied');
    const answers = Array.from({ length: 9 }, () => ask(here, 3).then(({ body }) => (body as ChangesResponse).items));
    await within(2_000, async () => expect(await held(here)).toBe(8));
    await Promise.race(answers);
    expect(await held(here)).toBe(8);
    await create(here);
    expect((await Promise.all(answers)).map(({ length }) => length).sort()).toEqual([0, ...Array<number>(8).fill(1)]);
  });

  it('is forgotten when it leaves', async () => {
    const request = ask(here, 30);
    const left = request.then(
      () => 'answered',
      () => 'left',
    );
    await within(5_000, async () => expect(await held(here)).toBe(1));
    request.abort();
    await within(5_000, async () => expect(await held(here)).toBe(0));
    expect(await left).toBe('left');
  });

  it('is counted, and not among the times of requests', async () => {
    const text = async () => here.nest.get(Metrics).text();
    const count = async () =>
      Number(
        /^taskward_http_request_duration_seconds_count\{route="\/api\/v1\/:user_id\/tasks\/changes"\} (\d+)$/m.exec(
          await text(),
        )?.[1] ?? 0,
      );
    await now();
    const before = await count();
    await ask(here, 1).expect(200);
    expect(await count()).toBe(before);
    await now();
    await within(2_000, async () => expect(await count()).toBe(before + 1));
  });
});
