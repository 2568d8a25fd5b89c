import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { IndependentBatchResponse } from '../../src/tasks/dto/batch-response.dto.js';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { useTestApp } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';
const POOL = 4;
const RUNS = { interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false };

type Fields = Partial<Pick<TaskResponse, 'title' | 'description' | 'completed' | 'priority' | 'tags' | 'extra'>> & {
  due_date?: string | null;
  due_at?: string | null;
  parent_id?: string | null;
  position?: string;
};

/** Two values of each field: what one device makes of it, and what the other does. */
const CHANGES: Record<string, [Fields, Fields]> = {
  title: [{ title: 'mine' }, { title: 'theirs' }],
  description: [{ description: 'mine' }, { description: null }],
  completed: [{ completed: true }, { completed: true }],
  priority: [{ priority: 'high' }, { priority: 'low' }],
  due: [
    { due_date: '2026-12-24', due_at: null },
    { due_date: null, due_at: '2026-12-25T12:00:00.000Z' },
  ],
  tags: [{ tags: ['b', 'c'] }, { tags: ['a', 'd'] }],
  place: [{ position: 'Zx' }, { position: 'Zy' }],
  extra: [{ extra: { a: 2 } }, { extra: { a: 3 } }],
  'another member of extra': [{ extra: { b: 2 } }, { extra: { b: 3 } }],
};
const BEFORE = {
  title: 'one',
  description: 'x',
  completed: false,
  priority: 'none' as const,
  due_date: '2026-01-01',
  due_at: null,
  tags: ['a', 'b'],
  position: 'a5',
  extra: { a: 1, b: 1 },
};

const nth = fc.nat(POOL - 1);
const fields = fc.record<Fields>(
  {
    title: fc.constantFrom('x', 'y'),
    completed: fc.boolean(),
    tags: fc.subarray(['a', 'b', 'c']),
    extra: fc.constantFrom(null, {}, { a: 1 }, { a: { b: 2 } }),
    due_date: fc.constantFrom(null, '2026-12-24'),
  },
  { requiredKeys: [] },
);
const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant('create'), nth, fields, parent: fc.option(nth) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('patch'), nth, fields, parent: fc.option(nth) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('delete'), nth, fields, parent: fc.constant(null) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('restore'), nth, fields, parent: fc.constant(null) }) },
);

describe('the queue of a device, whatever it holds', () => {
  const app = useTestApp();

  const send = async (user: TestUser, operations: object[], key?: string) => {
    const test = app.api.post(`${TASKS}/batch`, user, { mode: 'independent', operations });
    if (key !== undefined) void test.set('Idempotency-Key', key);
    return (await test.expect(207)).body as IndependentBatchResponse;
  };

  /** What the user has, without times and versions, by the name of each task. */
  const stateOf = async (user: TestUser, ids: string[]) => {
    const nameOf = new Map(ids.map((id, i) => [id, i]));
    const read = async (deleted: boolean) =>
      (await app.api.get(`${TASKS}?limit=1000&deleted=${deleted}`, user).expect(200)).body as TaskListResponse;
    const tasks = [...(await read(false)).items, ...(await read(true)).items];
    return tasks
      .filter(({ id }) => nameOf.has(id))
      .map(({ id, parent_id, title, tags, extra, due_date, completed, deleted_at }) => ({
        id: nameOf.get(id),
        parent: parent_id === null ? null : nameOf.get(parent_id),
        isDeleted: deleted_at !== null,
        ...{ title, tags, extra, due_date, completed },
      }))
      .sort((a, b) => a.id! - b.id!);
  };

  it('is the same once, twice, cut off anywhere and sent again, with its key and without', async () => {
    const queue = fc.array(operation, { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(queue, fc.nat(10), fc.boolean(), async (given, cut, isKeyed) => {
        const ids = () => Array.from({ length: POOL }, () => randomUUID());
        const operationsOf = (own: string[], queued: typeof given) =>
          queued.map(({ op, nth: n, fields: data, parent }) => {
            const placed = { ...data, ...(parent !== null && { parent_id: own[parent] }) };
            if (op === 'create') return { op, id: own[n], data: { title: 'new', ...placed } };
            return op === 'patch' ? { op, id: own[n], data: placed } : { op, id: own[n] };
          });
        const [once, often] = [await app.api.newUser(), await app.api.newUser()];
        const [mine, same] = [ids(), ids()];
        const done = await send(once, operationsOf(mine, given));
        // A device queues what it could do itself.
        const queued = given.filter((_, i) => done.results[i]!.status < 400);
        if (queued.length === 0) return;

        const operations = operationsOf(same, queued);
        const prefix = operations.slice(0, cut % operations.length);
        if (prefix.length > 0) await send(often, prefix, isKeyed ? 'prefix' : undefined);
        const first = await send(often, operations, isKeyed ? 'whole' : undefined);
        const again = await send(often, operations, isKeyed ? 'whole' : undefined);
        app.clock.advance({ days: 1, minutes: 60 });
        const later = await app.api.login(often);
        const late = await send(later, operations, isKeyed ? 'whole' : undefined);
        expect(await stateOf(later, same)).toEqual(await stateOf(await app.api.login(once), mine));
        if (isKeyed) expect(again).toEqual(first);
        const changes = queued.filter(({ op }) => op !== 'create').map(({ nth: n }) => n);
        if (new Set(changes).size === changes.length) expect(late.version).toBe(first.version);
      }),
      { ...RUNS, numRuns: 30 },
    );
  }, 60_000);

  it('takes a number for each write and for nothing else, and takes each back', async () => {
    const user = await app.api.newUser();
    const ids = Array.from({ length: POOL }, () => randomUUID());
    let last = 0;
    await fc.assert(
      fc.asyncProperty(operation, fc.boolean(), async ({ op, nth: n, fields: given, parent }, isUnknown) => {
        const id = isUnknown ? randomUUID() : ids[n]!;
        const data = { ...given, ...(parent !== null && { parent_id: ids[parent] }) };
        const one =
          op === 'create'
            ? { op, id, data: { title: 'new', ...data } }
            : op === 'patch'
              ? { op, id, data }
              : { op, id };
        const before = await stateOf(user, ids);
        const { version, results } = await send(user, [one]);
        const [result] = results;
        if (result!.undo === undefined) expect(version).toBe(last);
        else {
          expect(version).toBeGreaterThan(last);
          const back = await send(user, [result!.undo]);
          expect(back.results[0]!.status).toBe(200);
          const isRestored = op === 'restore' || op === 'create';
          if (!isRestored) expect(await stateOf(user, ids)).toEqual(before);
          last = back.version;
          if (op === 'create') ids[n] = randomUUID();
          // Done again, so that the next one finds something.
          last = (await send(user, [op === 'create' ? { ...one, id: ids[n] } : one])).version;
        }
      }),
      { ...RUNS, numRuns: 60 },
    );
  }, 60_000);

  const pairs = Object.keys(CHANGES).flatMap((mine) => Object.keys(CHANGES).map((theirs) => [mine, theirs] as const));

  it('merges all pairs of fields of two devices, or tells of the conflict', async () => {
    const user = await app.api.newUser();
    const ids = pairs.map(() => randomUUID());
    const each = <T>(make: (pair: readonly [string, string], id: string) => T) =>
      pairs.map((pair, i) => make(pair, ids[i]!));
    const patchOf = (id: string, data: Fields) => {
      const base = Object.fromEntries(Object.keys(data).map((name) => [name, BEFORE[name as keyof typeof BEFORE]]));
      return { op: 'patch', id, data, base };
    };
    await send(
      user,
      each((_, id) => ({ op: 'create', id, data: BEFORE })),
    );
    await send(
      user,
      each(([, theirs], id) => patchOf(id, CHANGES[theirs]![1])),
    );
    const { results } = await send(
      user,
      each(([mine], id) => patchOf(id, CHANGES[mine]![0])),
    );
    for (const [i, [mine, theirs]] of pairs.entries()) {
      const { status, conflicts, task, unchanged } = results[i]!;
      if (mine !== theirs) {
        const wanted = { ...BEFORE, ...CHANGES[theirs]![1], ...CHANGES[mine]![0] };
        const extra = { ...BEFORE.extra, ...CHANGES[theirs]![1].extra, ...CHANGES[mine]![0].extra };
        expect({ mine, theirs, status, ...task }).toMatchObject({ mine, theirs, status: 200, ...wanted, extra });
      } else if (mine === 'tags') expect(task).toMatchObject({ tags: ['d', 'c'] });
      else if (mine === 'completed') expect({ status, unchanged }).toEqual({ status: 200, unchanged: true });
      else expect({ status, conflicts }).toEqual({ status: 412, conflicts: [mine.split(' ').at(-1)] });
    }
  });
});
