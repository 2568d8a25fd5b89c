import type { MigrationInterface, QueryRunner } from 'typeorm';

const RETENTION = `current_setting('app.scope', true) = 'retention'`;

/** What each table lets go of at the earliest, whatever the settings say. */
const OVER = {
  sessions: `coalesce(revoked_at, expires_at) < now() - interval '1 day'`,
  mail_tokens: `expires_at < now() - interval '1 day'`,
  email_restorations: `expires_at < now() - interval '1 day'`,
  audit_events: `occurred_at < now() - interval '30 days'`,
};

const refuseChange = (unless: string) => `
  CREATE OR REPLACE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN ${unless}RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege'; END $$`;

/**
 * What has been over for long can be removed, by a job that sees nothing else. The application's role has no right to
 * delete events: it calls a function of the owner's, which removes old ones and no others.
 */
export class Retention1790000853000 implements MigrationInterface {
  readonly name = 'Retention1790000853000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, over] of Object.entries(OVER)) {
      await runner.query(
        `CREATE POLICY ${table}_retention_sees ON ${table} FOR SELECT USING (${RETENTION} AND ${over})`,
      );
      await runner.query(
        `CREATE POLICY ${table}_retention_removes ON ${table} FOR DELETE USING (${RETENTION} AND ${over})`,
      );
    }
    await runner.query(refuseChange(`IF TG_OP = 'DELETE' AND ${RETENTION} THEN RETURN NULL; END IF; `));
    await runner.query(`
      CREATE FUNCTION remove_old_audit_events(older_than timestamptz, at_most integer) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE removed integer;
      BEGIN
        DELETE FROM public.audit_events WHERE id IN (
          SELECT id FROM public.audit_events WHERE occurred_at < least(older_than, now() - interval '30 days')
          ORDER BY occurred_at, id LIMIT at_most);
        GET DIAGNOSTICS removed = ROW_COUNT;
        RETURN removed;
      END $$`);
    await runner.query('REVOKE ALL ON FUNCTION remove_old_audit_events(timestamptz, integer) FROM PUBLIC');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION remove_old_audit_events(timestamptz, integer)');
    await runner.query(refuseChange(''));
    for (const table of Object.keys(OVER)) {
      await runner.query(`DROP POLICY ${table}_retention_removes ON ${table}`);
      await runner.query(`DROP POLICY ${table}_retention_sees ON ${table}`);
    }
  }
}
