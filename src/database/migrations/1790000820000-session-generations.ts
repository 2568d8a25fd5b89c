import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a session remembers of its generations: which one's access token was used, which were current a moment ago, and
 * which were lost and replaced. Constant defaults: no row is rewritten, and an older instance can go on writing.
 */
export class SessionGenerations1790000820000 implements MigrationInterface {
  readonly name = 'SessionGenerations1790000820000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sessions
        ADD COLUMN used_generation integer,
        ADD COLUMN recent_generations jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN void_generations integer[] NOT NULL DEFAULT '{}'
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE sessions DROP COLUMN void_generations, DROP COLUMN recent_generations, DROP COLUMN used_generation',
    );
  }
}
