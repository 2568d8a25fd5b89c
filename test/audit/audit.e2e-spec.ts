import pg from 'pg';
import { behind } from '../support/behind.js';
import { useTestApp } from '../support/fixtures.js';
import { testServer } from '../support/harness.js';

describe('the audit', () => {
  const app = useTestApp();

  beforeAll(async () => {
    await app.api.newUser('ada');
  });

  const CHANGES = ["UPDATE audit_events SET event = 'nothing'", 'DELETE FROM audit_events', 'TRUNCATE audit_events'];

  it.each(['appUrl', 'ownerUrl'] as const)('can be changed by nobody who connects by %s', async (url) => {
    const client = new pg.Client({ connectionString: app[url] });
    await client.connect();
    for (const sql of CHANGES) await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    await client.end();
    const [row] = await behind<{ n: number }>(
      app,
      "SELECT count(*)::int AS n FROM audit_events WHERE event = 'user.registered'",
    );
    expect(row!.n).toBe(1);
  });

  describe('is append-only three times over:', () => {
    const asRole = async (role: string, preparation: string, sql: string): Promise<number | string | null> => {
      const client = new pg.Client({ connectionString: app.adminUrl });
      await client.connect();
      await client.query(`BEGIN; ${preparation}; SET LOCAL ROLE ${role}; SET LOCAL app.scope = 'audit'`);
      const outcome = await client.query(sql).then(
        ({ rowCount }) => rowCount,
        (error: Error) => error.message,
      );
      // With the end of the connection the transaction is undone.
      await client.end();
      return outcome;
    };
    const { application, owner } = testServer();
    const OFF = {
      rights: `GRANT ALL ON audit_events TO ${application.user}`,
      policies: 'ALTER TABLE audit_events DISABLE ROW LEVEL SECURITY',
      trigger: 'ALTER TABLE audit_events DISABLE TRIGGER append_only',
    };
    // A single role owns the table, and has every right.
    const withTwoRoles = application.user === owner.user ? it.skip : it;

    withTwoRoles.each(CHANGES)('by the rights of the application alone (%s)', async (sql) => {
      expect(await asRole(application.user, `${OFF.policies}; ${OFF.trigger}`, sql)).toBe(
        'permission denied for table audit_events',
      );
    });

    it.each(CHANGES)('by the trigger alone (%s)', async (sql) => {
      for (const role of [application.user, owner.user]) {
        expect(await asRole(role, `${OFF.rights}; ${OFF.policies}`, sql)).toBe('audit_events is append-only');
      }
    });

    // TRUNCATE is beyond the reach of policies.
    it.each(CHANGES.slice(0, 2))('by row-level security alone (%s)', async (sql) => {
      for (const role of [application.user, owner.user])
        expect(await asRole(role, `${OFF.rights}; ${OFF.trigger}`, sql)).toBe(0);
      expect(await asRole(application.user, `${OFF.rights}; ${OFF.trigger}; ${OFF.policies}`, sql)).toBeGreaterThan(0);
    });
  });

  it('cannot be read in the scope of a user', async () => {
    const client = new pg.Client({ connectionString: app.appUrl });
    await client.connect();
    await client.query("BEGIN; SET LOCAL app.scope = 'identity'");
    expect((await client.query('SELECT FROM audit_events')).rowCount).toBe(0);
    await client.query("SET LOCAL app.scope = 'audit'");
    expect((await client.query('SELECT FROM audit_events')).rowCount).toBeGreaterThan(0);
    await client.query('ROLLBACK');
    await client.end();
  });

  it('never holds what was typed into a login', async () => {
    const typed = 'this-is-really-my-password';
    await app.api.post('/api/v1/auth/login', undefined, { username: typed, password: `${typed}!` }).expect(401);
    const [row] = await behind(app, 'SELECT event, outcome, user_id, detail FROM audit_events WHERE user_id IS NULL');
    expect(row).toEqual({
      event: 'login.failed',
      outcome: 'failure',
      user_id: null,
      detail: { reason: 'unknown_account' },
    });
    expect(await behind(app, 'SELECT 1 FROM audit_events AS a WHERE strpos(a::text, $1) > 0', [typed])).toEqual([]);
  });

  it('remembers what became of sessions, passwords and accounts', async () => {
    const ada = await app.api.newUser('ada');
    await app.api
      .post('/api/v1/users/me/password', ada, {
        current_password: ada.password,
        new_password: 'an entirely different phrase',
      })
      .expect(204);
    const { refresh_token } = (
      await app.api.post('/api/v1/auth/refresh', undefined, { refresh_token: ada.refreshToken }).expect(200)
    ).body as Record<string, string>;
    await app.api.post('/api/v1/auth/refresh', undefined, { refresh_token }).expect(200);
    app.clock.advance({ seconds: 31 });
    await app.api.post('/api/v1/auth/refresh', undefined, { refresh_token: ada.refreshToken }).expect(401);
    const again = await app.api.login({ ...ada, password: 'an entirely different phrase' });
    await app.api.post('/api/v1/auth/logout', again).expect(204);
    await app.api
      .delete('/api/v1/users/me', await app.api.login({ ...ada, password: 'an entirely different phrase' }))
      .expect(204);
    const rows = await behind<{ event: string }>(
      app,
      'SELECT event FROM audit_events WHERE user_id = $1 ORDER BY occurred_at, id',
      [ada.id],
    );
    expect(rows.map(({ event }) => event)).toEqual([
      'user.registered',
      'login.succeeded',
      'password.changed',
      'session.reused',
      'login.succeeded',
      'session.ended',
      'login.succeeded',
      'session.ended',
      'user.removed',
    ]);
  });
});
