import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNER = `nullif(current_setting('app.user_id', true), '')::uuid`;
const OWNED = `user_id = ${OWNER}`;
const EXPIRED_TASK = `current_setting('app.scope', true) = 'purge' AND deleted_at < now() - interval '30 days'`;
const EXPIRED_KEY = `current_setting('app.scope', true) = 'purge' AND created_at < now() - interval '24 hours'`;
const BLANK = `purged_at IS NOT NULL AND title = '' AND description IS NULL AND tags = '{}' AND due IS NULL
  AND completed_at IS NULL AND priority = 0 AND search_text = ''`;
const SEARCHED = `search_text LIKE coalesce(nullif(current_setting('app.search', true), ''), '%')`;

/** The policies until now, and how `down` makes them again. */
const BEFORE = [
  ['users', 'users_self', `USING (id = ${OWNER})`],
  ['users', 'users_identity', `USING (current_setting('app.scope', true) = 'identity')`],
  ['sessions', 'sessions_owner', `USING (${OWNED})`],
  ['tasks', 'tasks_owner', `USING (${OWNED})`],
  ['tasks', 'tasks_search', `AS RESTRICTIVE FOR SELECT USING (${SEARCHED})`],
  ['tasks', 'tasks_purge_sees', `FOR SELECT USING (${EXPIRED_TASK})`],
  ['tasks', 'tasks_purge_blanks', `FOR UPDATE USING (${EXPIRED_TASK}) WITH CHECK (${EXPIRED_TASK} AND ${BLANK})`],
  [
    'tasks',
    'tasks_purge_removes',
    `FOR DELETE USING (current_setting('app.scope', true) = 'purge' AND purged_at IS NOT NULL
       AND deleted_at < now() - interval '120 days')`,
  ],
  ['task_sequences', 'task_sequences_owner', `USING (${OWNED})`],
  ['idempotency_keys', 'idempotency_keys_owner', `USING (${OWNED})`],
  ['idempotency_keys', 'idempotency_keys_purge_sees', `FOR SELECT USING (${EXPIRED_KEY})`],
  ['idempotency_keys', 'idempotency_keys_purge_removes', `FOR DELETE USING (${EXPIRED_KEY})`],
  ['mail_tokens', 'mail_tokens_owner', `USING (${OWNED})`],
  ['session_revocations', 'session_revocations_owner', `USING (${OWNED})`],
  [
    'session_revocations',
    'session_revocations_feed',
    `FOR SELECT USING (current_setting('app.scope', true) = 'session_revocations')`,
  ],
  [
    'session_revocations',
    'session_revocations_purge',
    `FOR DELETE USING (current_setting('app.scope', true) = 'session_revocations'
       AND revoked_at < now() - interval '1 minute')`,
  ],
  ['audit_events', 'audit_events_append', 'FOR INSERT WITH CHECK (true)'],
  ['audit_events', 'audit_events_read', `FOR SELECT USING (current_setting('app.scope', true) = 'audit')`],
] as const;

/** The policies from now on: table, command, conditions. Each is named after its table and its command. */
const AFTER = [
  ['users', 'select', `USING (id = ${OWNER} OR current_setting('app.scope', true) = 'identity')`],
  ['users', 'insert', `WITH CHECK (id = ${OWNER} OR current_setting('app.scope', true) = 'identity')`],
  ['users', 'update', `USING (id = ${OWNER}) WITH CHECK (id = ${OWNER})`],
  ['users', 'delete', `USING (id = ${OWNER})`],
  ...['sessions', 'task_sequences', 'mail_tokens'].flatMap((table) => [
    [table, 'select', `USING (${OWNED})`],
    [table, 'insert', `WITH CHECK (${OWNED})`],
    [table, 'update', `USING (${OWNED}) WITH CHECK (${OWNED})`],
    [table, 'delete', `USING (${OWNED})`],
  ]),
  ['tasks', 'select', `USING ((${OWNED} OR ${EXPIRED_TASK}) AND ${SEARCHED})`],
  ['tasks', 'insert', `WITH CHECK (${OWNED})`],
  ['tasks', 'update', `USING (${OWNED} OR ${EXPIRED_TASK}) WITH CHECK (${OWNED} OR (${EXPIRED_TASK} AND ${BLANK}))`],
  [
    'tasks',
    'delete',
    `USING (${OWNED} OR (current_setting('app.scope', true) = 'purge' AND purged_at IS NOT NULL
       AND deleted_at < now() - interval '120 days'))`,
  ],
  ['idempotency_keys', 'select', `USING (${OWNED} OR (${EXPIRED_KEY}))`],
  ['idempotency_keys', 'insert', `WITH CHECK (${OWNED})`],
  ['idempotency_keys', 'update', `USING (${OWNED}) WITH CHECK (${OWNED})`],
  ['idempotency_keys', 'delete', `USING (${OWNED} OR (${EXPIRED_KEY}))`],
  ['session_revocations', 'select', `USING (${OWNED} OR current_setting('app.scope', true) = 'session_revocations')`],
  ['session_revocations', 'insert', `WITH CHECK (${OWNED})`],
  [
    'session_revocations',
    'delete',
    `USING (current_setting('app.scope', true) = 'session_revocations' AND revoked_at < now() - interval '1 minute')`,
  ],
  [
    'audit_events',
    'insert',
    `WITH CHECK (${OWNED} OR (current_setting('app.scope', true) = 'stranger' AND user_id IS NULL AND actor_id IS NULL))`,
  ],
  ['audit_events', 'select', `USING (current_setting('app.scope', true) = 'audit')`],
] as [table: string, command: string, conditions: string][];

/**
 * One permissive policy for each table and command. A restrictive one does not survive the copy to the shards of a
 * distributed PostgreSQL, so the search pattern becomes a part of `tasks_select`, where it still reaches its index. The
 * scope `identity` finds accounts and adds one, but changes and removes none; an audit event is about the scope's own
 * user, or about nobody.
 */
export class PoliciesByCommand1790000800000 implements MigrationInterface {
  readonly name = 'PoliciesByCommand1790000800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, name] of BEFORE) await runner.query(`DROP POLICY ${name} ON ${table}`);
    for (const [table, command, conditions] of AFTER)
      await runner.query(`CREATE POLICY ${table}_${command} ON ${table} FOR ${command.toUpperCase()} ${conditions}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, command] of AFTER) await runner.query(`DROP POLICY ${table}_${command} ON ${table}`);
    for (const [table, name, definition] of BEFORE)
      await runner.query(`CREATE POLICY ${name} ON ${table} ${definition}`);
  }
}
