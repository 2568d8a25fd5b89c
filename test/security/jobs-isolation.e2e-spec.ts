import { jest } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { FirstSuperuserService } from '../../src/admin/first-superuser.service.js';
import { RetentionConfig } from '../../src/config/slices.js';
import { Metrics } from '../../src/common/metrics.js';
import { RowSecurity } from '../../src/database/checks/row-security.service.js';
import { Database, JOB_SCOPES } from '../../src/database/database.service.js';
import { QUEUES } from '../../src/database/job-queue-schema.js';
import { ScheduledJobs } from '../../src/jobs/scheduled-jobs.service.js';
import { TaskImportService } from '../../src/tasks/import/task-import.service.js';
import { TaskNewsService } from '../../src/tasks/sync/task-news.service.js';
import { UsersService } from '../../src/users/users.service.js';
import type { TestUser } from '../support/api-client.js';
import { within } from '../support/eventually.js';
import { useConnection, useTestApp } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';
import { everythingOf, newVictim, type Victim } from './victim.js';

jest.setTimeout(60_000);

/** Not of users: counters that every request writes, and the account of the migrations. */
const OF_NOBODY = new Set(['mail_quotas', 'rate_limits', 'rebuilds', 'schema_migrations']);

/** Scopes that requests open, and no job: the matrix of operations has those. */
const OF_REQUESTS = ['audit'];

/** Every job, feed and command, with nothing but its own conditions to hold it back (B6); and on a single role, with both. */
describe.each([
  { role: 'superuser', disabled: false },
  { role: 'application', disabled: true },
  { role: 'owner', disabled: false },
] as const)('jobs as the $role (row-level security disabled: $disabled)', ({ role, disabled }) => {
  const app = useTestApp({
    env: { EMAIL_VERIFICATION: 'optional' },
    role,
    // Else they would not run at all where row-level security is off.
    override: (builder) =>
      builder
        .overrideProvider(RowSecurity)
        .useValue({ isComplete: () => Promise.resolve(true) })
        // Refused with EMAIL_VERIFICATION=optional, for here everyone is unverified: who is in use must be left alone.
        .overrideProvider(RetentionConfig)
        .useValue({ SESSION_RETENTION_DAYS: 30, MAIL_TOKEN_RETENTION_DAYS: 7, UNVERIFIED_ACCOUNT_DAYS: 7 }),
  });
  const admin = useConnection(app);
  let victim: Victim;

  beforeAll(async () => {
    if (disabled) {
      const { rows } = await admin.query<{ name: string }>('SELECT relname AS name FROM pg_class WHERE relrowsecurity');
      for (const { name } of rows) await admin.query(`ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`);
    }
    victim = await newVictim(app);
  });

  const jobs = () => app.nest.get(ScheduledJobs);
  const runAll = async () => {
    for (const name of jobs().names) expect([name, await jobs().run(name)]).toEqual([name, 'done']);
  };

  /** Every row of every table, as text. */
  async function allRows(): Promise<string[]> {
    const { rows: tables } = await admin.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
    );
    const texts: string[] = [];
    for (const { name } of tables.filter((table) => !OF_NOBODY.has(table.name))) {
      const { rows } = await admin.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} AS t`);
      texts.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return texts.sort();
  }

  /** A task in the trash and a key, of that age; some of the time as a tombstone. */
  async function aged(user: TestUser, name: string, { days = 0, hours = 0, tombstone = false }): Promise<void> {
    const { body } = await app.api
      .post('/api/v1/me/tasks', user, { title: name })
      .set('Idempotency-Key', name)
      .expect(201);
    await app.api.delete(`/api/v1/me/tasks/${(body as { id: string }).id}`, user).expect(204);
    const age = [`${days * 24 + hours} hours`];
    await admin.query('UPDATE idempotency_keys SET created_at = now() - $1::interval WHERE key = $2', [...age, name]);
    await admin.query(
      `UPDATE tasks SET deleted_at = now() - $1::interval, purged_at = CASE WHEN $2 THEN now() END WHERE title = $3`,
      [...age, tombstone, name],
    );
  }

  /** A session, two links, a failed login and an event, over for so many days. */
  async function over(
    { id }: TestUser,
    days: Record<'session' | 'links' | 'failure' | 'event', number>,
  ): Promise<void> {
    const rows = [
      ['sessions (created_at, last_used_at, id, user_id, expires_at)', `now(), now()`, days.session],
      ['mail_tokens (purpose, email, requested_at, id, user_id, expires_at)', `'change_email', 'x', now()`, days.links],
      ['email_restorations (email, changed_at, id, user_id, expires_at)', `'x', now()`, days.links],
      ['audit_events (event, outcome, id, user_id, occurred_at)', `'login.failed', 'failure'`, days.event],
    ] as const;
    await admin.query(
      `INSERT INTO login_attempts (user_id, source, failed_count, failed_at) SELECT $1, $3, 1, now() - $2 * interval '1 day'`,
      [id, days.failure, String(days.failure)],
    );
    for (const [into, values, age] of rows)
      await admin.query(`INSERT INTO ${into} SELECT ${values}, gen_random_uuid(), $1, now() - $2 * interval '1 day'`, [
        id,
        age,
      ]);
  }

  it('touch what is due and nothing else, of whoever', async () => {
    const other = await app.api.newUser('other');
    await app.api.post('/api/v1/auth/logout', await app.api.login(victim)).expect(204);
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: victim.email }).expect(202);
    await app.api.post('/api/v1/auth/login', undefined, { username: victim.email, password: 'wrong' }).expect(401);
    await drained();
    await aged(victim, 'just now', {});
    await aged(victim, 'nearly a day', { hours: 23 });
    await aged(other, 'nearly a month', { days: 29, hours: 23 });
    await aged(victim, 'nearly four months', { days: 119, hours: 23, tombstone: true });
    await admin.query(`DELETE FROM idempotency_keys WHERE key LIKE 'nearly % month%'`);
    await over(victim, { session: 29, links: 6, failure: 0.9, event: 364 });
    await admin.query(`UPDATE users SET created_at = now() - interval '8 days'`);
    const kept = await allRows();

    await admin.query(
      `INSERT INTO users (id, email, username, full_name, password_hash, created_at, updated_at)
       VALUES (gen_random_uuid(), 'unused', 'unused', '', '!', now() - interval '8 days', now())`,
    );
    await aged(other, 'due', { days: 31 });
    await aged(victim, 'due as a tombstone', { days: 121, tombstone: true });
    await over(other, { session: 31, links: 8, failure: 1.1, event: 366 });
    const sequences = (text: string) => !text.startsWith('task_sequences ');
    await runAll();
    const left = await allRows();
    expect(left).toEqual(expect.arrayContaining(kept.filter(sequences)));
    // Of what was due, the blanked task alone is left, and the event that tells of the account that nobody used.
    expect(left.filter((text) => !kept.includes(text)).filter(sequences)).toEqual([
      expect.stringMatching(/^audit_events .*"user.removed"/),
      expect.stringMatching(/^tasks .*"title": ""/),
    ]);
  });

  it('are all found here: whatever scope there is, a job or a request opens it', async () => {
    const scopes = jest.spyOn(app.nest.get(Database), 'asJob');
    await runAll();
    // The feed reads while someone listens.
    const unsubscribe = app.nest.get(TaskNewsService).subscribe(victim.id, () => {});
    await within(5_000, () => expect(scopes).toHaveBeenCalledWith('task_feed', expect.anything()));
    unsubscribe();
    const opened = new Set<string>([...scopes.mock.calls.map(([scope]) => scope), ...OF_REQUESTS]);
    scopes.mockRestore();
    expect(JOB_SCOPES.filter((scope) => !opened.has(scope))).toEqual([]);
  });

  (role === 'owner' ? it.skip : it)('are caught here if one of them names no condition', async () => {
    await app.api.post('/api/v1/me/tasks', victim, { title: 'x' }).set('Idempotency-Key', 'fresh').expect(201);
    const before = await allRows();
    jobs().every(60_000, 'careless', () =>
      app.nest.get(Database).asNobody((tx) => tx.query('DELETE FROM idempotency_keys')),
    );
    await runAll();
    expect(await allRows()).not.toEqual(expect.arrayContaining(before));
  });

  it('of the queue touch the rows of the user whom they are about', async () => {
    const before = await everythingOf(victim, admin);
    const password = 'an entirely different phrase';
    const ada = await app.api.newUser('ada');
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: ada.email }).expect(202);
    await app.api
      .post('/api/v1/users/me/email', ada, { email: `new-${ada.email}`, current_password: ada.password })
      .expect(202);
    await drained();
    await app.api
      .post('/api/v1/users/me/password', ada, { current_password: ada.password, new_password: password })
      .expect(204);
    await drained();
    expect(await everythingOf(victim, admin)).toEqual(before);
    const { rows } = await admin.query<{ name: string }>(
      `SELECT DISTINCT name FROM ${await jobTable(admin)} ORDER BY name`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...QUEUES].sort());
  });

  it('from the command line touch nobody but the one they make', async () => {
    const commands = readdirSync('src').filter(
      (file) => file.endsWith('.ts') && readFileSync(`src/${file}`, 'utf8').includes('await runCommand('),
    );
    // Anyone who adds a command runs it below.
    expect(commands).toEqual(['create-superuser.ts', 'import-tasks.ts']);
    const before = await allRows();
    await app.nest.get(FirstSuperuserService).create({
      email: 'root@example.org',
      username: 'rooted',
      full_name: 'Root',
      password: 'the keys of the kingdom',
    });
    expect(await allRows()).toEqual(expect.arrayContaining(before));
    const root = (await app.nest.get(UsersService).findByLogin('rooted'))!;
    // Under the ids of the victim, and beneath their tasks.
    const { rows } = await admin.query<{ id: string }>('SELECT id FROM tasks WHERE user_id = $1 ORDER BY id', [
      victim.id,
    ]);
    const [first, ...others] = rows.map(({ id }) => id);
    const taken = (ref: string, parentRef: string | null) => ({
      ref,
      parentRef,
      where: ref,
      fields: { title: 'mine' },
    });
    const tasks = [taken(first!, null), ...others.map((id) => taken(id, first!))];
    const report = await app.nest.get(TaskImportService).write(root.id, { source: 'taskward', tasks, omissions: [] });
    expect(report).toMatchObject({ written: tasks.length, known: 0 });
    expect(await allRows()).toEqual(expect.arrayContaining(before));
  });

  /** Waits until the mails have left. */
  const drained = () =>
    within(20_000, async () => {
      const { rows } = await admin.query(`SELECT name FROM ${await jobTable(admin)} WHERE state < 'completed'`);
      expect(rows).toEqual([]);
    });
});

/** The table of the queue, whatever schema pg-boss has it in. */
async function jobTable(admin: Pick<pg.Client, 'query'>): Promise<string> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relname = 'job' AND relkind IN ('r', 'p')`,
  );
  return rows[0]!.name;
}

describe('work in the background', () => {
  it('is registered as a job, but for the queue, the feeds of ended sessions and of numbers, and what is no user’s', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && /\b(onConnected|setInterval)\(/.test(readFileSync(`src/${file}`, 'utf8')),
    );
    expect(files.sort()).toEqual([
      'auth/sessions/revocation-set.service.ts',
      'database/connection/database-connection.service.ts',
      'database/database.service.ts',
      'jobs/job-queue.service.ts',
      'jobs/scheduled-jobs.service.ts',
      'limits/user-limiter.service.ts',
      'server/shutdown.ts',
      'server/unread-body.ts',
      'tasks/sync/feed.service.ts',
      'tasks/sync/live-connections.service.ts',
    ]);
  });
});

describe('jobs of a running instance whose row-level security breaks (B7)', () => {
  it('stop, say so, and go on when it is mended', async () => {
    await using app = await startTestApp({ env: { METRICS_PORT: '0', EMAIL_VERIFICATION: 'optional' } });
    const admin = new pg.Client({ connectionString: app.adminUrl });
    await admin.connect();
    const jobs = app.nest.get(ScheduledJobs);
    const metric = async () => /^taskward_row_security_faults (\d+)$/m.exec(await app.nest.get(Metrics).text())?.[1];
    const waiting = async () =>
      (await admin.query(`SELECT FROM ${await jobTable(admin)} WHERE state < 'completed'`)).rowCount;
    try {
      await app.api.newUser('ada');
      await within(20_000, async () => expect(await waiting()).toBe(0));
      expect(await metric()).toBe('0');
      await admin.query('ALTER TABLE mail_tokens DISABLE ROW LEVEL SECURITY');
      for (const name of jobs.names) expect([name, await jobs.run(name)]).toEqual([name, 'stopped']);
      expect(await metric()).toBe('1');
      expect(await app.nest.get(Metrics).text()).toContain(
        'taskward_jobs_total{queue="retention",outcome="stopped"} 1',
      );
      await app.api.newUser('bob');
      const looks = jest.spyOn(app.nest.get(RowSecurity), 'isComplete');
      await within(20_000, () => expect(looks.mock.calls.length).toBeGreaterThan(2));
      expect(await waiting()).toBe(1);
      await admin.query('ALTER TABLE mail_tokens ENABLE ROW LEVEL SECURITY');
      await within(20_000, async () => expect(await waiting()).toBe(0));
      expect(await jobs.run('retention')).toBe('done');
    } finally {
      await admin.end();
    }
  });
});
