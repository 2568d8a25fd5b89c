import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNER = `user_id = nullif(current_setting('app.user_id', true), '')::uuid`;

/** Wrong current passwords of those who are logged in, counted as a login's are: a stolen token must not guess on. */
export class PasswordProofs1790000851000 implements MigrationInterface {
  readonly name = 'PasswordProofs1790000851000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE password_proofs (
        user_id uuid NOT NULL,
        failures integer NOT NULL,
        locked_until timestamptz(3),
        CONSTRAINT pk_password_proofs PRIMARY KEY (user_id),
        CONSTRAINT fk_password_proofs_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query('ALTER TABLE password_proofs ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE password_proofs FORCE ROW LEVEL SECURITY');
    await runner.query(`CREATE POLICY password_proofs_select ON password_proofs FOR SELECT USING (${OWNER})`);
    await runner.query(`CREATE POLICY password_proofs_insert ON password_proofs FOR INSERT WITH CHECK (${OWNER})`);
    await runner.query(
      `CREATE POLICY password_proofs_update ON password_proofs FOR UPDATE USING (${OWNER}) WITH CHECK (${OWNER})`,
    );
    await runner.query(`CREATE POLICY password_proofs_delete ON password_proofs FOR DELETE USING (${OWNER})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE password_proofs');
  }
}
