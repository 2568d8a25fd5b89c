import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The language of a user's mails, as a language tag (BCP 47). */
export class Locales1790000895000 implements MigrationInterface {
  readonly name = 'Locales1790000895000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN locale text NOT NULL DEFAULT 'en'`);
    await runner.query(`
      ALTER TABLE users ADD CONSTRAINT ck_users_locale
        CHECK (locale ~ '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' AND length(locale) <= 35) NOT VALID`);
    await runner.query('ALTER TABLE users VALIDATE CONSTRAINT ck_users_locale');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP COLUMN locale');
  }
}
