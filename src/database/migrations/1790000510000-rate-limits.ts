import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The counters of the rate limits, shared by all instances. They live for a minute, so a crash of the server may empty
 * them: UNLOGGED, lest every login pay for writing them ahead.
 */
export class RateLimits1790000510000 implements MigrationInterface {
  readonly name = 'RateLimits1790000510000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE rate_limits (
        key text NOT NULL,
        used integer NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_rate_limits PRIMARY KEY (key)
      )`);
    await runner.query('CREATE INDEX ix_rate_limits_expires ON rate_limits (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rate_limits');
  }
}
