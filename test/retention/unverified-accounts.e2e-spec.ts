import { ScheduledJobs } from '../../src/jobs/scheduled-jobs.service.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useMailServer, useTestApp, useTwoInstances } from '../support/fixtures.js';

const ENV = { EMAIL_VERIFICATION: 'required', UNVERIFIED_ACCOUNT_DAYS: '30' };

describe('accounts that nobody confirmed', () => {
  const mail = useMailServer();
  const { here: app, there } = useTwoInstances({ env: ENV, mail });
  const age = (days: number) => behind(app, `UPDATE users SET created_at = now() - $1 * interval '1 day'`, [days]);
  const names = async () =>
    (await behind<{ name: string }>(app, 'SELECT username AS name FROM users ORDER BY 1')).map(({ name }) => name);
  const register = (username: string) =>
    app.api
      .post('/api/v1/users', undefined, {
        email: `${username}@example.org`,
        username,
        full_name: username,
        password: 'a quiet harbour at dawn',
      })
      .expect(201);
  const change = (username: string, sql: string) =>
    behind<Pick<TestUser, 'id'>>(app, sql.replace('$name', `'${username}'`));

  beforeAll(async () => {
    for (const name of ['nell', 'vera', 'dan', 'sue', 'dora', 'will', 'lena']) await register(name);
    await change('vera', `UPDATE users SET email_verified_at = now() WHERE username = $name`);
    await change('dan', `UPDATE users SET is_active = false WHERE username = $name`);
    await change('sue', `UPDATE users SET is_superuser = true WHERE username = $name`);
    // From when addresses did not have to be confirmed.
    await change(
      'dora',
      `INSERT INTO sessions (user_id, id, created_at, last_used_at, expires_at)
       SELECT id, gen_random_uuid(), now(), now(), now() - interval '1 day' FROM users WHERE username = $name`,
    );
    await change(
      'will',
      `INSERT INTO task_sequences (user_id, last_version, task_count) SELECT id, 1, 0 FROM users WHERE username = $name`,
    );
    // Lena asked for a new link a moment ago; Nell's is over.
    await behind(app, 'DELETE FROM mail_tokens');
    for (const [name, ends] of [
      ['lena', '+'],
      ['nell', '-'],
    ] as const)
      await change(
        name,
        `INSERT INTO mail_tokens (user_id, purpose, id, email, requested_at, expires_at)
         SELECT id, 'verify_email', gen_random_uuid(), email, now(), now() ${ends} interval '1 day'
         FROM users WHERE username = $name`,
      );
  });

  it('stay until their days are over', async () => {
    await age(29);
    await app.nest.get(ScheduledJobs).run('unverified_accounts');
    expect(await names()).toHaveLength(7);
  });

  it('are then removed and audited, once, if nobody ever logged in or wrote, and no others are', async () => {
    await age(31);
    const runs = [app, there].map(({ nest }) => nest.get(ScheduledJobs).run('unverified_accounts'));
    expect(await Promise.all(runs)).toEqual(['done', 'done']);
    expect(await names()).toEqual(['dan', 'dora', 'lena', 'sue', 'vera', 'will']);
    expect(await behind(app, `SELECT actor_id, detail FROM audit_events WHERE event = 'user.removed'`)).toEqual([
      { actor_id: null, detail: { reason: 'unverified' } },
    ]);
    await register('nell');
  });
});

describe('by default', () => {
  const app = useTestApp({ env: { EMAIL_VERIFICATION: 'required' } });

  it('no account is removed', () => {
    expect(app.nest.get(ScheduledJobs).names).not.toContain('unverified_accounts');
  });
});
