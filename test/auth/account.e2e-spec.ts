import pg from 'pg';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useTwoInstances } from '../support/fixtures.js';
import { asAdmin } from '../support/harness.js';
import { refresh } from '../support/tokens.js';

const ME = '/api/v1/users/me';

/** What other instances must still hear of, and the operator's memory, which no user can erase. */
const OUTLIVE = new Set(['session_revocations', 'audit_events']);

describe('account', () => {
  const { here, there } = useTwoInstances();
  let ada: TestUser;
  beforeEach(async () => {
    ada = await here.api.newUser('ada');
  });

  const login = (username: string, password: string) =>
    here.api.post('/api/v1/auth/login', undefined, { username, password });
  const change = (as: TestUser, current_password: string, new_password: string) =>
    here.api.post(`${ME}/password`, as, { current_password, new_password });

  it('changes its password and ends every other session (D4)', async () => {
    const phone = await here.api.login(ada);
    await change(ada, ada.password, 'another quiet harbour').expect(204);
    await here.api.get(ME, ada).expect(200);
    await there.api.get(ME, ada).expect(200);
    await here.api.get(ME, phone).expect(401);
    await within(1_000, () => there.api.get(ME, phone).expect(401));
    await refresh(here, phone.refreshToken).expect(401);
    await refresh(here, ada.refreshToken).expect(200);
    await login(ada.email, ada.password).expect(401);
    await login(ada.email, 'another quiet harbour').expect(200);
  });

  it('keeps its password and its sessions if the change is refused (A5)', async () => {
    const phone = await here.api.login(ada);
    const { body } = await change(ada, 'not the password at all', 'another quiet harbour').expect(422);
    expect(body).toMatchObject({
      error_code: 'WRONG_PASSWORD',
      errors: [{ pointer: '/current_password', code: 'WRONG_PASSWORD' }],
    });
    for (const weak of ['Password1!', 'short', '']) {
      const refused = await change(ada, ada.password, weak).expect(422);
      expect(refused.body).toMatchObject({ error_code: 'WEAK_PASSWORD', errors: [{ pointer: '/new_password' }] });
    }
    await here.api.post(`${ME}/password`, ada, { current_password: ada.password }).expect(422);
    await here.api.get(ME, phone).expect(200);
    await login(ada.email, ada.password).expect(200);
  });

  it('takes one of two changes at once', async () => {
    const changes = await Promise.all(
      ['first quiet harbour', 'second quiet harbour'].map((next) => change(ada, ada.password, next)),
    );
    expect(changes.map(({ status }) => status).sort()).toEqual([204, 422]);
  });

  it('lets no login with the old password slip in behind a change', async () => {
    for (let round = 0; round < 5; round++) {
      const next = `harbour number ${round} at dawn`;
      const [entered] = await Promise.all([
        login(ada.email, ada.password),
        change(ada, ada.password, next).expect(204),
      ]);
      expect([200, 401]).toContain(entered.status);
      if (entered.status === 200)
        await here.api.get(ME, { ...ada, token: (entered.body as { access_token: string }).access_token }).expect(401);
      ada = { ...ada, password: next };
    }
  });

  it('is removed with all that is its, and its sessions are refused at once (D4)', async () => {
    const phone = await here.api.login(ada);
    await here.api.post('/api/v1/me/tasks', ada, { title: 'Buy milk' }).expect(201);
    await here.api.delete(ME, ada).expect(204);
    for (const user of [ada, phone]) {
      await here.api.get('/api/v1/me/tasks', user).expect(401);
      await within(1_000, () => there.api.get('/api/v1/me/tasks', user).expect(401));
      await refresh(here, user.refreshToken).expect(401);
    }
    await login(ada.email, ada.password).expect(401);
    await asAdmin(here.adminUrl, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'user_id' AND table_schema = 'public'`,
      );
      // The ended sessions are what outlives the user, for the lifetime of an access token.
      const tables = rows.map(({ name }) => name).filter((name) => !OUTLIVE.has(name));
      expect(tables).toEqual(expect.arrayContaining(['sessions', 'tasks']));
      for (const table of tables)
        expect((await client.query(`SELECT FROM ${table} WHERE user_id = $1`, [ada.id])).rowCount).toBe(0);
      expect((await client.query('SELECT FROM users WHERE id = $1', [ada.id])).rowCount).toBe(0);
    });
    // The name and the address are free again.
    const again = { email: ada.email, username: ada.username, full_name: 'Ada', password: ada.password };
    await here.api.post('/api/v1/auth/register', undefined, again).expect(201);
  });

  it('is removed once by two requests at once', async () => {
    const client = new pg.Client({ connectionString: here.adminUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [ada.id]);
    const removals = [1, 2].map(() => here.api.delete(ME, ada).then(({ status }) => status));
    await within(5_000, async () =>
      expect(
        await behind(
          here,
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        ),
      ).toHaveLength(2),
    );
    await client.query('COMMIT');
    await client.end();
    expect((await Promise.all(removals)).sort()).toEqual([204, 401]);
    const removed = `SELECT FROM audit_events WHERE event = 'user.removed' AND user_id = $1`;
    expect(await behind(here, removed, [ada.id])).toHaveLength(1);
  });

  it('is removed only after a fresh login', async () => {
    here.clock.advance({ minutes: 5, seconds: 2 });
    const { body } = await here.api.delete(ME, ada).expect(403);
    expect(body).toMatchObject({ error_code: 'REAUTHENTICATION_REQUIRED' });
    const stale = await refresh(here, ada.refreshToken).expect(200);
    await here.api.delete(ME, { ...ada, token: (stale.body as { access_token: string }).access_token }).expect(403);
    await here.api.delete(ME, await here.api.login(ada)).expect(204);
  });

  it('lets no login slip in behind its removal', async () => {
    const waiting = (count: number) =>
      within(5_000, async () =>
        expect(
          await behind(
            here,
            `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          ),
        ).toHaveLength(count),
      );
    const client = new pg.Client({ connectionString: here.ownerUrl });
    await client.connect();
    await client.query('BEGIN; LOCK TABLE session_revocations IN SHARE MODE');
    // It has ended the sessions that there are, and cannot yet delete the account.
    const removal = here.api.delete(ME, ada).then((response) => response);
    await waiting(1);
    const entry = login(ada.email, ada.password).then((response) => response);
    await Promise.race([entry, waiting(2)]);
    await client.end();
    expect((await removal).status).toBe(204);
    expect((await entry).status).toBe(401);
  });
});
