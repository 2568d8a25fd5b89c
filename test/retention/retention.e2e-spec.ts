import { RetentionService } from '../../src/jobs/retention.service.js';
import { behind } from '../support/behind.js';
import { useConnection, useTestApp, useTestAppPerTest, useUserPerTest } from '../support/fixtures.js';

const TABLES = ['sessions', 'mail_tokens', 'email_restorations', 'login_attempts', 'password_proofs', 'audit_events'];

/** With its second wall, and without. */
describe.each([{ walls: true }, { walls: false }])('retention, with row-level security: $walls,', ({ walls }) => {
  const app = useTestAppPerTest({
    env: { AUDIT_RETENTION_DAYS: '40', SESSION_RETENTION_DAYS: '3', MAIL_TOKEN_RETENTION_DAYS: '2' },
  });
  const ada = useUserPerTest(app, 'ada');
  const bob = useUserPerTest(app, 'bob');

  beforeEach(async () => {
    await behind(app, 'DELETE FROM sessions');
    if (!walls) for (const table of TABLES) await behind(app, `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
  });

  const run = () => app.nest.get(RetentionService).run();
  const count = async (table: string) =>
    (await behind<{ n: number }>(app, `SELECT count(*)::int AS n FROM ${table}`))[0]!.n;

  it('removes what was over before the days that the settings name, of all users, and nothing else', async () => {
    for (const { id } of [ada, bob]) {
      await behind(
        app,
        `INSERT INTO sessions (user_id, id, created_at, last_used_at, expires_at, revoked_at)
         SELECT $1, gen_random_uuid(), now(), now(), now() + e * interval '1 hour', now() + r * interval '1 hour'
         FROM (VALUES (24, NULL), (24, -71), (24, -73), (-71, NULL), (-73, NULL)) AS v (e, r)`,
        [id],
      );
      await behind(
        app,
        `INSERT INTO mail_tokens (user_id, purpose, id, email, requested_at, expires_at)
         SELECT $1, purpose, gen_random_uuid(), 'x', now(), now() + e * interval '1 hour'
         FROM (VALUES ('reset_password', 1), ('verify_email', -47), ('change_email', -49)) AS v (purpose, e)`,
        [id],
      );
      await behind(
        app,
        `INSERT INTO email_restorations (user_id, id, email, changed_at, expires_at)
         SELECT $1, gen_random_uuid(), 'x', now() + (e - 72) * interval '1 hour', now() + e * interval '1 hour'
         FROM (VALUES (-48 + 1), (-49), (-100)) AS v (e)`,
        [id],
      );
      await behind(
        app,
        `INSERT INTO login_attempts (user_id, source, failed_count, failed_at)
         SELECT $1, h, 1, now() - h * interval '1 hour' FROM (VALUES (0), (23), (25)) AS v (h)`,
        [id],
      );
      await behind(
        app,
        `INSERT INTO password_proofs (user_id, failures, failed_at) VALUES ($1, 4, now() - $2 * interval '1 hour')`,
        [id, id === ada.id ? 23 : 25],
      );
      await behind(
        app,
        `INSERT INTO audit_events (id, occurred_at, event, outcome, user_id)
         SELECT gen_random_uuid(), now() - d * interval '1 day', 'login.failed', 'failure', $1
         FROM (VALUES (0), (29), (31), (39), (41), (400)) AS v (d)`,
        [id],
      );
    }
    const events = await count('audit_events');
    const due = {
      audit_events: 4,
      sessions: 4,
      mail_tokens: 2,
      email_restorations: 4,
      login_attempts: 2,
      password_proofs: 1,
    };
    expect(await run()).toMatchObject({ ...due, mail_quotas: 0 });
    expect(await count('audit_events')).toBe(events - 4);
    expect(await count('sessions')).toBe(6);
    expect(await count('mail_tokens')).toBe(4);
    expect(await count('email_restorations')).toBe(2);
    expect(await count('login_attempts')).toBe(4);
    expect(await count('password_proofs')).toBe(1);
    expect(await count('users')).toBe(2);
    expect(Object.values(await run()).filter((removed) => removed > 0)).toEqual([]);
  });

  it('removes more than one batch', async () => {
    await behind(
      app,
      `INSERT INTO audit_events (id, occurred_at, event, outcome, user_id)
       SELECT gen_random_uuid(), now() - interval '50 days', 'login.failed', 'failure', $1 FROM generate_series(1, 2500)`,
      [ada.id],
    );
    await behind(
      app,
      `INSERT INTO sessions (user_id, id, created_at, last_used_at, expires_at)
       SELECT $1, gen_random_uuid(), now(), now(), now() - interval '9 days' FROM generate_series(1, 1500)`,
      [ada.id],
    );
    expect(await run()).toMatchObject({ audit_events: 2500, sessions: 1500 });
  });

  it('forgets recipients of mail after their day', async () => {
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: ada.email }).expect(202);
    expect(await run()).toMatchObject({ mail_quotas: 0 });
    app.clock.advance({ days: 1, minutes: 1 });
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: bob.email }).expect(202);
    expect(await run()).toMatchObject({ mail_quotas: 1 });
    expect(await count('mail_quotas')).toBe(1);
  });
});

describe('the scope of the retention', () => {
  const app = useTestApp();
  const client = useConnection(app, 'appUrl');

  beforeAll(async () => {
    const ada = await app.api.newUser('ada');
    await app.api.post('/api/v1/me/tasks', ada, { title: 'x' }).expect(201);
  });

  const attempt = async (sql: string, scope = 'retention') => {
    await client.query(`BEGIN; SET LOCAL app.scope = '${scope}'`);
    try {
      const { rowCount, rows } = await client.query<{ removed?: number }>(sql);
      return rows[0]?.removed ?? rowCount;
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await client.query('ROLLBACK');
    }
  };

  it('shows nothing that is not over, and lets nothing be changed', async () => {
    for (const table of [...TABLES, 'users', 'tasks', 'task_sequences', 'idempotency_keys', 'password_proofs'])
      expect([table, await attempt(`SELECT FROM ${table}`)]).toEqual([table, 0]);
    for (const table of ['sessions', 'mail_tokens', 'email_restorations'])
      expect([table, await attempt(`DELETE FROM ${table}`)]).toEqual([table, 0]);
    expect(await attempt(`UPDATE sessions SET revoked_at = now()`)).toBe(0);
  });

  it('removes no event by itself, and by the function of the owner none that is young', async () => {
    expect(await attempt('DELETE FROM audit_events')).toBe('42501');
    const call = `SELECT remove_old_audit_events(now() + interval '1 day', 1000) AS removed`;
    expect(await attempt(call)).toBe(0);
    expect(await attempt(call, 'audit')).toBe('42501');
    await behind(app, 'ALTER TABLE audit_events DISABLE ROW LEVEL SECURITY');
    expect(await attempt(call)).toBe(0);
    await behind(app, `ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY`);
    await behind(
      app,
      `INSERT INTO audit_events (id, occurred_at, event, outcome) VALUES (gen_random_uuid(), now() - interval '31 days', 'login.failed', 'failure')`,
    );
    expect(await attempt(call, 'audit')).toBe('42501');
    expect(await attempt(call)).toBe(1);
  });
});
