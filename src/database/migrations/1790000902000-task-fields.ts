import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNED = `user_id = nullif(current_setting('app.user_id', true), '')::uuid`;
const EXPIRED_TASK = `current_setting('app.scope', true) = 'purge' AND deleted_at < now() - interval '30 days'`;
const BLANK = `purged_at IS NOT NULL AND title = '' AND description IS NULL AND tags = '{}' AND due IS NULL
  AND completed_at IS NULL AND priority = 0 AND search_text = ''`;

/**
 * A JSON object of the client's, and room for longer titles and descriptions (TASK_TITLE_MAX, TASK_DESCRIPTION_MAX).
 * None of it reads or writes a row: the column has no default, and PostgreSQL keeps texts whose limit is raised.
 */
export class TaskFields1790000902000 implements MigrationInterface {
  readonly name = 'TaskFields1790000902000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tasks ADD COLUMN extra json');
    // A column that a policy names does not change its type.
    await runner.query('DROP POLICY tasks_update ON tasks');
    await runner.query(
      'ALTER TABLE tasks ALTER COLUMN title TYPE varchar(500), ALTER COLUMN description TYPE varchar(16000)',
    );
    await this.createPolicy(runner, `${BLANK} AND extra IS NULL AND parent_id IS NULL`);
  }

  /** Fails where there are longer texts: to cut them off would lose data. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY tasks_update ON tasks');
    await runner.query(
      'ALTER TABLE tasks ALTER COLUMN title TYPE varchar(200), ALTER COLUMN description TYPE varchar(1000)',
    );
    await runner.query('ALTER TABLE tasks DROP COLUMN extra');
    await this.createPolicy(runner, BLANK);
  }

  private async createPolicy(runner: QueryRunner, blank: string): Promise<void> {
    await runner.query(
      `CREATE POLICY tasks_update ON tasks FOR UPDATE USING (${OWNED} OR ${EXPIRED_TASK})
       WITH CHECK (${OWNED} OR (${EXPIRED_TASK} AND ${blank}))`,
    );
  }
}
