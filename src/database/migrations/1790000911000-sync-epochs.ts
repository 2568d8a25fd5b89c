import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: what cursors of changes are bound to, and the number after which users who have none begin. */
export class SyncEpochs1790000911000 implements MigrationInterface {
  readonly name = 'SyncEpochs1790000911000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sync_epochs (
        id smallint NOT NULL,
        epoch uuid NOT NULL,
        first_version bigint NOT NULL,
        CONSTRAINT pk_sync_epochs PRIMARY KEY (id),
        CONSTRAINT ck_sync_epochs_one CHECK (id = 1)
      )`);
    await runner.query('INSERT INTO sync_epochs (id, epoch, first_version) VALUES (1, gen_random_uuid(), 0)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sync_epochs');
  }
}
