import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many mails a recipient has got, whoever asked for them. The recipient is a keyed hash: nobody reads addresses here. */
export class MailQuotas1790000850000 implements MigrationInterface {
  readonly name = 'MailQuotas1790000850000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mail_quotas (
        recipient bytea NOT NULL,
        budget text NOT NULL,
        hour_used integer NOT NULL,
        hour_ends_at timestamptz(3) NOT NULL,
        day_used integer NOT NULL,
        day_ends_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_mail_quotas PRIMARY KEY (recipient, budget)
      )`);
    await runner.query('CREATE INDEX ix_mail_quotas_day_ends ON mail_quotas (day_ends_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mail_quotas');
  }
}
