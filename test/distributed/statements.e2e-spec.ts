/** @no-pooler it reads texts, and the settings of each transaction would be among them */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getMetadataArgsStorage } from 'typeorm';
import { DISTRIBUTED_TABLES, LOCAL_TABLES, REFERENCE_TABLES } from '../../src/database/distribution/placement.js';
import { migrate } from '../../src/database/migrate.js';
import { ENTITIES } from '../../src/entities.js';
import { ScheduledJobs } from '../../src/jobs/scheduled-jobs.service.js';
import { aimedAt, newVictim } from '../security/victim.js';
import { describeApi } from '../security/operations.js';
import { DistributedLint, type Rule } from '../support/distributed-lint.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useConnection, useDatabase, useMailServer, useTestApp } from '../support/fixtures.js';
import { asAdmin, testServer } from '../support/harness.js';
import { recordStatements, type SentStatement } from '../support/sent-statements.js';
import type { TestApp } from '../support/test-app.js';
import { TestClock } from '../support/test-clock.js';
import { testConfig } from '../support/test-config.js';

const { operations } = await describeApi();

/** What pg-boss sends is its own: its tables are on the coordinator. */
const isOurs = ({ text }: { text: string }) => !/\bjobs\./.test(text);

/** No registry ships Citus: what it would refuse is found with PostgreSQL's own parser (docs/decisions/0158). */
describe('on a distributed PostgreSQL', () => {
  const mail = useMailServer();
  const database = useDatabase();
  // As `npm run distribute` leaves it: by this setting connections know that they are on Citus.
  beforeAll(async () => {
    const setting = `citus.propagate_set_commands = 'local'`;
    await asAdmin(testServer().adminUrl, (client) =>
      client.query(`ALTER ROLE ${testServer().application.user} IN DATABASE ${database.name} SET ${setting}`),
    );
  });
  const app = useTestApp(() => ({
    beside: { database: database.name, env: database.env, clock: new TestClock() } as TestApp,
    mail,
    env: { EMAIL_VERIFICATION: 'optional' },
  }));
  const empty = useDatabase('empty');
  const db = useConnection(app);
  const lint = new DistributedLint({ query: (...args: [string]) => db.query(...args) } as typeof db);

  const expectNothing = async (statements: Pick<SentStatement, 'text' | 'forUser'>[]) => {
    expect(statements.length).toBeGreaterThan(20);
    expect(await lint.check(statements.filter(isOurs))).toEqual([]);
  };

  it('every operation would work, each for its owner in one shard', async () => {
    await expectNothing(
      await recordStatements(app, async () => {
        for (const operation of operations) {
          const { id, method, path, body, superuser } = operation;
          const caller = await newVictim(app);
          if (superuser) await behind(app, 'UPDATE users SET is_superuser = true WHERE id = $1', [caller.id]);
          const { status } = await app.api.request(method, aimedAt(caller, path), caller).send(body);
          if (status >= 500) throw new Error(`${id} answered ${status}`);
        }
      }),
    );
  });

  it('the links that are mailed would work', async () => {
    const { api } = app;
    const mailed = async (to: string, subject: RegExp, act: () => PromiseLike<unknown>) => {
      await act();
      return (await mail.next(to, subject)).token!;
    };
    const send = (path: string, body: object, as?: TestUser) => api.post(`/api/v1${path}`, as, body);
    await expectNothing(
      await recordStatements(app, async () => {
        const ada = await api.newUser('ada');
        const { email } = ada;
        const verify = (token: string) => send('/auth/verify-email', { token }).expect(204);
        await verify((await mail.next(email, /Confirm/)).token!);
        const forget = () => send('/auth/forgot-password', { email }).expect(202);
        const reset = {
          token: await mailed(email, /Choose a new password/, forget),
          new_password: 'an entirely different phrase',
        };
        await send('/auth/reset-password', reset).expect(204);
        const again = await api.login({ ...ada, password: reset.new_password });
        const change = { email: `new-${email}`, current_password: again.password };
        const asked = await mailed(change.email, /new e-mail/, () =>
          send('/users/me/email', change, again).expect(202),
        );
        const token = await mailed(email, /address was changed/, () => verify(asked));
        await send('/auth/reset-password', { token, new_password: 'seven clouds over a lake' }).expect(204);
      }),
    );
  });

  it('the statements on tasks would work', async () => {
    const texts = readFileSync('docs/sql/tasks.sql', 'utf8')
      .split(/;\n+/)
      .filter((text) => text !== '');
    await expectNothing(texts.map((text) => ({ text, forUser: false })));
  });

  it('the jobs would work', async () => {
    const jobs = app.nest.get(ScheduledJobs);
    const sent = await recordStatements(app, async () => {
      for (const name of jobs.names) expect(await jobs.run(name)).toBe('done');
    });
    await expectNothing(sent);
  });

  it('the migrations would work', async () => {
    const texts = (await recordStatements(app, () => migrate(testConfig(empty.env)))).filter(isOurs);
    expect(texts.length).toBeGreaterThan(100);
    expect(await lint.checkTexts(texts.map(({ text }) => text))).toEqual([]);
  });

  it('the schema would do', async () => expect(await lint.checkSchema()).toEqual([]));

  it('every table has a place', () => {
    const tables = getMetadataArgsStorage()
      .tables.filter(({ target }) => (ENTITIES as unknown[]).includes(target))
      .map(({ name }) => name!);
    expect([...REFERENCE_TABLES, ...DISTRIBUTED_TABLES, ...LOCAL_TABLES].sort()).toEqual(
      [...tables, 'schema_migrations'].sort(),
    );
  });
});

describe('the search for what a distributed PostgreSQL refuses', () => {
  const app = useTestApp();
  const db = useConnection(app);
  const lint = new DistributedLint({ query: (...args: [string]) => db.query(...args) } as typeof db);

  it.each<[Rule, string]>([
    ['SET_LOCAL', `BEGIN; SET LOCAL app.user_id = '${randomUUID()}'`],
    ['SEVERAL', 'CREATE INDEX a ON tasks (user_id, title); CREATE INDEX b ON tasks (user_id, tags)'],
    ['RETURNING', 'UPDATE tasks SET completed = $2 WHERE user_id = $1 RETURNING due_date::text'],
    ['CASE', `UPDATE tasks SET due_at = CASE WHEN $2 THEN now() END WHERE user_id = $1`],
    [
      'CASE',
      `INSERT INTO login_attempts AS a (user_id, source, failed_count, failed_at) VALUES ($1, $2, 1, $3)
       ON CONFLICT (user_id, source) DO UPDATE SET locked_until = coalesce(a.locked_until, excluded.failed_at + interval '1 day')`,
    ],
    ['COLUMN', `UPDATE tasks SET due_at = due_at + interval '1 day' WHERE user_id = $1`],
    ['INSERT_SELECT', 'INSERT INTO mail_tokens SELECT * FROM mail_tokens WHERE user_id = $1'],
    ['ALL_SHARDS', 'SELECT id FROM tasks WHERE id = $1'],
    ['ALL_SHARDS', 'SELECT t.id FROM users AS u JOIN tasks AS t ON t.user_id = u.id WHERE u.id = $1'],
    ['ALL_SHARDS', 'DELETE FROM sessions WHERE user_id = $1 OR id = $2'],
    [
      'WRITE_IN_WITH',
      `WITH numbered AS (UPDATE task_sequences SET task_count = 0 WHERE user_id = $1 RETURNING user_id)
       SELECT user_id FROM numbered`,
    ],
  ])('finds %s: %s', async (rule, text) => {
    expect((await lint.check([{ text, forUser: true }])).map((finding) => finding.rule)).toContain(rule);
  });

  it.each<[Rule, string]>([
    ['RESTRICTIVE', 'CREATE POLICY stricter ON tasks AS RESTRICTIVE USING (true)'],
    ['KEY', 'CREATE UNIQUE INDEX uq_sessions_id ON sessions (id)'],
    [
      'FOREIGN_KEY',
      'ALTER TABLE mail_tokens ADD CONSTRAINT fk_mail_tokens_epoch FOREIGN KEY (id) REFERENCES audit_events (id)',
    ],
  ])('finds %s in the schema: %s', async (rule, ddl) => {
    await db.query('BEGIN');
    await db.query(ddl);
    const findings = await lint.checkSchema();
    await db.query('ROLLBACK');
    expect(findings.map((finding) => finding.rule)).toEqual([rule]);
  });
});
