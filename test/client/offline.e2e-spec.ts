import type { Socket } from 'node:net';
import fc from 'fast-check';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { Offline, Task, Undo } from '../../client/src/offline/index.js';
import type { TestUser } from '../support/api-client.js';
import { within } from '../support/eventually.js';
import { useConnection, useTestApp } from '../support/fixtures.js';
import { type Fault, TestDevice } from './offline-device.js';

const TASKS = '/api/v1/me/tasks';

const nth = fc.nat(12);
const fields = fc.record(
  {
    title: fc.constantFrom('one', 'two', 'three'),
    completed: fc.boolean(),
    priority: fc.constantFrom<Task['priority'][]>('none', 'high'),
    due_date: fc.constantFrom(null, '2026-12-24'),
    tags: fc.subarray(['red', 'green', 'blue']),
  },
  { requiredKeys: [] },
);
const which = fc.nat(1);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('create' as const), which, fields }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('patch' as const), which, nth, fields }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), which, nth, below: nth }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), which, nth }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), which, nth }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('switch' as const), which, online: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('die' as const), which, steps: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      which,
      faults: fc.array(fc.constantFrom<Fault[]>('dropped', 'lost', 503), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('elsewhere' as const), op: fc.nat(3), nth, fields }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** An edit that was stored: the server must know its mark, or a conflict must. */
interface Mark {
  name: string;
  task: string;
}

describe('devices that die, lose answers and write at the same time', () => {
  // A connection on which nothing was asked yet would hold up the end for a minute.
  const sockets = new Set<Socket>();
  let isOver = false;
  afterAll(() => {
    isOver = true;
    for (const socket of sockets) socket.destroy();
  });
  const app = useTestApp();
  beforeAll(() => {
    const server = app.nest.getHttpServer();
    server.on('connection', (socket) => (isOver ? socket.destroy() : sockets.add(socket)));
  });
  const admin = useConnection(app);
  const counter = { marks: 0 };

  class Play {
    readonly devices: TestDevice[];
    readonly marks: Mark[] = [];
    readonly ids: string[] = [];
    readonly deletedHere = new Set<string>();
    private readonly undos: Undo[] = [];

    constructor(readonly user: TestUser) {
      this.devices = [new TestDevice(app.url, user), new TestDevice(app.url, user)];
    }

    async perform(one: Action): Promise<void> {
      if (one.kind === 'wait') await new Promise((done) => setTimeout(done, one.ms));
      else if (one.kind === 'elsewhere') await this.writeElsewhere(one);
      else if (one.kind === 'restore') await beginEpoch();
      else {
        const device = this.devices[one.which]!;
        if (device.isDead) await device.start();
        if (one.kind === 'switch') device.offline.setOnline(one.online);
        else if (one.kind === 'die') device.fuse = one.steps;
        else if (one.kind === 'fail') device.faults.push(...one.faults);
        else await this.edit(device, one);
      }
    }

    private async edit(device: TestDevice, one: Action & { which: number }): Promise<void> {
      const tasks = device.offline.tasks();
      const task = 'nth' in one ? tasks[one.nth % Math.max(1, tasks.length)] : undefined;
      const mark = `m${++counter.marks}`;
      const isStored = await device.survives(async (offline) => {
        if (one.kind === 'create') this.ids.push(await this.create(offline, one.fields, mark));
        else if (one.kind === 'undo') await this.undo(offline, one.nth);
        else if (task === undefined) return;
        else if (one.kind === 'patch')
          this.undos.push(await offline.patch(task.id, { ...one.fields, extra: { [mark]: 1 } }));
        else if (one.kind === 'move') await offline.patch(task.id, { parent_id: tasks[one.below % tasks.length]!.id });
        else {
          this.deletedHere.add(task.id);
          this.undos.push(await offline.delete(task.id));
        }
      });
      if (isStored && one.kind === 'patch' && task) this.marks.push({ name: mark, task: task.id });
    }

    private async create(offline: Offline, given: object, mark: string): Promise<string> {
      const undo = await offline.create({ title: mark, ...given, extra: { [mark]: 1 } });
      this.undos.push(undo);
      this.marks.push({ name: mark, task: undo.id });
      return undo.id;
    }

    /** What was taken back may be there or not. */
    private async undo(offline: Offline, n: number): Promise<void> {
      const undo = this.undos[n % Math.max(1, this.undos.length)];
      if (undo === undefined) return;
      const named = Object.keys(undo.inverse.data?.extra ?? {});
      for (let i = this.marks.length - 1; i >= 0; i--) if (named.includes(this.marks[i]!.name)) this.marks.splice(i, 1);
      if (undo.inverse.op === 'delete') this.deletedHere.add(undo.id);
      await offline.undo(undo);
    }

    private async writeElsewhere({ op, nth: n, fields: data }: Action & { kind: 'elsewhere' }): Promise<void> {
      const { api } = app;
      if (op === 3)
        this.ids.push((await api.post(TASKS, this.user, { title: 'elsewhere' }).expect(201)).body.id as string);
      const path = `${TASKS}/${this.ids[n % Math.max(1, this.ids.length)] ?? 'none'}`;
      if (op === 0) await api.patch(path, this.user, { ...data, due_at: null });
      else if (op === 1) await api.delete(path, this.user);
      else if (op === 2) await api.post(`${path}/restore`, this.user);
    }

    /** With a network that works. */
    async settle(): Promise<void> {
      for (const device of this.devices) {
        device.faults.length = 0;
        device.fuse = Infinity;
        if (device.isDead) await device.start();
        device.offline.setOnline(true);
      }
      await within(10_000, async () => {
        const live = await this.list('');
        for (const { offline } of this.devices) {
          expect(offline.unsent()).toBe(0);
          expect([...offline.tasks()].sort((a, b) => a.version - b.version)).toEqual(live);
        }
      });
    }

    async list(query: string): Promise<Task[]> {
      const path = `${TASKS}?sort=updated_at&limit=1000${query}`;
      return ((await app.api.get(path, this.user).expect(200)).body as TaskListResponse).items;
    }
  }

  const beginEpoch = () =>
    admin.query(
      `WITH lifted AS (UPDATE task_sequences SET last_version = last_version + 1000000)
       UPDATE sync_epochs SET epoch = gen_random_uuid(), first_version = first_version + 1000000`,
    );

  it('end with what the server has, and with every edit applied once or listed as a conflict', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40, size: 'max' }), async (actions) => {
        const play = new Play(await app.api.newUser());
        for (const device of play.devices) await device.start();
        for (const one of actions) await play.perform(one);
        await play.settle();
        const stored = [...(await play.list('')), ...(await play.list('&deleted=true'))];
        const refused = play.devices.flatMap(({ offline }) => offline.conflicts());
        const known = JSON.stringify([stored.map(({ extra }) => extra), refused]);
        const isForgotten = (id: string) => play.deletedHere.has(id) && !stored.some((task) => task.id === id);
        const lost = play.marks.filter(({ name, task }) => !known.includes(`"${name}":1`) && !isForgotten(task));
        for (const { offline } of play.devices) await offline.close();
        expect(lost).toEqual([]);
      }),
      { numRuns: 25, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
    );
  }, 90_000);
});
