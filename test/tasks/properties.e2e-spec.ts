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
const tag = fc.constantFrom('none', 'current', 'current', 'stale', 'weak');
const times = fc.constantFrom(0, 0, 1, 2, 3);

const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create'), fields: fresh, times }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('put'), target: fc.oneof(target, fc.constant('new')), fields: fresh }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('patch'), target, fields: patch, tag, times }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('replace'), target, fields: whole, tag }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete'), target, tag }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore'), target, times }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('batch'),
      times,
      operations: fc.array(
        fc.oneof(
          fc.record({ op: fc.constant('create'), fields: fresh }),
          fc.record({ op: fc.constant('patch'), target, fields: patch }),
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
      ),
      limit: fc.constantFrom(1, 2, 100),
      deleted: fc.boolean(),
    }),
  },
);
type Command = Record<string, unknown> & {
  do: string;
  target?: number | string;
  fields?: Fields;
  tag?: string;
  times?: number;
};

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
  }

  private idOf(aim: number | string | undefined): string {
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
    const { fields = {}, times: number } = command;
    const id = this.idOf(command.target);
    const path = `${TASKS}/${id}`;
    const { header, holds } = this.condition(id, command.tag);
    const wanted = !model.isLive(id) ? 404 : holds ? 200 : 412;
    switch (command.do) {
      case 'create': {
        const response = await this.keyedly('post', TASKS, fields, number);
        expect(response.status).toBe(201);
        return this.accept(response, 'create', fields);
      }
      case 'put': {
        const response = await api.put(path, user, fields).set('If-None-Match', '*');
        if (model.tasks.has(id)) {
          expect(response.status).toBe(412);
          return expect((response.body as { current: unknown }).current).toEqual(model.tasks.get(id));
        }
        expect(response.status).toBe(201);
        return this.accept(response, 'create', fields);
      }
      case 'patch':
      case 'replace': {
        const put = api.put(path, user, fields);
        if (header !== undefined) void put.set('If-Match', header);
        const response =
          command.do === 'replace' ? await put : await this.keyedly('patch', path, fields, number, header);
        expect(response.status).toBe(wanted);
        if (wanted === 412) expect((response.body as { current: unknown }).current).toEqual(model.tasks.get(id));
        if (wanted === 200) this.accept(response, command.do, fields);
        return;
      }
      case 'delete': {
        const test = api.delete(path, user);
        if (header !== undefined) void test.set('If-Match', header);
        const response = await test;
        expect(response.status).toBe(wanted === 200 ? 204 : wanted);
        if (wanted !== 200) return;
        const { body } = await api.get(`${TASKS}?deleted=true&sort=-updated_at&limit=1000`, user).expect(200);
        const deleted = (body as TaskListResponse).items.find((task) => task.id === id)!;
        expect(deleted).toEqual(model.write('delete', deleted));
        return model.commit();
      }
      case 'restore': {
        const known = model.tasks.get(id);
        const response = await this.keyedly('post', `${path}/restore`, undefined, number);
        expect(response.status).toBe(known === undefined ? 404 : 200);
        if (known?.deleted_at === null) return expect(response.body).toEqual(known);
        if (known !== undefined) this.accept(response, 'restore');
        return;
      }
      case 'batch':
        return this.batch(command.operations as { op: string; target?: number | string; fields?: Fields }[], number);
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

  private async batch(
    given: { op: string; target?: number | string; fields?: Fields }[],
    number?: number,
  ): Promise<void> {
    const { model } = this;
    const operations = given.map(({ op, target: aim, fields }) =>
      op === 'create'
        ? { op, data: fields }
        : op === 'patch'
          ? { op, id: this.idOf(aim), data: fields }
          : { op, id: this.idOf(aim) },
    );
    const gone = new Set<string>();
    const fault = operations.findIndex(({ op, id = '' }) => {
      const missing = op === 'patch' ? !model.isLive(id) || gone.has(id) : op === 'delete' && !model.tasks.has(id);
      if (op === 'delete') gone.add(id);
      return missing;
    });
    const response = await this.keyedly('post', `${TASKS}/batch`, { operations }, number);
    if (fault >= 0) {
      expect(response.status).toBe(404);
      return expect((response.body as { errors: { pointer: string }[] }).errors[0]?.pointer).toBe(
        `/operations/${fault}/id`,
      );
    }
    expect(response.status).toBe(200);
    const { results } = response.body as { results: TaskResponse[] };
    for (const [i, { op, data }] of operations.entries()) {
      const result = results[i]!;
      const known = model.tasks.get(result.id);
      const isSame = op === 'delete' ? known?.deleted_at !== null : op === 'patch' && model.has(result.id, data!);
      expect(result).toEqual(isSame ? known : model.write(op as 'create' | 'patch' | 'delete', result, data));
    }
    model.commit();
  }

  private async list({
    do: _,
    limit,
    deleted,
    days,
    ...rest
  }: Listing & { do: string; limit: number; deleted: boolean; days: Partial<Listing> }): Promise<void> {
    const conditions = { ...rest, ...days };
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
