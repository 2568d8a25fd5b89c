import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNED = `user_id = nullif(current_setting('app.user_id', true), '')::uuid`;

/**
 * How instances learn of each other's writes (docs/decisions/0312): a scope that reads the numbers of all users, and when
 * each last changed. The index comes afterwards, without a lock on writers (`concurrent-indexes.ts`).
 */
export class TaskFeed1790000912000 implements MigrationInterface {
  readonly name = 'TaskFeed1790000912000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE task_sequences ADD COLUMN changed_at timestamptz(3)');
    await runner.query(
      `ALTER POLICY task_sequences_select ON task_sequences
       USING (${OWNED} OR current_setting('app.scope', true) = 'task_feed')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER POLICY task_sequences_select ON task_sequences USING (${OWNED})`);
    await runner.query('ALTER TABLE task_sequences DROP COLUMN changed_at');
  }
}
