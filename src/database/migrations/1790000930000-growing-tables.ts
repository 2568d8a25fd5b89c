import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNER = `nullif(current_setting('app.user_id', true), '')::uuid`;
const RETENTION = `current_setting('app.scope', true) = 'retention'`;
const IDENTITY = `current_setting('app.scope', true) = 'identity'`;
const OWNED = `user_id = ${OWNER}`;

const FORGOTTEN = `failed_at < now() - interval '24 hours'`;
const UNVERIFIED = `email_verified_at IS NULL AND is_active AND NOT is_superuser AND created_at < now() - interval '7 days'`;

/** Policies: which, what they let through until now, and what besides from now on. */
const CHANGED = [
  ['login_attempts', 'select', OWNED, FORGOTTEN],
  ['login_attempts', 'delete', OWNED, FORGOTTEN],
  ['password_proofs', 'select', OWNED, FORGOTTEN],
  ['password_proofs', 'delete', OWNED, FORGOTTEN],
  ['users', 'select', `id = ${OWNER} OR ${IDENTITY}`, UNVERIFIED],
] as const;

/** Built after the migrations, without a lock on writers (`concurrent-indexes.ts`). */
const INDEXES = [
  'ix_tasks_trashed',
  'ix_tasks_tombstones',
  'ix_idempotency_keys_created',
  'ix_sessions_ended',
  'ix_mail_tokens_expires',
  'ix_email_restorations_expires',
  'ix_login_attempts_forgotten',
  'ix_password_proofs_failed',
  'ix_users_unverified',
];

/**
 * Every table that grows has a retention (docs/decisions/0330). The answers of idempotency keys get a smaller form; the
 * former columns stay for the keys of the release before.
 */
export class GrowingTables1790000930000 implements MigrationInterface {
  readonly name = 'GrowingTables1790000930000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE password_proofs ADD COLUMN failed_at timestamptz(3) NOT NULL DEFAULT now()');
    await runner.query('ALTER TABLE idempotency_keys ADD COLUMN answer bytea');
    for (const [table, command, before, due] of CHANGED)
      await runner.query(`ALTER POLICY ${table}_${command} ON ${table} USING (${before} OR (${RETENTION} AND ${due}))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, command, before] of CHANGED)
      await runner.query(`ALTER POLICY ${table}_${command} ON ${table} USING (${before})`);
    await runner.query(`DROP INDEX IF EXISTS ${INDEXES.join(', ')}`);
    // The keys stay without it: the release before then refuses a repeated request (500), and does not do it twice.
    await runner.query('ALTER TABLE idempotency_keys DROP COLUMN answer');
    await runner.query('ALTER TABLE password_proofs DROP COLUMN failed_at');
  }
}
