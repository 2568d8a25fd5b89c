/** @no-pooler rules; its statements are of kinds that others send through one */
import { randomUUID } from 'node:crypto';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { useTestApp, useUserPerTest } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';

describe('a task that is brought from elsewhere', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app, 'ada');
  const times = { created_at: '2019-02-03T04:05:06+01:00', completed_at: '2020-01-01T00:00:00.0009Z' };
  const kept = { created_at: '2019-02-03T03:05:06.000Z', completed_at: '2020-01-01T00:00:00.000Z' };

  const ways: [string, (fields: object) => Promise<{ status: number; body: object }>, string][] = [
    ['POST', (fields) => app.api.post(TASKS, ada, fields), ''],
    ['PUT', (fields) => app.api.put(`${TASKS}/${randomUUID()}`, ada, fields).set('If-None-Match', '*'), ''],
    [
      'a batch',
      async (fields) => {
        const operations = [{ op: 'create', data: fields }];
        const { status, body } = await app.api.post(`${TASKS}/batch`, ada, { operations });
        return { status, body: status === 200 ? (body as { results: [object] }).results[0] : (body as object) };
      },
      '/operations/0/data',
    ],
  ];

  it.each(ways)('keeps the times that it has, by %s', async (_, create) => {
    const { body } = await create({ title: 'x', completed: true, ...times });
    expect(body).toMatchObject({ ...kept, completed: true });
    expect((body as TaskResponse).updated_at > '2026').toBe(true);
    const path = `${TASKS}/${(body as TaskResponse).id}`;
    expect((await app.api.get(path, ada)).body).toEqual(body);
    const { body: other } = await create({ title: 'x', completed: true, completed_at: null });
    const { created_at, completed_at, updated_at } = other as TaskResponse;
    expect(created_at).toBe(updated_at);
    // The clock's own time, whereas the others rise with the number of the write (docs/decisions/0310).
    expect(Math.abs(Date.parse(completed_at!) - Date.parse(updated_at))).toBeLessThan(1_000);
  });

  it.each(ways)('is refused with times that cannot be, by %s', async (_, create, at) => {
    const later = new Date(app.clock.now() + 6 * 60_000).toISOString();
    for (const [fields, errors] of [
      [{ created_at: later }, [['/created_at', 'INVALID_VALUE']]],
      [{ created_at: '2019-02-03' }, [['/created_at', 'INVALID_VALUE']]],
      [{ created_at: null }, [['/created_at', 'INVALID_VALUE']]],
      [{ created_at: 1_549_166_706 }, [['/created_at', 'INVALID_VALUE']]],
      [{ completed_at: kept.completed_at }, [['/completed_at', 'CONFLICTING_FIELDS']]],
      [{ completed: false, completed_at: kept.completed_at }, [['/completed_at', 'CONFLICTING_FIELDS']]],
      [
        { completed: true, completed_at: later, created_at: later },
        [
          ['/completed_at', 'INVALID_VALUE'],
          ['/created_at', 'INVALID_VALUE'],
        ],
      ],
    ] as const) {
      const { status, body } = await create({ title: 'x', ...fields });
      expect([fields, status]).toEqual([fields, 422]);
      expect((body as { errors: object[] }).errors).toMatchObject(
        errors.map(([pointer, code]) => ({ pointer: `${at}${pointer}`, code })),
      );
    }
    expect((await app.api.get(TASKS, ada)).body).toMatchObject({ total: 0 });
  });

  it('is then as read-only as any other', async () => {
    const { body } = await app.api.post(TASKS, ada, { title: 'x', completed: true, ...times }).expect(201);
    const path = `${TASKS}/${(body as TaskResponse).id}`;
    await app.api.put(path, ada, { ...(body as object), title: 'y' }).expect(200);
    await app.api.patch(path, ada, { title: 'z', ...times }).expect(200);
    for (const name of ['created_at', 'completed_at']) {
      const other = { title: 'x', completed: true, [name]: '2018-01-01T00:00:00Z' };
      for (const write of [app.api.put(path, ada, other), app.api.patch(path, ada, other)])
        expect((await write.expect(422)).body).toMatchObject({ errors: [{ pointer: `/${name}`, code: 'READ_ONLY' }] });
    }
    const reopened = await app.api.patch(path, ada, { completed: false }).expect(200);
    expect(reopened.body).toMatchObject({ completed_at: null, created_at: kept.created_at });
  });

  it('stands in the list where its time of creation puts it, page by page', async () => {
    const years = ['2021', '0001', '2019', '2019', '9999', '2020', '2019'];
    for (const [i, year] of years.entries()) {
      const created_at = year === '9999' ? undefined : `${year}-01-01T00:00:00.000Z`;
      await app.api.post(TASKS, ada, { title: `${i}`, created_at }).expect(201);
    }
    for (const [sort, sign] of [
      ['created_at', 1],
      ['-created_at', -1],
    ] as const) {
      const seen: TaskResponse[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const at = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await app.api.get(`${TASKS}?sort=${sort}&limit=2${at}`, ada).expect(200);
        const page = body as TaskListResponse;
        seen.push(...page.items);
        cursor = page.next_cursor;
      }
      const key = ({ created_at, id }: TaskResponse) => created_at + id;
      expect(seen).toHaveLength(years.length);
      expect(seen).toEqual([...seen].sort((a, b) => sign * (key(a) < key(b) ? -1 : 1)));
    }
  });
});
