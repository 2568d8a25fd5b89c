import { randomUUID } from 'node:crypto';
import { JOB_SCOPES } from '../../src/database/database.service.js';
import { everythingOf, newVictim, type Victim } from './victim.js';
import { useConnection, useTestApp } from '../support/fixtures.js';

const EVENT = `INSERT INTO audit_events (id, occurred_at, event, outcome, user_id, actor_id)
  VALUES ('${randomUUID()}', now(), 'user.promoted', 'success', $1, $2)`;

/** What the application's role can do in each of its scopes with statements that name nobody (B8). */
describe('the scopes of the application', () => {
  const app = useTestApp();
  const client = useConnection(app, 'appUrl');
  const admin = useConnection(app);
  let victim: Victim;
  let self: Victim;
  const NAMES = ['nobody', 'owner', 'identity', 'stranger', ...JOB_SCOPES];
  /** The statement that opens a scope. */
  const opening = (name: string) => {
    if (name === 'nobody') return '';
    return name === 'owner' ? `SET LOCAL app.user_id = '${self.id}'` : `SET LOCAL app.scope = '${name}'`;
  };

  beforeAll(async () => {
    victim = await newVictim(app);
    self = await newVictim(app);
    await app.api.post('/api/v1/auth/logout', await app.api.login(victim)).expect(204);
    await app.api.post('/api/v1/auth/login', undefined, { username: victim.email, password: 'wrong' }).expect(401);
    await app.api.post('/api/v1/me/tasks', victim, { title: 'x' }).set('Idempotency-Key', 'fresh').expect(201);
    await app.api.delete(`/api/v1/me/tasks/${victim.taskId}`, victim).expect(204);
    await admin.query(
      `INSERT INTO email_restorations (user_id, id, email, changed_at, expires_at)
       SELECT $1, gen_random_uuid(), 'before@example.org', now(), now() + interval '1 hour'`,
      [victim.id],
    );
    await admin.query('INSERT INTO password_proofs (user_id, failures) VALUES ($1, 1)', [victim.id]);
  });

  /** The outcome of one statement in a scope: what came of it, or the code of its refusal; and what is left of the victim. */
  async function attempt(
    name: string,
    sql: string,
    values: unknown[] = [],
  ): Promise<{ outcome: unknown; after: unknown }> {
    await client.query('BEGIN');
    await client.query(opening(name));
    const outcome = await client.query(sql, values).then(
      ({ rowCount }) => rowCount,
      (error: { code: string }) => error.code,
    );
    await client.query(typeof outcome === 'number' ? 'COMMIT' : 'ROLLBACK');
    return { outcome, after: await everythingOf(victim, admin) };
  }

  const tables = async () => {
    const { rows } = await admin.query<{ name: string; column: string }>(
      `SELECT table_name AS name, min(column_name) AS column FROM information_schema.columns
       WHERE table_schema = 'public' AND (column_name = 'user_id' OR (table_name, column_name) = ('users', 'id')) GROUP BY 1`,
    );
    return rows;
  };

  it.each(NAMES)(
    'show of each table only what they are for, to a statement that names nobody (B4): %s',
    async (name) => {
      const across: Record<string, string[]> = {
        identity: ['email_restorations', 'login_attempts', 'users'],
        session_revocations: ['session_revocations'],
        audit: ['audit_events'],
        task_feed: ['task_sequences'],
      };
      const others: string[] = [];
      for (const { name: table, column } of await tables()) {
        await client.query('BEGIN');
        await client.query(opening(name));
        const { rows } = await client.query<{ owner: string }>(`SELECT ${column} AS owner FROM ${table}`);
        await client.query('ROLLBACK');
        if (rows.some(({ owner }) => owner !== self.id)) others.push(table);
        if (name === 'owner' && table === 'users') expect(rows).toEqual([{ owner: self.id }]);
      }
      expect(others.sort()).toEqual(across[name] ?? []);
    },
  );

  it.each(NAMES)('change, remove and take over no row of another, in no table: %s', async (name) => {
    const before = await everythingOf(victim, admin);
    for (const { name: table, column } of await tables()) {
      const statements = [
        `UPDATE ${table} SET ${column} = ${column}`,
        // As the first one, but by rows that it must see.
        `UPDATE ${table} SET ${column} = ${column} WHERE ${column} = '${victim.id}'`,
        `DELETE FROM ${table} WHERE ${column} <> '${self.id}'`,
        `SELECT FROM ${table} WHERE ${column} = '${victim.id}' FOR UPDATE`,
      ];
      for (const sql of statements) {
        const { outcome, after } = await attempt(name, sql);
        expect({ sql, after }).toEqual({ sql, after: before });
        if (sql.includes(victim.id)) expect({ sql, outcome }).toEqual({ sql, outcome: refused(outcome) });
      }
    }
  });

  it.each(NAMES.filter((name) => name !== 'owner'))(
    'neither lock an account, nor give it rights or another password: %s',
    async (name) => {
      const before = await everythingOf(victim, admin);
      for (const sql of [
        `UPDATE users SET is_superuser = true, is_active = false, password_hash = 'x'`,
        'DELETE FROM users',
        `INSERT INTO login_attempts (user_id, source, failed_count, failed_at) SELECT id, 'x', 5, now() FROM users`,
      ]) {
        const { outcome, after } = await attempt(name, sql);
        expect({ sql, outcome, after }).toEqual({ sql, outcome: refused(outcome), after: before });
      }
    },
  );

  it.each(NAMES)('write no audit event about another, and about nobody only that of a stranger: %s', async (name) => {
    const before = await everythingOf(victim, admin);
    expect(await attempt(name, EVENT, [victim.id, null])).toEqual({ outcome: '42501', after: before });
    expect(await attempt(name, EVENT, [null, victim.id])).toMatchObject({ outcome: '42501' });
    const aboutNobody = await attempt(name, EVENT, [null, null]);
    expect(aboutNobody.outcome).toBe(name === 'stranger' ? 1 : '42501');
  });

  it('write an audit event about oneself, whoever did it', async () => {
    const own = EVENT.replace(/VALUES \('[^']*'/, `VALUES ('${randomUUID()}'`);
    expect((await attempt('owner', own, [self.id, victim.id])).outcome).toBe(1);
  });

  it('find accounts in the scope identity and add one, and no more', async () => {
    const { outcome: found } = await attempt('identity', 'SELECT FROM users');
    expect(found).toBeGreaterThanOrEqual(2);
    const { rows } = await admin.query<{ cmd: string }>(
      `SELECT DISTINCT cmd FROM pg_policies WHERE tablename = 'users' AND coalesce(qual, with_check) LIKE '%identity%' ORDER BY 1`,
    );
    expect(rows.map(({ cmd }) => cmd)).toEqual(['INSERT', 'SELECT']);
  });

  /** No row at all, or a refusal. */
  const refused = (outcome: unknown): unknown => (outcome === 0 ? 0 : '42501');
});
