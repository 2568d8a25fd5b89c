import { randomBytes } from 'node:crypto';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { bulkTasks, insertTasks } from '../support/bulk-tasks.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const TASKS = 100_000;
const PATH = '/api/v1/me/tasks';

describe('keyset paging through 100 000 tasks', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  beforeAll(async () => {
    await bulkTasks(app, (client) => insertTasks(client, `'${ada.id}'::uuid`, TASKS));
  }, 60_000);

  it.each(['-created_at', 'due', '-title,priority', 'position&parent_id=none'])(
    'sees each task that was there throughout exactly once for sort=%s, while others come, change and go',
    async (sort) => {
      const touched = new Set<string>();
      const done = new AbortController();
      const writers = Promise.all([1, 2].map(() => write(done.signal, touched)));

      const seen = new Map<string, number>();
      let pages = 0;
      for (let cursor: string | null = ''; cursor !== null; pages++) {
        const { body } = await app.api
          .get(`${PATH}?sort=${sort}&limit=1000${cursor && `&cursor=${cursor}`}`, ada)
          .expect(200);
        const page = body as TaskListResponse;
        for (const { id } of page.items) seen.set(id, (seen.get(id) ?? 0) + 1);
        cursor = page.next_cursor;
      }
      done.abort();
      await writers;

      expect(pages).toBeGreaterThanOrEqual(TASKS / 1000);
      expect(touched.size).toBeGreaterThan(10);
      const wrong: string[] = [];
      for (let n = 0; n < TASKS; n++) {
        const id = bulkId(n + 1);
        if (!touched.has(id) && !written.has(id) && seen.get(id) !== 1) wrong.push(`${id} ${seen.get(id) ?? 0} times`);
      }
      expect(wrong).toEqual([]);
      for (const [id, times] of seen) if (!touched.has(id) && times > 1) wrong.push(id);
      expect(wrong).toEqual([]);
      for (const id of touched) written.add(id);
    },
    60_000,
  );

  /** What earlier runs have changed or deleted: no longer there throughout. */
  const written = new Set<string>();

  /** Creates, changes and deletes tasks at random places of every order until told to stop. */
  async function write(stop: AbortSignal, touched: Set<string>): Promise<void> {
    while (!stop.aborted) {
      const id = bulkId(1 + (randomBytes(4).readUInt32BE() % TASKS));
      touched.add(id);
      const title = String.fromCharCode(65 + ((randomBytes(1)[0] ?? 0) % 26));
      await app.api.patch(`${PATH}/${id}`, ada, { title, due_date: '2026-08-01', due_at: null });
      const { body } = await app.api.post(PATH, ada, { title }).expect(201);
      touched.add((body as TaskResponse).id);
      const gone = bulkId(1 + (randomBytes(4).readUInt32BE() % TASKS));
      touched.add(gone);
      await app.api.delete(`${PATH}/${gone}`, ada);
    }
  }
});

/** The id that `insertTasks` gives its n-th task. */
function bulkId(n: number): string {
  return `00000000-0000-7000-8000-${String((n * 7919) % 1_000_003).padStart(12, '0')}`;
}
