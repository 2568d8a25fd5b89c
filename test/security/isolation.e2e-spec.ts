import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import pg from 'pg';
import type { Response } from 'supertest';
import { OwnershipGuard } from '../../src/auth/guards/ownership.guard.js';
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
  let attacker: TestUser;

  beforeAll(async () => {
    app = await startWithout(removed);
    admin = new pg.Client({ connectionString: app.adminUrl });
    await admin.connect();
    operations = operationsOf(app);
    victim = await newVictim(app);
    attacker = await newAttacker();
  });
  afterAll(async () => {
    await admin.end();
    await app.close();
  });

  /** With a task, so that a statement that lost its predicate has something else to find. */
  async function newAttacker(isSuperuser = false): Promise<TestUser> {
    const user = await app.api.newUser('attacker');
    if (isSuperuser) await admin.query('UPDATE users SET is_superuser = true WHERE id = $1', [user.id]);
    await app.api.post('/api/v1/me/tasks', user, { title: 'my own' }).expect(201);
    return user;
  }

  const call = ({ method, body }: Operation, path: string, as?: TestUser) => app.api.request(method, path, as).send(body);

  it('tells and changes nothing, whatever the operation and whoever asks', async () => {
    const before = await everythingOf(victim, admin);
    for (const operation of operations) {
      // New ones each time: some operations end the session or remove the account of whoever calls them.
      for (const [name, caller] of Object.entries({ anonymous: undefined, attacker: await newAttacker(), superuser: await newAttacker(true) })) {
        if (name === 'superuser' && operation.superuser) continue;
        const response: Response = await call(operation, aimedAt(victim, operation.path), caller);
        const who = `${operation.id} by ${name} → ${response.status}`;
        if (response.text.includes(CANARY)) throw new Error(`${who} leaked: ${response.text}`);
        if (response.status < 300 && operation.secured && caller === undefined) throw new Error(`${who} let an anonymous caller in`);
        if (response.status < 300 && operation.superuser) throw new Error(`${who} let someone in who is no superuser`);
        if (response.status !== 403 && caller && operation.path.includes('{user_id}') && removed[0] !== 'the ownership guard') {
          throw new Error(`${who}, wanted 403`);
        }
      }
    }
    expect(await everythingOf(victim, admin)).toEqual(before);
  });

  it("answers another's id under one's own path with the bytes of an unknown id", async () => {
    const before = await everythingOf(victim, admin);
    for (const operation of operations.filter(({ path }) => path.startsWith('/api/v1/{user_id}/') && path.includes('{id}'))) {
      const foreign: Response = await call(operation, aimedAt(victim, operation.path, 'me'), attacker);
      const unknown: Response = await call(operation, aimedAt({ ...victim, taskId: randomUUID() }, operation.path, 'me'), attacker);
      expect([operation.id, withoutIds(foreign)]).toEqual([operation.id, withoutIds(unknown)]);
    }
    expect(await everythingOf(victim, admin)).toEqual(before);
  });

  it('lets the owner in', async () => {
    for (const operation of operations.filter(({ path }) => path.includes('{user_id}'))) {
      const owner = await newVictim(app);
      const response: Response = await call(operation, aimedAt(owner, operation.path), owner);
      // An example body may name things that are not there; what may not happen is that the owner is kept out.
      if ([401, 403].includes(response.status) || response.status >= 500) throw new Error(`${operation.id} → ${response.status} ${response.text}`);
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
      walls.includes('the ownership guard') ? builder.overrideProvider(OwnershipGuard).useValue({ canActivate: () => true }) : builder,
  });
  if (walls.includes("the repository's predicates")) dropPredicates(app);
  if (walls.includes('row-level security')) {
    const admin = new pg.Client({ connectionString: app.adminUrl });
    await admin.connect();
    const { rows } = await admin.query<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')`);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const { name } of rows) await admin.query(`ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`);
    await admin.end();
  }
  return app;
}

/** Takes `user_id = $1` out of every statement on its way to the server, as if the repository had forgotten it. */
function dropPredicates(app: TestApp): void {
  const { master } = app.nest.get(DataSource).driver as unknown as { master: { Client: { prototype: pg.Client } } };
  const prototype = master.Client.prototype as unknown as { query: (query: unknown, ...rest: unknown[]) => unknown };
  const original = prototype.query;
  const without = (sql: string) => sql.replace(/\b(\w+\.)?user_id = \$1\b/g, '$1::uuid IS NOT NULL'.replace('$1', '$$$$1'));
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
  const { date: _date, 'x-request-id': _id, ...kept } = headers as Record<string, string>;
  const body = text.replace(/"(request_id|timestamp|instance)":"[^"]*"/g, '"$1":""');
  return { status, headers: kept, body };
}
