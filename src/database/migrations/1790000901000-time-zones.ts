import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The time zone of a user. The indexes that lists by due day need are built afterwards, without a lock on writers. */
export class TimeZones1790000901000 implements MigrationInterface {
  readonly name = 'TimeZones1790000901000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN time_zone text');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, undated] of [
      ['ix_tasks_due', 'infinity'],
      ['ix_tasks_due_latest', '-infinity'],
    ])
      await runner.query(`
        CREATE INDEX IF NOT EXISTS ${name} ON tasks (user_id, (CASE WHEN due IS NULL THEN '${undated}' ELSE due END), id)
        WHERE deleted_at IS NULL`);
    await runner.query('DROP INDEX IF EXISTS ix_tasks_due_day, ix_tasks_due_instant, ix_tasks_undated');
    await runner.query('ALTER TABLE users DROP COLUMN time_zone');
  }
}
