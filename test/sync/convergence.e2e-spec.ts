import fc from 'fast-check';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { useTwoInstances } from '../support/fixtures.js';
import type { TestApp } from '../support/test-app.js';
import { TaskReplica, truthOf } from './replica.js';

const TASKS = '/api/v1/me/tasks';

/** The n-th of the tasks that were made so far, by any writer. */
const nth = fc.nat(20);
const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant('create') }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('patch'), nth }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('delete'), nth }) },
);
const write = fc.oneof(
  { weight: 6, arbitrary: operation },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('restore'), nth }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('batch'), parts: fc.array(operation, { minLength: 1, maxLength: 8 }) }),
  },
);
interface Write {
  op: string;
  nth?: number;
  parts?: Write[];
}
const device = fc.record({
  instance: fc.nat(1),
  writes: fc.array(write, { minLength: 3, maxLength: 12, size: 'max' }),
});
const reader = fc.record({
  instance: fc.nat(1),
  limits: fc.array(fc.constantFrom(1, 2, 3, 7, 1000), { minLength: 2 }),
});

describe('replicas that read the changes while several devices write', () => {
  const { here, there } = useTwoInstances();
  const apps = [here, there];

  /** What one device writes, one after the other; an id may be another's, and gone. */
  async function perform(app: TestApp, user: TestUser, writes: Write[], ids: string[]): Promise<void> {
    const { api } = app;
    const idOf = ({ nth: n = 0 }: Write) => ids[n % Math.max(1, ids.length)] ?? '01a1fd5b-f6cc-77cc-9f75-62489816259f';
    for (const [i, one] of writes.entries()) {
      const path = `${TASKS}/${idOf(one)}`;
      if (one.op === 'create') ids.push((await api.post(TASKS, user, { title: `${i}` }).expect(201)).body.id as string);
      else if (one.op === 'patch') await api.patch(path, user, { title: `again ${i}`, completed: i % 2 === 0 });
      else if (one.op === 'delete') await api.delete(path, user);
      else if (one.op === 'restore') await api.post(`${path}/restore`, user);
      else {
        const operations = one.parts!.map((part) => {
          if (part.op === 'create') return { op: 'create', data: { title: `batch ${i}`, tags: ['b'] } };
          return part.op === 'delete'
            ? { op: 'delete', id: idOf(part) }
            : { op: 'patch', id: idOf(part), data: { priority: 'high' } };
        });
        const { status, body } = await api.post(`${TASKS}/batch`, user, { operations });
        if (status === 200) for (const task of (body as { results: TaskResponse[] }).results) ids.push(task.id);
      }
    }
  }

  it('end with what the server has, to the letter', async () => {
    const plays = fc.record({
      devices: fc.array(device, { minLength: 2, maxLength: 4 }),
      readers: fc.array(reader, { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(plays, async ({ devices, readers }) => {
        const user = await here.api.newUser();
        const ids: string[] = [];
        const replicas = readers.map((given) => ({ ...given, replica: new TaskReplica(user) }));
        await Promise.all([
          ...devices.map(({ instance, writes }) => perform(apps[instance]!, user, writes, ids)),
          ...replicas.map(async ({ instance, limits, replica }) => {
            for (const limit of limits) await replica.pull(apps[instance]!, limit);
          }),
        ]);
        const truth = await truthOf(here, user);
        for (const { replica, instance, limits } of replicas) {
          await replica.pullAll(apps[instance]!, limits[0]);
          expect(JSON.stringify(replica.live)).toBe(truth.live);
          expect(JSON.stringify(replica.deleted)).toBe(truth.deleted);
        }
      }),
      { numRuns: 30, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
    );
  }, 90_000);
});
