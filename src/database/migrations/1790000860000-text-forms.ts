import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The order of titles and the compared forms of tags, made by the application. The index comes afterwards, without a
 * lock on writers (`concurrent-indexes.ts`), and the forms of the tasks that are there in the background
 * (`TextFormRebuildService`), from the row in `rebuilds`.
 */
export class TextForms1790000860000 implements MigrationInterface {
  readonly name = 'TextForms1790000860000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE tasks ADD COLUMN title_order text COLLATE "C" NOT NULL DEFAULT ''`);
    await runner.query('ALTER TABLE tasks ADD COLUMN tag_forms text[]');
    await runner.query(`
      CREATE TABLE rebuilds (
        name varchar(50) NOT NULL,
        after_user uuid,
        lease_until timestamptz(3) NOT NULL,
        done_at timestamptz(3),
        CONSTRAINT pk_rebuilds PRIMARY KEY (name)
      )`);
    // Row-level security hides every task from the owner of the table; its size tells whether there ever was one.
    await runner.query(`
      INSERT INTO rebuilds (name, lease_until, done_at)
      VALUES ('text_forms', now(), CASE WHEN pg_relation_size('tasks') = 0 THEN now() END)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rebuilds');
    await runner.query(
      'CREATE INDEX IF NOT EXISTS ix_tasks_title ON tasks (user_id, title, id) WHERE deleted_at IS NULL',
    );
    await runner.query('ALTER TABLE tasks DROP COLUMN tag_forms');
    await runner.query('ALTER TABLE tasks DROP COLUMN title_order');
  }
}
