import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What happened to accounts. Append-only three times over: the application's role has no right to change a row
 * (`migrate.ts`), row-level security has no policy by which anyone could, and a trigger says no aloud to a role that
 * owns the table, as a single role does. An owner can still take the trigger off, which is how old events are purged.
 *
 * Rows refer to no user: they outlive a deleted one. They are read by time or by user, whoever's they are, by
 * superusers alone, who say so with `app.scope`.
 */
export class AuditEvents1790000520000 implements MigrationInterface {
  readonly name = 'AuditEvents1790000520000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_events (
        id uuid NOT NULL,
        occurred_at timestamptz(3) NOT NULL,
        event text NOT NULL,
        outcome text NOT NULL,
        user_id uuid,
        actor_id uuid,
        ip inet,
        user_agent text,
        detail jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT pk_audit_events PRIMARY KEY (id),
        CONSTRAINT ck_audit_events_outcome CHECK (outcome IN ('success', 'failure'))
      )`);
    await runner.query('CREATE INDEX ix_audit_events_occurred ON audit_events (occurred_at, id)');
    await runner.query('CREATE INDEX ix_audit_events_user ON audit_events (user_id, occurred_at, id)');
    await runner.query('ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE audit_events FORCE ROW LEVEL SECURITY');
    await runner.query('CREATE POLICY audit_events_append ON audit_events FOR INSERT WITH CHECK (true)');
    await runner.query(
      `CREATE POLICY audit_events_read ON audit_events FOR SELECT USING (current_setting('app.scope', true) = 'audit')`,
    );
    await runner.query(`
      CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege'; END $$`);
    await runner.query(`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_events');
    await runner.query('DROP FUNCTION refuse_change_of_audit()');
  }
}
