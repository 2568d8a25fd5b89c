import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNER = `user_id = nullif(current_setting('app.user_id', true), '')::uuid`;
const OPEN = `current_setting('app.scope', true) = 'identity' AND used_at IS NULL AND expires_at > now()`;

/**
 * The addresses that an account can be given back to. As with the other mailed links, the token is an HMAC over the id
 * and exists in the mail alone. While one is open nobody else can take its address: registration asks across users, in
 * the scope in which accounts are found, and sees those that are open.
 */
export class EmailRestorations1790000852000 implements MigrationInterface {
  readonly name = 'EmailRestorations1790000852000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE email_restorations (
        user_id uuid NOT NULL,
        id uuid NOT NULL,
        email text NOT NULL,
        changed_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        used_at timestamptz(3),
        CONSTRAINT pk_email_restorations PRIMARY KEY (user_id, id),
        CONSTRAINT fk_email_restorations_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT ck_email_restorations_expires CHECK (expires_at <= changed_at + interval '72 hours')
      )`);
    await runner.query('ALTER TABLE email_restorations ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE email_restorations FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY email_restorations_select ON email_restorations FOR SELECT USING (${OWNER} OR (${OPEN}))`,
    );
    await runner.query(
      `CREATE POLICY email_restorations_insert ON email_restorations FOR INSERT WITH CHECK (${OWNER})`,
    );
    await runner.query(
      `CREATE POLICY email_restorations_update ON email_restorations FOR UPDATE USING (${OWNER}) WITH CHECK (${OWNER})`,
    );
    await runner.query(`CREATE POLICY email_restorations_delete ON email_restorations FOR DELETE USING (${OWNER})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE email_restorations');
  }
}
