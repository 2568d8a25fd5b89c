import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The sessions that ended within an access token's lifetime, for every instance to refuse. A row must outlive the
 * deletion of its user, so nothing refers to `users`. Times are the server's own (`clock_timestamp()`), so that
 * instances whose clocks differ agree on what is new.
 *
 * The one read across users is the instances' own, and it says so with `app.scope`; it shows ids of sessions and
 * nothing else. It asks for what is new, whoever's it is: hence an index without the owner.
 */
export class SessionRevocations1790000100000 implements MigrationInterface {
  readonly name = 'SessionRevocations1790000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE session_revocations (
        user_id uuid NOT NULL,
        session_id uuid NOT NULL,
        revoked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT pk_session_revocations PRIMARY KEY (user_id, session_id)
      )`);
    await runner.query('CREATE INDEX ix_session_revocations_revoked_at ON session_revocations (revoked_at)');
    await runner.query('ALTER TABLE session_revocations ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE session_revocations FORCE ROW LEVEL SECURITY');
    await runner.query(`
      CREATE POLICY session_revocations_owner ON session_revocations
        USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid)`);
    await runner.query(`
      CREATE POLICY session_revocations_feed ON session_revocations FOR SELECT
        USING (current_setting('app.scope', true) = 'session_revocations')`);
    // No access token lives for less than a minute: what is younger may still be needed, and nobody can purge it.
    await runner.query(`
      CREATE POLICY session_revocations_purge ON session_revocations FOR DELETE
        USING (current_setting('app.scope', true) = 'session_revocations' AND revoked_at < now() - interval '1 minute')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE session_revocations');
  }
}
