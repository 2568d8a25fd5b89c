import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNER = `user_id = nullif(current_setting('app.user_id', true), '')::uuid`;

/**
 * Failed logins leave `users` for a table of their own, one row for each place that guesses at an account: a login
 * only reads `users`. What was counted before came from nobody knows where, so it becomes the count of the callers
 * without an address. Instances of the release before look for the columns that this drops: stop them first.
 */
export class LoginAttempts1790000810000 implements MigrationInterface {
  readonly name = 'LoginAttempts1790000810000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE login_attempts (
        user_id uuid NOT NULL,
        source text NOT NULL,
        failed_count integer NOT NULL,
        locked_until timestamptz(3),
        failed_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_login_attempts PRIMARY KEY (user_id, source),
        CONSTRAINT fk_login_attempts_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX ix_login_attempts_failed ON login_attempts (user_id, failed_at)');
    // Row-level security is forced on the owner too: without a scope, no account is to be seen.
    await runner.query(`SET LOCAL app.scope = 'identity'`);
    await runner.query(`
      INSERT INTO login_attempts (user_id, source, failed_count, locked_until, failed_at)
      SELECT id, 'unknown', failed_login_count,
        CASE WHEN locked_until IS NOT NULL THEN least(locked_until, now() + interval '1 hour') END, now()
      FROM users WHERE failed_login_count > 0`);
    await runner.query(`SET LOCAL app.scope = ''`);
    await runner.query('ALTER TABLE users DROP COLUMN failed_login_count, DROP COLUMN locked_until');
    await runner.query('ALTER TABLE login_attempts ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE login_attempts FORCE ROW LEVEL SECURITY');
    await runner.query(`CREATE POLICY login_attempts_select ON login_attempts FOR SELECT USING (${OWNER})`);
    await runner.query(`CREATE POLICY login_attempts_insert ON login_attempts FOR INSERT WITH CHECK (${OWNER})`);
    await runner.query(
      `CREATE POLICY login_attempts_update ON login_attempts FOR UPDATE USING (${OWNER}) WITH CHECK (${OWNER})`,
    );
    await runner.query(`CREATE POLICY login_attempts_delete ON login_attempts FOR DELETE USING (${OWNER})`);
    // Superusers see who is locked out, in the scope in which they see accounts.
    await runner.query(
      `CREATE POLICY login_attempts_identity ON login_attempts FOR SELECT USING (current_setting('app.scope', true) = 'identity')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users
        ADD COLUMN failed_login_count integer NOT NULL DEFAULT 0,
        ADD COLUMN locked_until timestamptz(3)`);
    await runner.query('ALTER TABLE users NO FORCE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE login_attempts NO FORCE ROW LEVEL SECURITY');
    await runner.query(`
      UPDATE users SET failed_login_count = a.failed_count, locked_until = a.locked_until
      FROM (SELECT user_id, max(failed_count) AS failed_count, max(locked_until) AS locked_until
            FROM login_attempts GROUP BY user_id) AS a
      WHERE users.id = a.user_id`);
    await runner.query('ALTER TABLE users FORCE ROW LEVEL SECURITY');
    await runner.query('DROP TABLE login_attempts');
  }
}
