import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNER = `user_id = nullif(current_setting('app.user_id', true), '')::uuid`;
const RETENTION = `current_setting('app.scope', true) = 'retention'`;

const OVER = `expires_at < now() - interval '24 hours'`;
const ENDED = `coalesce(revoked_at, expires_at) < now() - interval '24 hours'`;
const OLD = `occurred_at < now() - interval '30 days'`;
const OPEN = `current_setting('app.scope', true) = 'identity' AND used_at IS NULL AND expires_at > now()`;

/** Policies: which, what they let through until now, and what besides from now on. Whatever the settings say. */
const CHANGED = [
  ['sessions', 'select', OWNER, ENDED],
  ['sessions', 'delete', OWNER, ENDED],
  ['mail_tokens', 'select', OWNER, OVER],
  ['mail_tokens', 'delete', OWNER, OVER],
  ['email_restorations', 'select', `${OWNER} OR (${OPEN})`, OVER],
  ['email_restorations', 'delete', OWNER, OVER],
  ['audit_events', 'select', `current_setting('app.scope', true) = 'audit'`, OLD],
] as const;

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
    for (const [table, command, before, over] of CHANGED)
      await runner.query(
        `ALTER POLICY ${table}_${command} ON ${table} USING (${before} OR (${RETENTION} AND ${over}))`,
      );
    await runner.query(`CREATE POLICY audit_events_delete ON audit_events FOR DELETE USING (${RETENTION} AND ${OLD})`);
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
    await runner.query('DROP POLICY audit_events_delete ON audit_events');
    for (const [table, command, before] of CHANGED)
      await runner.query(`ALTER POLICY ${table}_${command} ON ${table} USING (${before})`);
  }
}
