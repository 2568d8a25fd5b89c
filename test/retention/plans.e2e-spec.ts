/** @no-pooler what PostgreSQL plans */
import { Metrics } from '../../src/common/metrics.js';
import { BY_INDEX, RetentionService } from '../../src/jobs/retention.service.js';
import { behind } from '../support/behind.js';
import { uuidOf } from '../support/bulk-tasks.js';
import { useConnection, useTestApp } from '../support/fixtures.js';
import { sentStatements } from '../support/sent-statements.js';

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  Plans?: Plan[];
}

const USERS = 1_000;

/** Those that begin with when a row is due; others can be read from their beginning to their end as well. */
const BY_TIME = new Set([
  'ix_audit_events_occurred',
  'ix_email_restorations_expires',
  'ix_idempotency_keys_created',
  'ix_login_attempts_forgotten',
  'ix_mail_quotas_day_ends',
  'ix_mail_tokens_expires',
  'ix_password_proofs_failed',
  'ix_rate_limits_expires',
  'ix_session_revocations_revoked_at',
  'ix_sessions_ended',
  'ix_tasks_tombstones',
  'ix_tasks_trashed',
]);

const ONE_EACH = new Set(['password_proofs', 'mail_tokens']);

/** Rows of each table that grows: none is due, so that to find nothing is all that there is to do. */
const ROWS: Record<string, string> = {
  sessions: `(user_id, id, created_at, last_used_at, expires_at) SELECT u, gen_random_uuid(), now(), now(), now() + n * interval '1 s'`,
  idempotency_keys: `(user_id, key, request_hash, status, created_at) SELECT u, n, '', 201, now() - n * interval '1 s'`,
  mail_tokens: `(user_id, purpose, id, email, requested_at, expires_at) SELECT u, 'verify_email', gen_random_uuid(), 'x', now(), now() + n * interval '1 s'`,
  email_restorations: `(user_id, id, email, changed_at, expires_at) SELECT u, gen_random_uuid(), 'x', now(), now() + n * interval '1 s'`,
  login_attempts: `(user_id, source, failed_count, failed_at) SELECT u, n, 1, now() - n * interval '1 s'`,
  password_proofs: `(user_id, failures, failed_at) SELECT u, 1, now() - n * interval '1 s'`,
  session_revocations: `(user_id, session_id, revoked_at) SELECT u, gen_random_uuid(), now() - n * interval '80 ms'`,
  audit_events: `(id, occurred_at, event, outcome, user_id) SELECT gen_random_uuid(), now() - n * interval '1 s', 'x', 'success', u`,
  mail_quotas: `(recipient, budget, hour_used, hour_ends_at, day_used, day_ends_at) SELECT sha256(n::text::bytea), 'x', 1, now(), 1, now() + n * interval '1 s'`,
  rate_limits: `(key, used, expires_at) SELECT n, 1, now() + n * interval '1 s'`,
  tasks: `(user_id, id, title, search_text, version, deleted_at, purged_at, created_at, updated_at)
          SELECT u, gen_random_uuid(), 'x', 'x', n,
            CASE n % 3 WHEN 0 THEN now() WHEN 1 THEN now() - interval '40 days' END, CASE WHEN n % 3 = 1 THEN now() END, now(), now()`,
};

describe('the statements of the retention', () => {
  const app = useTestApp({ env: { METRICS_PORT: '0' } });
  const application = useConnection(app, 'appUrl');

  beforeAll(async () => {
    await behind(
      app,
      `INSERT INTO users (id, email, username, full_name, password_hash, created_at, updated_at)
       SELECT ${uuidOf('n')}, n, n, '', '', now(), now() FROM generate_series(0, ${USERS - 1}) AS n`,
    );
    for (const [table, rows] of Object.entries(ROWS)) {
      const count = ONE_EACH.has(table) ? USERS : 20 * USERS;
      await behind(
        app,
        `INSERT INTO ${table} ${rows} FROM (SELECT n, ${uuidOf(`n % ${USERS}`)} AS u FROM generate_series(1, ${count}) AS n) AS v
         ON CONFLICT DO NOTHING`,
      );
      await behind(app, `ANALYZE ${table}`);
    }
  });

  const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

  it('find what is due by an index, and read no table from its beginning to its end', async () => {
    const texts = await sentStatements(app, async () => {
      await app.nest.get(RetentionService).run();
      expect(await app.nest.get(Metrics).text()).toContain('taskward_retention_overdue_seconds{table="tasks"} 0');
    });
    for (const setting of BY_INDEX) await application.query(`SET ${setting}`);
    const seen = new Set<string>();
    for (const text of new Set(texts)) {
      const table = /(?:DELETE FROM|UPDATE|SELECT extract[^]* FROM) (\w+)/.exec(text)?.[1];
      if (table === undefined || ROWS[table] === undefined) continue;
      const { rows } = await application.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
        // The limit is known when it is planned.
        `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text.replace(/LIMIT \$\d/, 'LIMIT 500')}`,
      );
      const nodes = nodesOf(rows[0]!['QUERY PLAN'][0].Plan);
      const used = nodes.flatMap((node) => node['Index Name'] ?? []).filter((name) => name !== `pk_${table}`);
      expect([text, nodes.filter((node) => /Seq Scan|Sort|Bitmap/.test(node['Node Type']))]).toEqual([text, []]);
      expect([text, used.filter((name) => !BY_TIME.has(name)), used.length]).toEqual([text, [], 1]);
      seen.add(table);
    }
    // Events go by a function of the owner's, which has the same condition and order as what is asked of their age.
    expect([...seen].sort()).toEqual(Object.keys(ROWS).sort());
  });
});
