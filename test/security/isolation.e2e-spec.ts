import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import pg from 'pg';
import type { Response } from 'supertest';
import { OwnershipGuard } from '../../src/auth/guards/ownership.guard.js';
import { SessionsService } from '../../src/auth/sessions/sessions.service.js';
import { Database } from '../../src/database/database.service.js';
import type { TestUser } from '../support/api-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type Operation, operationsOf } from './operations.js';
import { aimedAt, CANARY, everythingOf, newVictim, type Victim } from './victim.js';

type Wall = 'the ownership guard' | "the repository's predicates" | 'row-level security';

/** Runs with all walls up, and with each of them removed. */
describe.each<{ removed: Wall[] }>([
  { removed: [] },
  { removed: ['the ownership guard'] },
  { removed: ["the repository's predicates"] },
  { removed: ['row-level security'] },
])('isolation without $removed', ({ removed }) => {
  let app: TestApp;
  let admin: pg.Client;
  let operations: Operation[];
  let victim: Victim;

  beforeAll(async () => {
    app = await startWithout(removed);
    admin = new pg.Client({ connectionString: app.adminUrl });
    await admin.connect();
    operations = operationsOf(app);
    victim = await newVictim(app);
  });
  afterAll(async () => {
    await admin.end();
    await app.close();
  });

  /** Whoever asks has a task of their own, so that a statement that lost its predicate has something else to find. */
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
  const callers: Record<string, () => Promise<TestUser | undefined>> = {
    anonymous: () => Promise.resolve(undefined),
    disabled: newDisabledUser,
    attacker: newAttacker,
    superuser: newSuperuser,
  };

  const guarded = !removed.includes('the ownership guard');
  const call = ({ method, body }: Operation, path: string, as?: TestUser) =>
    app.api.request(method, path, as).send(body);

  it('tells and changes nothing, whatever the operation and whoever asks', async () => {
    const before = await everythingOf(victim, admin);
    for (const operation of operations) {
      for (const [name, newCaller] of Object.entries(callers)) {
        if (name === 'superuser' && operation.superuser) continue;
        // A new one each time: an operation may well end the caller's own session, or account.
        const caller = await newCaller();
        const response: Response = await call(operation, aimedAt(victim, operation.path), caller);
        const who = `${operation.id} by ${name} → ${response.status}`;
        if (response.text.includes(CANARY)) throw new Error(`${who} leaked: ${response.text}`);
        if (operation.secured && ['anonymous', 'disabled'].includes(name) && response.status !== 401)
          throw new Error(`${who}, wanted 401`);
        if (operation.superuser && response.status < 300) throw new Error(`${who} let someone in who is no superuser`);
        if (
          response.status !== 403 &&
          ['attacker', 'superuser'].includes(name) &&
          operation.path.includes('{user_id}') &&
          guarded
        ) {
          throw new Error(`${who}, wanted 403`);
        }
        const refusal = operation.owner ? 404 : 403;
        if (name === 'attacker' && operation.superuser && response.status !== refusal)
          throw new Error(`${who}, wanted ${refusal}`);
      }
    }
    expect(await everythingOf(victim, admin)).toEqual(before);
  });

  it("answers another's id, under one's own path or of an account, with the bytes of an unknown id", async () => {
    const before = await everythingOf(victim, admin);
    const attacker = await newAttacker();
    for (const operation of operations.filter(
      ({ path, owner }) => owner || (path.startsWith('/api/v1/{user_id}/') && path.includes('{id}')),
    )) {
      const foreign: Response = await call(operation, aimedAt(victim, operation.path, 'me'), attacker);
      const nobody = { ...victim, id: randomUUID(), taskId: randomUUID() };
      const unknown: Response = await call(operation, aimedAt(nobody, operation.path, 'me'), attacker);
      expect([operation.id, withoutIds(foreign)]).toEqual([operation.id, withoutIds(unknown)]);
    }
    expect(await everythingOf(victim, admin)).toEqual(before);
  });

  it("answers another's id inside a batch with the bytes of an unknown id, and undoes the rest of the batch", async () => {
    const attacker = await newAttacker();
    const before = [await everythingOf(victim, admin), (await app.api.get('/api/v1/me/tasks', attacker)).body.items];
    const aims = [
      (id: string) => ({ op: 'patch', id, data: { title: 'taken' } }),
      (id: string) => ({ op: 'delete', id }),
    ];
    for (const aim of aims) {
      const send = (id: string) =>
        app.api
          .post('/api/v1/me/tasks/batch', attacker, {
            operations: [{ op: 'create', data: { title: 'first' } }, aim(id)],
          })
          .expect(404);
      expect(withoutIds(await send(victim.taskId))).toEqual(withoutIds(await send(randomUUID())));
    }
    expect([await everythingOf(victim, admin), (await app.api.get('/api/v1/me/tasks', attacker)).body.items]).toEqual(
      before,
    );
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

  it('lets the owner in', async () => {
    const owned = operations.filter(({ path, owner }) => owner || path.includes('{user_id}'));
    expect(owned.filter(({ owner }) => owner)).toHaveLength(3);
    for (const operation of owned) {
      const owner = await newVictim(app);
      const response: Response = await call(operation, aimedAt(owner, operation.path), owner);
      // An example body may name things that are not there; what may not happen is that the owner is kept out.
      if ([401, 403].includes(response.status) || response.status >= 500)
        throw new Error(`${operation.id} → ${response.status} ${response.text}`);
    }
  });
});

describe('the isolation matrix itself', () => {
  it('sees the leak when two walls are gone', async () => {
    const app = await startWithout(["the repository's predicates", 'row-level security']);
    try {
      const victim = await newVictim(app);
      const attacker = await app.api.newUser('attacker');
      const { text } = await app.api.get(`/api/v1/me/tasks/${victim.taskId}`, attacker);
      expect(text).toContain(CANARY);
    } finally {
      await app.close();
    }
  });
});

async function startWithout(walls: Wall[]): Promise<TestApp> {
  const app = await startTestApp({
    override: (builder) =>
      walls.includes('the ownership guard')
        ? builder.overrideProvider(OwnershipGuard).useValue({ canActivate: () => true })
        : builder,
  });
  if (walls.includes("the repository's predicates")) dropPredicates(app);
  if (walls.includes('row-level security')) {
    const admin = new pg.Client({ connectionString: app.adminUrl });
    await admin.connect();
    const { rows } = await admin.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const { name } of rows) await admin.query(`ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`);
    await admin.end();
  }
  return app;
}

/** Takes `user_id = $1`, and `id = $1` of accounts, out of every statement on its way to the server, as if the repository had forgotten it. */
function dropPredicates(app: TestApp): void {
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
  const close = app.close;
  app.close = async () => {
    prototype.query = original;
    await close();
  };
}

/** An answer without what differs between any two: the ids, the time, and what was sent in the path. */
function withoutIds({ status, headers, text }: Response) {
  const { date: _date, 'x-request-id': _id, ratelimit: _count, ...kept } = headers as Record<string, string>;
  const body = text.replace(/"(request_id|timestamp|instance)":"[^"]*"/g, '"$1":""');
  return { status, headers: kept, body };
}
