import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lists, search, the trash and idempotent writes need.
 *
 * Under row-level security the planner uses a condition of the query for an index only if its operator is LEAKPROOF,
 * which LIKE is not. The conditions of a policy are free of that, so the search pattern goes by a transaction-local
 * setting into a restrictive policy, where the trigram index serves it; unset, it is `%` and matches every row. The
 * query repeats the search in its own words: what is found never rests on the setting.
 */
export class TasksForClients1790000300000 implements MigrationInterface {
  readonly name = 'TasksForClients1790000300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await runner.query('CREATE EXTENSION IF NOT EXISTS btree_gin');
    await runner.query(`
      ALTER TABLE tasks
        ADD COLUMN due timestamptz(3),
        ADD COLUMN search_text text NOT NULL DEFAULT '',
        ADD COLUMN purged_at timestamptz(3)`);
    // FORCE would hide every row from us, who have no user.
    await runner.query('ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY');
    await runner.query(`
      UPDATE tasks SET
        due = coalesce(due_at, due_date::timestamp AT TIME ZONE 'UTC'),
        search_text = lower(regexp_replace(normalize(concat_ws(E'\\x1f', title, description), NFKD), '[\\u0300-\\u036f]', '', 'g'))`);
    await runner.query('ALTER TABLE tasks FORCE ROW LEVEL SECURITY');
    await runner.query(`
      ALTER TABLE tasks
        ALTER COLUMN search_text DROP DEFAULT,
        ADD CONSTRAINT ck_tasks_due_key CHECK (due IS NOT DISTINCT FROM coalesce(due_at, due_date::timestamp AT TIME ZONE 'UTC')),
        ADD CONSTRAINT ck_tasks_purged CHECK (purged_at IS NULL OR deleted_at IS NOT NULL)`);
    await runner.query('CREATE INDEX ix_tasks_updated ON tasks (user_id, updated_at, id) WHERE deleted_at IS NULL');
    // Undated tasks come last in both directions, so each direction has its own key.
    await runner.query(
      `CREATE INDEX ix_tasks_due ON tasks (user_id, (CASE WHEN due IS NULL THEN 'infinity' ELSE due END), id) WHERE deleted_at IS NULL`,
    );
    await runner.query(
      `CREATE INDEX ix_tasks_due_latest ON tasks (user_id, (CASE WHEN due IS NULL THEN '-infinity' ELSE due END), id) WHERE deleted_at IS NULL`,
    );
    await runner.query('CREATE INDEX ix_tasks_title ON tasks (user_id, title, id) WHERE deleted_at IS NULL');
    await runner.query('CREATE INDEX ix_tasks_priority ON tasks (user_id, priority, id) WHERE deleted_at IS NULL');
    await runner.query('CREATE INDEX ix_tasks_completed ON tasks (user_id, completed, id) WHERE deleted_at IS NULL');
    // The list that clients ask for most: what is still to do, newest first.
    await runner.query(
      'CREATE INDEX ix_tasks_open ON tasks (user_id, created_at, id) WHERE deleted_at IS NULL AND NOT completed',
    );
    await runner.query(
      'CREATE INDEX ix_tasks_search ON tasks USING gin (user_id, search_text gin_trgm_ops) WHERE deleted_at IS NULL',
    );
    await runner.query('CREATE INDEX ix_tasks_trash ON tasks (user_id, deleted_at) WHERE deleted_at IS NOT NULL');
    await runner.query(`
      CREATE POLICY tasks_search ON tasks AS RESTRICTIVE FOR SELECT
        USING (search_text LIKE coalesce(nullif(current_setting('app.search', true), ''), '%'))`);
    await runner.query(`
      CREATE TABLE idempotency_keys (
        user_id uuid NOT NULL,
        key varchar(255) NOT NULL,
        request_hash bytea NOT NULL,
        status smallint,
        headers jsonb,
        body text,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_idempotency_keys PRIMARY KEY (user_id, key),
        CONSTRAINT fk_idempotency_keys_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query('ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY');
    await runner.query(`
      CREATE POLICY idempotency_keys_owner ON idempotency_keys
        USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid)`);
    await this.letPurge(runner);
  }

  /**
   * The purge sees what has expired by the database's own clock, and nothing else. Of a task it can make a tombstone
   * (30 days after the deletion), which it can remove (another 90 days later).
   */
  private async letPurge(runner: QueryRunner): Promise<void> {
    const purging = `current_setting('app.scope', true) = 'purge'`;
    await runner.query(`
      CREATE POLICY tasks_purge_sees ON tasks FOR SELECT
        USING (${purging} AND deleted_at < now() - interval '30 days')`);
    await runner.query(`
      CREATE POLICY tasks_purge_blanks ON tasks FOR UPDATE
        USING (${purging} AND deleted_at < now() - interval '30 days')
        WITH CHECK (${purging} AND purged_at IS NOT NULL AND deleted_at < now() - interval '30 days' AND title = ''
          AND description IS NULL AND tags = '{}' AND due IS NULL AND completed_at IS NULL AND priority = 0 AND search_text = '')`);
    await runner.query(`
      CREATE POLICY tasks_purge_removes ON tasks FOR DELETE
        USING (${purging} AND purged_at IS NOT NULL AND deleted_at < now() - interval '120 days')`);
    await runner.query(`
      CREATE POLICY idempotency_keys_purge_sees ON idempotency_keys FOR SELECT
        USING (${purging} AND created_at < now() - interval '24 hours')`);
    await runner.query(`
      CREATE POLICY idempotency_keys_purge_removes ON idempotency_keys FOR DELETE
        USING (${purging} AND created_at < now() - interval '24 hours')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
    await runner.query('DROP POLICY tasks_purge_removes ON tasks');
    await runner.query('DROP POLICY tasks_purge_blanks ON tasks');
    await runner.query('DROP POLICY tasks_purge_sees ON tasks');
    await runner.query('DROP POLICY tasks_search ON tasks');
    await runner.query(`
      DROP INDEX ix_tasks_trash, ix_tasks_search, ix_tasks_open, ix_tasks_completed, ix_tasks_priority, ix_tasks_title,
        ix_tasks_due_latest, ix_tasks_due, ix_tasks_updated`);
    await runner.query('ALTER TABLE tasks DROP COLUMN due, DROP COLUMN search_text, DROP COLUMN purged_at');
    await runner.query('DROP EXTENSION btree_gin');
    await runner.query('DROP EXTENSION pg_trgm');
  }
}
