import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Without the indexes of titles, priorities and completed tasks. They are dropped afterwards, without a lock on writers. */
export class SortIndexes1790000915000 implements MigrationInterface {
  readonly name = 'SortIndexes1790000915000';

  async up(): Promise<void> {
    // concurrent-indexes.ts does it.
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const key of ['title_order', 'priority', 'completed'])
      await runner.query(
        `CREATE INDEX IF NOT EXISTS ix_tasks_${key} ON tasks (user_id, ${key}, id) WHERE deleted_at IS NULL`,
      );
  }
}
