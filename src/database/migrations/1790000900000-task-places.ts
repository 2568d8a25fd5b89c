import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The place of a task: its parent and its position there. The indexes come afterwards, and so does the look at the rows
 * that are there (`migrate.ts`); tasks that are there get their positions in the background (`PositionRebuildRepository`).
 */
export class TaskPlaces1790000900000 implements MigrationInterface {
  readonly name = 'TaskPlaces1790000900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tasks ADD COLUMN parent_id uuid');
    await runner.query(`ALTER TABLE tasks ADD COLUMN position text COLLATE "C" NOT NULL DEFAULT 'a000V'`);
    await runner.query('ALTER TABLE tasks ADD COLUMN deleted_with uuid');
    await runner.query('ALTER TABLE task_sequences ADD COLUMN last_position bigint NOT NULL DEFAULT 0');
    // Not NO ACTION: an instance of the release before may leave a child behind, and the purge must not stop at it.
    await runner.query(`
      ALTER TABLE tasks ADD CONSTRAINT fk_tasks_parent FOREIGN KEY (user_id, parent_id) REFERENCES tasks (user_id, id)
        ON DELETE SET NULL (parent_id) NOT VALID`);
    await runner.query(`
      INSERT INTO rebuilds (name, lease_until, done_at)
      VALUES ('positions', now(), CASE WHEN pg_relation_size('tasks') = 0 THEN now() END)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM rebuilds WHERE name = 'positions'`);
    await runner.query('ALTER TABLE task_sequences DROP COLUMN last_position');
    await runner.query('ALTER TABLE tasks DROP COLUMN deleted_with');
    await runner.query('ALTER TABLE tasks DROP COLUMN position');
    await runner.query('ALTER TABLE tasks DROP COLUMN parent_id');
  }
}
