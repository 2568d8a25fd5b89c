import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The time of each user's last write, under the lock of their number: it never goes backwards (docs/decisions/0310). The
 * unique index on versions comes afterwards, without a lock on writers (`concurrent-indexes.ts`).
 */
export class UniqueVersions1790000910000 implements MigrationInterface {
  readonly name = 'UniqueVersions1790000910000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE task_sequences ADD COLUMN last_stamp bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE task_sequences DROP COLUMN last_stamp');
    await runner.query('DROP INDEX IF EXISTS uq_tasks_version');
    await runner.query(
      'CREATE INDEX IF NOT EXISTS ix_tasks_updated ON tasks (user_id, updated_at, id) WHERE deleted_at IS NULL',
    );
  }
}
