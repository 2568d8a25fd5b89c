/** @distributed */
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type pg from 'pg';
import type { Response } from 'supertest';
import { OwnershipGuard } from '../../src/auth/guards/ownership.guard.js';
import { SessionsService } from '../../src/auth/sessions/sessions.service.js';
import { Database } from '../../src/database/database.service.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useConnection, useTestApp } from '../support/fixtures.js';
import { useResource } from '../support/resource.js';
import type { TestApp } from '../support/test-app.js';
import { describeApi, type Operation } from './operations.js';
import { aimedAt, CANARY, everythingOf, newVictim, type Victim } from './victim.js';

type Wall = 'the ownership guard' | "the repository's predicates" | 'row-level security';

const { operations } = await describeApi();
const CALLERS = ['anonymous', 'disabled', 'attacker', 'superuser'] as const;
type Caller = (typeof CALLERS)[number];

/** Everyone who asks for everything, but for superusers who ask for what is theirs. */
const ROWS = operations.flatMap((operation) =>
  CALLERS.filter((caller) => caller !== 'superuser' || !operation.superuser).map((caller) => ({
    id: operation.id,
    caller,
    operation,
  })),
);
const OF_ONE = operations.filter(
  ({ path, owner }) => owner || (path.startsWith('/api/v1/{user_id}/') && path.includes('{id}')),
);
const BELOW_OWNER = operations.filter(({ path }) => path.includes('{user_id}'));
const OWNED = [...operations.filter(({ owner }) => owner), ...BELOW_OWNER];

/** Runs with all walls up, and with each of them removed. */
describe.each<{ removed: Wall[] }>([
  { removed: [] },
  { removed: ['the ownership guard'] },
  { removed: ["the repository's predicates"] },
  { removed: ['row-level security'] },
])('isolation without $removed', ({ removed }) => {
  const app = useAppWithout(removed);
  const admin = useConnection(app);
  let victim: Victim;
  /** What the database had of the victim after the last row of the matrix. */
  let known: unknown;

  beforeAll(async () => {
    victim = await newVictim(app);
    // The victim's pages are in memory, too, when others ask for them.
    for (const operation of BELOW_OWNER.filter(({ method }) => method === 'get'))
      await call(operation, aimedAt(victim, operation.path), victim);
    known = await everythingOf(victim, admin);
  });

  const expectUntouched = async () => {
    const before = known;
    known = await everythingOf(victim, admin);
    expect(known).toEqual(before);
  };

  /** Each caller has a task of their own, so that a statement that lost its predicate has something else to find. */
  const newAttacker = async () => {
    const attacker = await app.api.newUser('attacker');
    await app.api.post('/api/v1/me/tasks', attacker, { title: 'my own' }).expect(201);
    return attacker;
  };
  // The other way round than the application writes it: the predicates of this connection would be dropped with the others.
  const newSuperuser = async () => {
    const superuser = await newAttacker();
    await admin.query('UPDATE users SET is_superuser = true WHERE $1 = id', [superuser.id]);
    return superuser;
  };
  const newDisabledUser = async () => {
    const disabled = await newAttacker();
    await admin.query('UPDATE users SET is_active = false WHERE $1 = id', [disabled.id]);
    await app.nest
      .get(Database)
      .asOwner(disabled.id, (tx) => app.nest.get(SessionsService).endAll(tx, disabled.id, 'deactivation'));
    return disabled;
  };
  const callers: Record<Caller, () => Promise<TestUser | undefined>> = {
    anonymous: () => Promise.resolve(undefined),
    disabled: newDisabledUser,
    attacker: newAttacker,
    superuser: newSuperuser,
  };

  const guarded = !removed.includes('the ownership guard');
  const call = ({ method, body }: Operation, path: string, as?: TestUser) =>
    app.api.request(method, path, as).send(body);

  /** The status that this caller must get; undefined where the operation is for anyone, or for the caller's own things. */
  const refusalOf = (operation: Operation, caller: Caller): number | undefined => {
    if (caller === 'anonymous' || caller === 'disabled') return operation.secured ? 401 : undefined;
    if (operation.path.includes('{user_id}')) return guarded ? 403 : undefined;
    if (operation.superuser) return operation.owner ? 404 : 403;
    return undefined;
  };

  it.each(ROWS)(
    '$id tells and changes nothing of the victim for the caller: $caller',
    async ({ operation, caller }) => {
      // A new one each time: an operation may well end the caller's own session, or account.
      const as = await callers[caller]();
      const response: Response = await call(operation, aimedAt(victim, operation.path), as);
      expect(response.text).not.toContain(CANARY);
      expect(response.status).toBe(refusalOf(operation, caller) ?? response.status);
      if (operation.superuser) expect(response.status).toBeGreaterThanOrEqual(300);
      await expectUntouched();
    },
  );

  it.each(OF_ONE)(
    "$id answers another's id, under one's own path or of an account, with the bytes of an unknown id",
    async (operation) => {
      const attacker = await newAttacker();
      const foreign: Response = await call(operation, aimedAt(victim, operation.path, 'me'), attacker);
      const nobody = { ...victim, id: randomUUID(), taskId: randomUUID() };
      const unknown: Response = await call(operation, aimedAt(nobody, operation.path, 'me'), attacker);
      expect(withoutIds(foreign)).toEqual(withoutIds(unknown));
      await expectUntouched();
    },
  );

  // With the guard up, the rows above end at it where row-level security is gone: only here do statements stand alone.
  it.each(BELOW_OWNER)("$id under one's own path tells and changes nothing of the victim", async (operation) => {
    const attacker = await newAttacker();
    const response: Response = await call(operation, aimedAt(victim, operation.path, 'me'), attacker);
    expect(response.text).not.toContain(CANARY);
    // Nor of any other: a page may be full before it comes to the victim.
    for (const [, owner] of response.text.matchAll(/"user_id":"([^"]+)"/g)) expect(owner).toBe(attacker.id);
    await expectUntouched();
  });

  it.each([
    { op: 'patch', data: { title: 'taken' }, base: { title: 'seen' } },
    { op: 'delete', if_version: 1 },
    { op: 'restore' },
  ])(
    "answers another's id in a $op of a batch with the bytes of an unknown id, and undoes the rest of the batch",
    async (aim) => {
      const attacker = await newAttacker();
      const before = [await everythingOf(victim, admin), (await app.api.get('/api/v1/me/tasks', attacker)).body.items];
      const send = (id: string) =>
        app.api
          .post('/api/v1/me/tasks/batch', attacker, {
            operations: [
              { op: 'create', data: { title: 'first' } },
              { id, ...aim },
            ],
          })
          .expect(404);
      expect(withoutIds(await send(victim.taskId))).toEqual(withoutIds(await send(randomUUID())));
      expect([await everythingOf(victim, admin), (await app.api.get('/api/v1/me/tasks', attacker)).body.items]).toEqual(
        before,
      );
    },
  );

  it.each<[string, (foreign: string, own: string) => [method: 'post' | 'put' | 'patch', path: string, body: object]]>([
    ['the parent of a new task', (id) => ['post', '', { title: 'x', parent_id: id }]],
    ['the parent in a PUT', (id, own) => ['put', `/${own}`, { title: 'x', parent_id: id }]],
    ['the parent in a PATCH', (id, own) => ['patch', `/${own}`, { parent_id: id }]],
    ['the parent in a move', (id, own) => ['post', `/${own}/move`, { parent_id: id }]],
    ['the neighbour before a move', (id, own) => ['post', `/${own}/move`, { after: id }]],
    ['the neighbour after a move', (id, own) => ['post', `/${own}/move`, { before: id }]],
    [
      'the parent in a batch',
      (id) => ['post', '/batch', { operations: [{ op: 'create', data: { title: 'x', parent_id: id } }] }],
    ],
  ])("answers another's id as %s with the bytes of an unknown id", async (_, aim) => {
    const attacker = await newAttacker();
    const own = (await app.api.get('/api/v1/me/tasks', attacker)).body.items[0].id as string;
    const send = (id: string) => {
      const [method, path, body] = aim(id, own);
      return app.api.request(method, `/api/v1/me/tasks${path}`, attacker).send(body).expect(422);
    };
    expect(withoutIds(await send(victim.taskId))).toEqual(withoutIds(await send(randomUUID())));
    await expectUntouched();
  });

  it("lists and counts nothing beneath another's task", async () => {
    const attacker = await newAttacker();
    const list = (id: string) => app.api.get(`/api/v1/me/tasks?parent_id=${id}&include=child_counts`, attacker);
    const [foreign, unknown] = [await list(victim.taskId), await list(randomUUID())];
    expect(foreign.text).toBe(unknown.text);
  });

  it('does to an account what was asked, and nothing to any other (B8)', async () => {
    const bystander = await newVictim(app);
    const before = await everythingOf(bystander, admin);
    const [root, target, self] = [await newSuperuser(), await newAttacker(), await newAttacker()];
    for (let guess = 0; guess < 5; guess++)
      await app.api.post('/api/v1/auth/login', undefined, { username: target.email, password: 'wrong' }).expect(401);
    const account = `/api/v1/users/${target.id}`;
    await app.api.post(`${account}/unlock`, root).expect(204);
    for (const changes of [{ is_superuser: true }, { is_superuser: false }, { is_active: false }, { is_active: true }])
      await app.api.patch(account, root, changes);
    await app.api.delete(account, root).expect(204);
    await app.api.patch('/api/v1/users/me', self, { full_name: 'Another' }).expect(200);
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: self.email }).expect(202);
    await app.api.delete('/api/v1/users/me', self).expect(204);
    expect(await everythingOf(bystander, admin)).toEqual(before);
    const { rows } = await admin.query<{ id: string }>('SELECT id FROM users WHERE $1 @> ARRAY[id]', [
      [target.id, self.id],
    ]);
    expect(rows).toEqual([]);
  });

  it.each(OWNED)('$id lets the owner in', async (operation) => {
    const owner = await newVictim(app);
    const { status } = await call(operation, aimedAt(owner, operation.path), owner);
    // An example body may name things that are not there; what may not happen is that the owner is kept out.
    expect([401, 403]).not.toContain(status);
    expect(status).toBeLessThan(500);
  });
});

describe('the isolation matrix itself', () => {
  const app = useAppWithout(["the repository's predicates", 'row-level security']);

  it('has every operation, and the three that an owner and a superuser share', () => {
    expect(operations.length).toBeGreaterThan(35);
    expect(OWNED.filter(({ owner }) => owner)).toHaveLength(3);
  });

  // Without walls a write reaches every user's rows: it needs a database of its own.
  (process.env.TEST_CITUS_URL ? it.skip : it)('sees the leak when two walls are gone', async () => {
    const victim = await newVictim(app);
    const attacker = await app.api.newUser('attacker');
    const { text } = await app.api.get(`/api/v1/me/tasks/${victim.taskId}`, attacker);
    expect(text).toContain(CANARY);
  });
});

function useAppWithout(walls: Wall[]): TestApp {
  const app = useTestApp({
    override: (builder) =>
      walls.includes('the ownership guard')
        ? builder.overrideProvider(OwnershipGuard).useValue({ canActivate: () => true })
        : builder,
  });
  if (walls.includes("the repository's predicates")) useResource(() => Promise.resolve(dropPredicates(app)));
  if (walls.includes('row-level security'))
    useResource(async () => {
      const tables = await behind<{ name: string }>(
        app,
        `SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')`,
      );
      expect(tables.length).toBeGreaterThanOrEqual(4);
      for (const { name } of tables) await behind(app, `ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`);
      // Others may use this database after us.
      return async () => {
        for (const { name } of tables) await behind(app, `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`);
      };
    });
  return app;
}

/**
 * Takes `user_id = $1`, and `id = $1` of accounts, out of every statement on its way to the server, as if the repository
 * had forgotten it.
 *
 * @returns what puts them back.
 */
function dropPredicates(app: TestApp): () => void {
  const { master } = app.nest.get(DataSource).driver as unknown as { master: { Client: { prototype: pg.Client } } };
  const prototype = master.Client.prototype as unknown as { query: (query: unknown, ...rest: unknown[]) => unknown };
  const original = prototype.query;
  const withoutOwner = (sql: string) => sql.replace(/(["\w]+\.)?"?\buser_id\b"? = (\$\d+)/g, '$2::uuid IS NOT NULL');
  const withoutId = (sql: string) =>
    sql.replace(/(["\w]+\.)?"?\bid\b"? (?:= (\$\d+)|IN \((\$\d+)\))/g, '$2$3::uuid IS NOT NULL');
  const ofAccounts = /\b(FROM|UPDATE) "?users\b/;
  const without = (sql: string) => withoutOwner(ofAccounts.test(sql) ? withoutId(sql) : sql);
  prototype.query = function (query, ...rest) {
    if (typeof query === 'string') return original.call(this, without(query), ...rest);
    const config = query as { text?: unknown };
    if (typeof config.text === 'string') config.text = without(config.text);
    return original.call(this, query, ...rest);
  };
  return () => void (prototype.query = original);
}

/** An answer without what differs between any two: the ids, the time, and what was sent in the path. */
function withoutIds({ status, headers, text }: Response) {
  const { date: _date, 'x-request-id': _id, ratelimit: _count, ...kept } = headers as Record<string, string>;
  const body = text.replace(/"(request_id|timestamp|instance)":"[^"]*"/g, '"$1":""');
  return { status, headers: kept, body };
}
