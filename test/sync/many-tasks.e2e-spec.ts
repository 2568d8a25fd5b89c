/** @no-pooler very many rows */
import { bulkTasks, insertTasks } from '../support/bulk-tasks.js';
import { useTestApp, useUser } from '../support/fixtures.js';
import { TaskReplica } from './replica.js';

const TASKS = 100_001;

describe('a first sync of 100 001 tasks', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  beforeAll(async () => {
    await bulkTasks(app, (client) => insertTasks(client, `'${ada.id}'::uuid`, TASKS));
  }, 60_000);

  it('ends, and has everything, while others write', async () => {
    const replica = new TaskReplica(ada);
    const written = new Set<string>();
    const deleted = new Set<string>();
    let done = false;
    const writer = (async () => {
      for (let n = 1; !done; n += 977) {
        const id = idOf((n % TASKS) + 1);
        const path = `/api/v1/me/tasks/${id}`;
        if (n % 3 === 0 && !written.has(id)) deleted.add(id);
        else written.add(id);
        if (deleted.has(id)) await app.api.delete(path, ada);
        else await app.api.patch(path, ada, { title: 'meanwhile' }).expect(200);
      }
    })();
    await replica.pullAll(app);
    done = true;
    await writer;
    await replica.pullAll(app);
    expect(written.size + deleted.size).toBeGreaterThan(50);
    expect(replica.deleted.map(({ id }) => id).sort()).toEqual([...deleted].sort());
    expect(replica.live).toHaveLength(TASKS - deleted.size);
    expect(replica.live.filter(({ title }) => title === 'meanwhile')).toHaveLength(written.size);
  }, 120_000);
});

/** The id that `insertTasks` gives its n-th task. */
const idOf = (n: number) => `00000000-0000-7000-8000-${String((n * 7919) % 1_000_003).padStart(12, '0')}`;
