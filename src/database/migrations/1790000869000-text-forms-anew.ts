import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Has the stored forms of text made anew in the background (`TextFormRebuildService`), unless this very transaction has
 * made the tables: digits of all scripts, more quotes, slashes and marks are compared in another way. So it is the same
 * on the way back.
 */
export class TextFormsAnew1790000869000 implements MigrationInterface {
  readonly name = 'TextFormsAnew1790000869000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE rebuilds SET done_at = NULL, after_user = NULL, lease_until = now()
      WHERE name = 'text_forms' AND done_at IS DISTINCT FROM now()::timestamptz(3)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await this.up(runner);
  }
}
