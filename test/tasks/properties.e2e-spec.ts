import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import type { TagListResponse } from '../../src/tasks/dto/tag-list-response.dto.js';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { useTestApp } from '../support/fixtures.js';
import type { TestApp } from '../support/test-app.js';
import { type Fields, type Listing, Model, stateOf } from './model.js';

const TASKS = '/api/v1/me/tasks';
const USERS = 3;

const title = fc.stringMatching(/^[a-d]{1,4}$/);
const due = fc.constantFrom<Fields>(
  {},
  {},
  { due_date: '2026-12-24' },
  { due_date: '2026-12-25' },
  { due_at: '2026-12-24T12:00:00.000Z' },
  // Where days end in Los Angeles and on Kiritimati, and a moment before.
  { due_at: '2026-12-25T08:00:00.000Z' },
  { due_at: '2026-12-25T07:59:59.999Z' },
  { due_at: '2026-12-24T10:00:00.000Z' },
  { due_at: '2026-12-24T09:59:59.999Z' },
);
const day = fc.option(fc.constantFrom('2026-12-24', '2026-12-25'), { nil: undefined });
/** Filters that do not exclude each other. */
const dueFilters = fc.oneof(
  fc.constant({}),
  fc.record({ due: fc.constantFrom('none' as const, 'any' as const, 'overdue' as const) }),
  day.chain((due_from) =>
    day
      .filter((due_until) => due_from === undefined || due_until === undefined || due_from <= due_until)
      .map((due_until) => ({ due_from, due_until })),
  ),
);
const member = fc.oneof(fc.constant(null), fc.nat(3), fc.constant([null, 1]));
const extra = fc.dictionary(
  fc.constantFrom('a', 'b'),
  fc.oneof(member, fc.dictionary(fc.constantFrom('c', 'd'), member, { noNullPrototype: true })),
  { noNullPrototype: true },
);
const others = fc.record<Fields>(
  {
    description: fc.option(title),
    completed: fc.boolean(),
    priority: fc.constantFrom('none', 'low', 'medium', 'high'),
    tags: fc.uniqueArray(fc.constantFrom('x', 'X', 'y', 'z'), { selector: (own) => own.toLowerCase() }),
    extra: fc.option(extra),
  },
  { requiredKeys: [] },
);
const whole = fc.tuple(title, others, due).map(([t, o, d]): Fields & { title: string } => ({ title: t, ...o, ...d }));
/** What a creation may say of the past; two tasks may well be of one time. */
const past = fc.constantFrom('2020-01-01T00:00:00.000Z', '2021-06-01T12:00:00.001Z');
const fresh = fc.tuple(whole, fc.option(past), fc.option(past)).map(([fields, created, completed]) => ({
  ...fields,
  ...(created !== null && { created_at: created }),
  ...(completed !== null && { completed: true, completed_at: completed }),
}));
/** A change of the due date names both fields, so that it never meets the other one. */
const patch = fc.tuple(fc.option(title), others, fc.option(due)).map(([t, o, d]): Fields => ({
  ...(t !== null && { title: t }),
  ...o,
  ...(d !== null && { due_date: null, due_at: null, ...d }),
}));

/** Which task: the n-th of all that the user has, an unknown one, or one of someone else's. */
const target = fc.oneof(
  { weight: 8, arbitrary: fc.nat(30) },
  { weight: 1, arbitrary: fc.constantFrom('unknown', 'foreign') },
);
/** Beneath which task, if that is said at all, and where. Equal keys and such that outrun the server's are among them. */
const parent = fc.oneof({ weight: 3, arbitrary: target }, { weight: 1, arbitrary: fc.constant('none') });
const place = fc.record(
  { parent, position: fc.constantFrom('Zz', 'a0', 'a1', 'a1', 'a1V', 'b99', 'c0A0') },
  { requiredKeys: [] },
);
const tag = fc.constantFrom('none', 'current', 'current', 'stale', 'weak');
const times = fc.constantFrom(0, 0, 1, 2, 3);

const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create'), fields: fresh, place, times }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('put'),
      target: fc.oneof(target, fc.constant('new')),
      fields: fresh,
      place,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('patch'), target, fields: patch, place, tag, times }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('replace'), target, fields: whole, place, tag }) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        do: fc.constant('move'),
        target,
        parent,
        side: fc.constantFrom('before', 'after'),
        sibling: target,
        tag,
        times,
      },
      { requiredKeys: ['do', 'target', 'sibling', 'tag', 'times'] },
    ),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete'), target, tag }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore'), target, times }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('batch'),
      times,
      operations: fc.array(
        fc.oneof(
          fc.record({ op: fc.constant('create'), fields: fresh, place }),
          fc.record({ op: fc.constant('patch'), target, fields: patch, place }),
          fc.record({ op: fc.constant('delete'), target }),
        ),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('replay'), nth: fc.nat(20), other: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('get'), target, tag }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('list'),
      days: dueFilters,
      tz: fc.constantFrom(undefined, 'America/Los_Angeles', 'Pacific/Kiritimati'),
      completed: fc.option(fc.boolean(), { nil: undefined }),
      priority: fc.option(fc.uniqueArray(fc.constantFrom('none', 'low', 'high'), { minLength: 1 }), { nil: undefined }),
      tag: fc.option(fc.uniqueArray(fc.constantFrom('x', 'Y'), { minLength: 1 }), { nil: undefined }),
      tag_mode: fc.constantFrom('all', 'any', 'none', undefined),
      q: fc.option(fc.constantFrom('a', 'B', 'ab', 'abc', 'dd'), { nil: undefined }),
      parent: fc.option(parent, { nil: undefined }),
      sort: fc.constantFrom(
        'created_at',
        '-created_at',
        'title',
        '-title,due',
        'due',
        '-due',
        'priority,-title',
        '-completed,-priority,due',
        '-updated_at',
        'title,due',
        'position',
        '-position',
      ),
      limit: fc.constantFrom(1, 2, 100),
      deleted: fc.boolean(),
    }),
  },
);
type Command = Record<string, unknown> & {
  do: string;
  target?: Aim;
  fields?: Fields;
  place?: Place;
  tag?: string;
  times?: number;
};
type Aim = number | string;
interface Place {
  parent?: Aim;
  position?: string;
}
interface Operation {
  op: string;
  target?: Aim;
  fields?: Fields;
  place?: Place;
}

/** A request that was sent with a key, and what came back. */
interface Keyed {
  send: (change?: object) => PromiseLike<Response>;
  answer: Response;
  /** Where a request has no body, none can be another one. */
  hasBody: boolean;
}

class Player {
  readonly model = new Model();
  private readonly keyed: Keyed[] = [];
  private readonly seen: string[] = [];
  private lastList?: { path: string; etag: string; version: number };

  constructor(
    private readonly app: TestApp,
    readonly user: TestUser,
    private readonly all: Player[],
  ) {}

  async play(commands: Command[]): Promise<void> {
    for (const one of commands) {
      const [, reader] = await Promise.all([this.perform(one), this.app.api.get(`${TASKS}?limit=1000`, this.user)]);
      this.seen.push(stateOf((reader.body as TaskListResponse).items));
    }
  }

  /** Each reading shows one of the states between transactions, and the end is the model's. */
  async finish(): Promise<void> {
    for (const state of this.seen)
      if (!this.model.states.has(state)) throw new Error(`A reader saw a state that never was: ${state}`);
    const { body } = await this.app.api.get(`${TASKS}?limit=1000&sort=created_at`, this.user).expect(200);
    expect((body as TaskListResponse).items).toEqual(this.model.list(this.model.live, { sort: 'created_at' }));
    expect((body as TaskListResponse).total).toBe(this.model.live.length);
    const { body: counted } = await this.app.api.get('/api/v1/me/tags', this.user).expect(200);
    const { items } = counted as TagListResponse;
    expect(new Map(items.map(({ tag, ...counts }) => [tag.toLowerCase(), counts]))).toEqual(this.model.tags);
    const trash = await this.app.api.get(`${TASKS}?limit=1000&sort=created_at&deleted=true`, this.user).expect(200);
    expect((trash.body as TaskListResponse).items).toEqual(this.model.list(this.model.trash, { sort: 'created_at' }));
    const written = [...this.model.tasks.values()].sort((a, b) => a.version - b.version);
    const stamps = written.map(({ updated_at }) => updated_at);
    expect(stamps).toEqual([...new Set(stamps)].sort());
  }

  private placed(fields: Fields = {}, { parent: aim, position }: Place = {}): Fields {
    return {
      ...fields,
      ...(aim !== undefined && { parent_id: aim === 'none' ? null : this.idOf(aim) }),
      ...(position !== undefined && { position }),
    };
  }

  /** All tasks, live or in the trash, by their ids. */
  private async read(deleted: boolean): Promise<Map<string, TaskResponse>> {
    const { body } = await this.app.api.get(`${TASKS}?deleted=${deleted}&limit=1000`, this.user).expect(200);
    return new Map((body as TaskListResponse).items.map((task) => [task.id, task]));
  }

  private idOf(aim: Aim | undefined): string {
    const ids = [...this.model.tasks.keys()];
    const theirs = this.all.filter((other) => other !== this).flatMap(({ model }) => [...model.tasks.keys()]);
    if (typeof aim === 'number' && ids.length > 0) return ids[aim % ids.length] ?? '';
    return (aim === 'foreign' ? theirs[0] : undefined) ?? randomUUID();
  }

  private condition(id: string, kind: string | undefined): { header?: string; holds: boolean } {
    const version = this.model.tasks.get(id)?.version ?? 1;
    if (kind === 'current') return { header: `"${version}"`, holds: true };
    if (kind === 'weak') return { header: `"nonsense", W/"${version}-gzip"`, holds: true };
    if (kind === 'stale') return { header: `"${version - 1}"`, holds: false };
    return { holds: true };
  }

  /** Sends it under a key `times` times at once, as a client that does not trust its network; all that answer agree. */
  private async keyedly(
    method: 'post' | 'patch',
    path: string,
    body: object | undefined,
    number = 0,
    ifMatch?: string,
  ): Promise<Response> {
    const key = randomUUID();
    const send = (change?: object) => {
      const test = this.app.api.request(method, path, this.user);
      if (number > 0) void test.set('Idempotency-Key', key);
      if (ifMatch !== undefined) void test.set('If-Match', ifMatch);
      return body === undefined && change === undefined ? test : test.send({ ...body, ...change });
    };
    const answers = await Promise.all(Array.from({ length: Math.max(1, number) }, () => send()));
    const [first] = answers.sort(
      (a, b) =>
        Number(a.headers['idempotency-replayed'] === 'true') - Number(b.headers['idempotency-replayed'] === 'true'),
    );
    if (first === undefined) throw new Error('No answer');
    for (const answer of answers) expect(answer.status).toBe(first.status);
    if (first.status < 300) for (const answer of answers) expect(answer.text).toBe(first.text);
    if (first.status < 300 && number > 0) this.keyed.push({ send, answer: first, hasBody: body !== undefined });
    return first;
  }

  private accept(response: Response, kind: Parameters<Model['write']>[0], fields?: Fields): void {
    const actual = response.body as TaskResponse;
    expect(actual).toEqual(this.model.write(kind, actual, fields));
    expect(response.headers.etag).toBe(`"${actual.version}"`);
    this.model.commit();
  }

  private async perform(command: Command): Promise<void> {
    const { model, user } = this;
    const { api } = this.app;
    const { times: number } = command;
    const fields = this.placed(command.fields, command.place);
    const id = this.idOf(command.target);
    const path = `${TASKS}/${id}`;
    const { header, holds } = this.condition(id, command.tag);
    const wanted = !model.isLive(id) ? 404 : holds ? 200 : 412;
    const isMisplaced = (former: string | null | undefined, parentId: string | null = null) =>
      former !== parentId && model.parentFault(id, parentId) !== undefined;
    switch (command.do) {
      case 'create': {
        const response = await this.keyedly('post', TASKS, fields, number);
        if (model.parentFault('new', fields.parent_id ?? null, 1) !== undefined)
          return expect(response.status).toBe(422);
        expect(response.status).toBe(201);
        return this.accept(response, 'create', fields);
      }
      case 'put': {
        const response = await api.put(path, user, fields).set('If-None-Match', '*');
        if (model.tasks.has(id)) {
          expect(response.status).toBe(412);
          return expect((response.body as { current: unknown }).current).toEqual(model.tasks.get(id));
        }
        if (isMisplaced(undefined, fields.parent_id)) return expect(response.status).toBe(422);
        expect(response.status).toBe(201);
        return this.accept(response, 'create', fields);
      }
      case 'patch':
      case 'replace': {
        const put = api.put(path, user, fields);
        if (header !== undefined) void put.set('If-Match', header);
        const response =
          command.do === 'replace' ? await put : await this.keyedly('patch', path, fields, number, header);
        const former = model.tasks.get(id)?.parent_id;
        const parentId = command.do === 'patch' && fields.parent_id === undefined ? former : fields.parent_id;
        if (wanted === 200 && isMisplaced(former, parentId)) return expect(response.status).toBe(422);
        expect(response.status).toBe(wanted);
        if (wanted === 412) expect((response.body as { current: unknown }).current).toEqual(model.tasks.get(id));
        if (wanted === 200) this.accept(response, command.do, fields);
        return;
      }
      case 'move': {
        const former = model.tasks.get(id)?.parent_id ?? null;
        const { parent_id: parentId = former } = this.placed({}, { parent: command.parent as Aim | undefined });
        const order = model.childrenOf(parentId).map((task) => task.id);
        const siblings = order.filter((sibling) => sibling !== id);
        const aim = command.sibling as Aim;
        const side = command.side as 'before' | 'after' | undefined;
        const other =
          typeof aim === 'number' && siblings.length > 0 ? siblings[aim % siblings.length]! : this.idOf(aim);
        const body = { ...(parentId !== former && { parent_id: parentId }), ...(side && { [side]: other }) };
        const response = await this.keyedly('post', `${path}/move`, body, number, header);
        if (wanted !== 200) return expect(response.status).toBe(wanted);
        const at = siblings.indexOf(other);
        if (isMisplaced(former, parentId) || (side !== undefined && at < 0)) return expect(response.status).toBe(422);
        expect(response.status).toBe(200);
        siblings.splice(side === undefined ? siblings.length : side === 'before' ? at : at + 1, 0, id);
        const actual = await this.read(false);
        model.move(id, parentId, siblings, actual);
        expect(response.body).toEqual(model.tasks.get(id));
        expect([...actual.values()].sort(byId)).toEqual(model.live.sort(byId));
        expect(model.childrenOf(parentId).map((task) => task.id)).toEqual(siblings);
        return model.commit();
      }
      case 'delete': {
        const test = api.delete(path, user);
        if (header !== undefined) void test.set('If-Match', header);
        const response = await test;
        expect(response.status).toBe(wanted === 200 ? 204 : wanted);
        if (wanted !== 200) return;
        const actual = await this.read(true);
        model.remove(id, actual);
        expect([...actual.values()].sort(byId)).toEqual(model.trash.sort(byId));
        return model.commit();
      }
      case 'restore': {
        const known = model.tasks.get(id);
        const response = await this.keyedly('post', `${path}/restore`, undefined, number);
        expect(response.status).toBe(known === undefined ? 404 : 200);
        if (known?.deleted_at === null) return expect(response.body).toEqual(known);
        if (known === undefined) return;
        const actual = await this.read(false);
        model.restore(id, actual);
        expect(response.body).toEqual(model.tasks.get(id));
        expect([...actual.values()].sort(byId)).toEqual(model.live.sort(byId));
        return model.commit();
      }
      case 'batch':
        return this.batch(command.operations as Operation[], number);
      case 'replay': {
        const earlier = this.keyed[(command.nth as number) % Math.max(1, this.keyed.length)];
        if (earlier === undefined) return;
        if (command.other)
          return void expect(
            (
              await earlier.send({
                completed: true,
                title: 'zzzz',
                operations: [{ op: 'create', data: { title: 'zzzz' } }],
              })
            ).status,
          ).toBe(earlier.hasBody ? 422 : 200);
        const replay = await earlier.send();
        expect([replay.status, replay.text, replay.headers.etag]).toEqual([
          earlier.answer.status,
          earlier.answer.text,
          earlier.answer.headers.etag,
        ]);
        return expect(replay.headers['idempotency-replayed']).toBe('true');
      }
      case 'get': {
        const test = api.get(path, user);
        if (header !== undefined) void test.set('If-None-Match', header);
        const response = await test;
        expect(response.status).toBe(wanted === 404 ? 404 : header !== undefined && holds ? 304 : 200);
        if (response.status === 200) expect(response.body).toEqual(model.tasks.get(id));
        return;
      }
      default:
        return this.list(command as unknown as Parameters<Player['list']>[0]);
    }
  }

  private async batch(given: Operation[], number?: number): Promise<void> {
    const { model } = this;
    const operations = given.map(({ op, target: aim, fields, place: to }) => ({
      op,
      ...(op !== 'create' && { id: this.idOf(aim) }),
      ...(op !== 'delete' && { data: this.placed(fields, to) }),
    }));
    const trial = model.copy();
    const faults = operations.map((operation, i) => faultOf(trial, operation, `new ${i}`));
    const first = faults.findIndex((fault) => fault !== undefined);
    const response = await this.keyedly('post', `${TASKS}/batch`, { operations }, number);
    if (first >= 0) {
      expect(response.status).toBe(faults[first] === '/id' ? 404 : 422);
      const pointer = `/operations/${first}${faults[first]}`;
      return expect((response.body as { errors: { pointer: string }[] }).errors[0]?.pointer).toBe(pointer);
    }
    expect(response.status).toBe(200);
    const { results } = response.body as { results: TaskResponse[] };
    const actual = await this.read(true);
    for (const [i, { op, id = '', data }] of operations.entries()) {
      const result = results[i]!;
      const isSame = op === 'delete' ? !model.isLive(id) : op === 'patch' && model.has(id, data!);
      if (!isSame && op === 'delete') model.remove(id, actual);
      const isWritten = !isSame && op !== 'delete';
      expect(result).toEqual(isWritten ? model.write(op as 'create' | 'patch', result, data) : model.tasks.get(id));
    }
    expect([...actual.values()].sort(byId)).toEqual(model.trash.sort(byId));
    model.commit();
  }

  private async list({
    do: _,
    limit,
    deleted,
    days,
    parent: aim,
    ...rest
  }: Listing & { do: string; parent?: Aim; limit: number; deleted: boolean; days: Partial<Listing> }): Promise<void> {
    const beneath = aim !== undefined && { parent_id: aim === 'none' ? aim : this.idOf(aim) };
    const conditions = { ...rest, ...days, ...beneath };
    // An overdue task is open: the two filters exclude each other.
    if (conditions.due === 'overdue') conditions.completed = undefined;
    const { api } = this.app;
    if (this.lastList !== undefined) {
      const { path: polled, etag, version } = this.lastList;
      await api
        .get(polled, this.user)
        .set('If-None-Match', etag)
        .expect(version === this.model.version ? 304 : 200);
    }
    const query = new URLSearchParams({ limit: String(limit), deleted: String(deleted) });
    for (const [name, value] of Object.entries(conditions))
      if (value !== undefined) for (const one of [value].flat()) query.append(name, String(one));
    const path = `${TASKS}?${query.toString()}`;
    const expected = this.model.list(deleted ? this.model.trash : this.model.live, conditions, this.app.clock.now());
    const found: TaskResponse[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body, headers } = await api.get(cursor === '' ? path : `${path}&cursor=${cursor}`, this.user).expect(200);
      const page = body as TaskListResponse;
      if (cursor === '') expect(page.total).toBe(expected.length);
      if (cursor === '') this.lastList = { path, etag: headers.etag ?? '', version: this.model.version };
      expect(page.has_more).toBe(page.next_cursor !== null);
      found.push(...page.items);
      cursor = page.next_cursor;
    }
    expect(found).toEqual(expected);
  }
}

const byId = (a: TaskResponse, b: TaskResponse) => (a.id < b.id ? -1 : 1);

/** Where an operation of a batch is at fault, at the state that those before it leave; if it is not, does it there. */
function faultOf(trial: Model, { op, id, data }: { op: string; id?: string; data?: Fields }, newId: string) {
  if (op === 'delete' && trial.tasks.has(id!)) return trial.isLive(id!) ? trial.discard(id!) : undefined;
  if (id !== undefined && !trial.isLive(id)) return '/id';
  const former = trial.tasks.get(id ?? '')?.parent_id;
  const parentId = data?.parent_id === undefined ? (former ?? null) : data.parent_id;
  if (parentId !== former && trial.parentFault(id ?? newId, parentId) !== undefined) return '/data/parent_id';
  trial.put(id ?? newId, parentId);
  return undefined;
}

describe('any sequence of operations by several users at once', () => {
  const app = useTestApp();

  it('leaves each user with what the model says, and with nothing of another', async () => {
    const sequences = fc.array(fc.array(command, { minLength: 5, maxLength: 40, size: 'max' }), {
      minLength: USERS,
      maxLength: USERS,
    });
    await fc.assert(
      fc.asyncProperty(sequences, async (plays) => {
        const players: Player[] = [];
        for (let i = 0; i < USERS; i++) players.push(new Player(app, await app.api.newUser(), players));
        await Promise.all(players.map((player, i) => player.play((plays[i] ?? []) as Command[])));
        for (const player of players) await player.finish();
      }),
      { numRuns: 25, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
    );
  }, 90_000);
});
