import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The links that were mailed. One row for each user and purpose, so that a newer link takes the place of the older. The
 * token itself is not here, nor its hash: it is an HMAC over the id, and exists in the mail alone.
 */
export class MailTokens1790000530000 implements MigrationInterface {
  readonly name = 'MailTokens1790000530000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mail_tokens (
        user_id uuid NOT NULL,
        purpose text NOT NULL,
        id uuid NOT NULL,
        email text NOT NULL,
        requested_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        used_at timestamptz(3),
        CONSTRAINT pk_mail_tokens PRIMARY KEY (user_id, purpose),
        CONSTRAINT fk_mail_tokens_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT ck_mail_tokens_purpose CHECK (purpose IN ('reset_password', 'verify_email', 'change_email'))
      )`);
    await runner.query('ALTER TABLE mail_tokens ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE mail_tokens FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY mail_tokens_owner ON mail_tokens USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mail_tokens');
  }
}
