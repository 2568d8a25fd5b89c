import { SessionsService } from '../../src/auth/sessions/sessions.service.js';
import { Database } from '../../src/database/database.service.js';
import type { TestUser } from '../support/api-client.js';
import { within } from '../support/eventually.js';
import { asAdmin } from '../support/harness.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('ended sessions', () => {
  let here: TestApp;
  let there: TestApp;
  let ada: TestUser;

  beforeAll(async () => {
    here = await startTestApp();
    there = await startTestApp({ beside: here });
  });
  afterAll(async () => {
    await there.close();
    await here.close();
  });
  beforeEach(async () => {
    ada = await here.api.newUser('ada');
  });

  const sessionOf = ({ token }: TestUser) => (JSON.parse(atob(token.split('.')[1] ?? '')) as { sid: string }).sid;

  const end = (user: TestUser, sessionId: string) =>
    here.nest
      .get(Database)
      .asOwner(user.id, (tx) => here.nest.get(SessionsService).end(tx, user.id, [sessionId], 'logout'));

  it('are refused here at once, elsewhere within a second, and by an instance that starts later', async () => {
    const other = await here.api.login(ada);
    await there.api.get('/api/v1/users/me', ada).expect(200);
    expect(await end(ada, sessionOf(ada))).toEqual([sessionOf(ada)]);

    const { body, headers } = await here.api.get('/api/v1/users/me', ada).expect(401);
    expect(body).toMatchObject({ error_code: 'INVALID_TOKEN' });
    expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    await within(1_000, () => there.api.get('/api/v1/users/me', ada).expect(401));
    await there.api.get('/api/v1/users/me', other).expect(200);

    const late = await startTestApp({ beside: here });
    await late.api.get('/api/v1/users/me', ada).expect(401);
    await late.api.get('/api/v1/users/me', other).expect(200);
    await late.close();
  });

  it('are all but the one that is kept', async () => {
    const kept = await here.api.login(ada);
    const eve = await here.api.newUser('eve');
    await here.nest
      .get(Database)
      .asOwner(ada.id, (tx) =>
        here.nest.get(SessionsService).endAll(tx, ada.id, 'password_change', { except: sessionOf(kept) }),
      );
    await here.api.get('/api/v1/users/me', ada).expect(401);
    await here.api.get('/api/v1/users/me', kept).expect(200);
    await here.api.get('/api/v1/users/me', eve).expect(200);
  });

  it("are never someone else's", async () => {
    const eve = await here.api.newUser('eve');
    expect(await end(eve, sessionOf(ada))).toEqual([]);
    await here.api.get('/api/v1/users/me', ada).expect(200);
  });

  it('make every token untrusted while they cannot be read, and no longer', async () => {
    await asAdmin(here.ownerUrl, async (client) => {
      await client.query('BEGIN; LOCK TABLE session_revocations IN ACCESS EXCLUSIVE MODE');
      await here.api.get('/api/v1/users/me', ada).expect(200);
      await within(7_000, () => here.api.get('/api/v1/users/me', ada).expect(503));
      await client.query('ROLLBACK');
    });
    await within(7_000, () => here.api.get('/api/v1/users/me', ada).expect(200));
  });

  it('let nobody in before they were read for the first time', async () => {
    await end(ada, sessionOf(ada));
    await asAdmin(here.ownerUrl, async (client) => {
      await client.query('BEGIN; LOCK TABLE session_revocations IN ACCESS EXCLUSIVE MODE');
      const late = await startTestApp({ beside: here, env: { DATABASE_LOCK_TIMEOUT_MS: '200' } });
      await late.api.get('/api/v1/users/me', ada).expect(503);
      await client.query('ROLLBACK');
      await within(2_000, () => late.api.get('/api/v1/users/me', ada).expect(401));
      await late.close();
    });
  });
});
