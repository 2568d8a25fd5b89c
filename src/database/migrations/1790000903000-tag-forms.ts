import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Has the stored forms of text made anew (`TextFormRebuildService`), unless this very transaction has made the tables:
 * tags are compared without regard to case, and the order of a very long title is cut off. It is the same on the way
 * back.
 */
export class TagForms1790000903000 implements MigrationInterface {
  readonly name = 'TagForms1790000903000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE rebuilds SET done_at = NULL, after_user = NULL, lease_until = now()
      WHERE name = 'text_forms' AND done_at IS DISTINCT FROM now()::timestamptz(3)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await this.up(runner);
  }
}
