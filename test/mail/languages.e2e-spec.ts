/** @hostile-role @no-pooler rules; its statements are of kinds that others send through one */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../src/database/database.service.js';
import { JobQueue } from '../../src/jobs/job-queue.service.js';
import type { TestUser } from '../support/api-client.js';
import { useMailServer, useTestApp } from '../support/fixtures.js';
import { newFolder } from '../support/process.js';

const ME = '/api/v1/users/me';
const DETAIL = 'must be a language tag (BCP 47), such as en, de-CH or pt-BR';

describe('the language of a user', () => {
  const mail = useMailServer();
  const templates = newFolder();
  mkdirSync(join(templates, 'de'));
  writeFileSync(join(templates, 'de', 'password-changed.txt'), 'Subject: Dein Passwort ist neu\n\nMoin {{username}}!');
  const app = useTestApp({ mail, env: { EMAIL_VERIFICATION: 'optional', MAIL_TEMPLATES_DIR: templates } });

  let count = 0;
  const register = (locale?: unknown, acceptLanguage?: string, path = '/api/v1/auth/register') => {
    const username = `ada-${++count}`;
    const names = { username, email: `${username}@example.org`, full_name: 'Ada', password: 'a stapler of horses' };
    const request = app.api.request('post', path).send({ ...names, locale });
    return acceptLanguage === undefined ? request : request.set('Accept-Language', acceptLanguage);
  };
  const newUser = async (locale?: string) => {
    const { body } = await register(locale).expect(201);
    return app.api.login({ ...(body as TestUser), password: 'a stapler of horses' });
  };
  const localeOf = async (request: ReturnType<typeof register>) =>
    ((await request.expect(201)).body as { locale: string }).locale;

  it('is what the registration says, or what the browser prefers, or English', async () => {
    expect(await localeOf(register('DE-ch', 'fr'))).toBe('de-CH');
    expect(await localeOf(register(undefined, 'fr-CA,fr;q=0.9,en;q=0.8'))).toBe('fr-CA');
    expect(await localeOf(register(undefined, 'de;q=0.3,nl', '/api/users'))).toBe('nl');
    for (const acceptLanguage of [undefined, '*', 'en_US', ';;,=', 'x'.repeat(10_000)])
      expect(await localeOf(register(undefined, acceptLanguage))).toBe('en');
  });

  it('is the same under a key, whatever the browser prefers by then', async () => {
    const once = { 'Idempotency-Key': 'ada-once' };
    const body = { username: 'once', email: 'once@example.org', full_name: 'Ada', password: 'a stapler of horses' };
    const first = await app.api.post('/api/v1/auth/register', undefined, body).set(once).set('Accept-Language', 'de');
    const again = await app.api.post('/api/v1/auth/register', undefined, body).set(once).set('Accept-Language', 'fr');
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  });

  it.each(['', '*', 'en_US', 'english language', 'de-', 'e'.repeat(36), null, 7, ['de'], { de: 1 }])(
    '%j is none, at register and in the profile',
    async (locale) => {
      const ada = await newUser();
      for (const request of [register(locale), app.api.patch(ME, ada, { locale })]) {
        const { body } = await request.expect(422);
        const [fault] = (body as { errors: { pointer: string; detail: string }[] }).errors;
        expect(fault?.pointer).toBe('/locale');
        if (typeof locale === 'string') expect(fault?.detail).toBe(DETAIL);
      }
    },
  );

  it('is in the profile, can be changed and sent back there, and is in the export', async () => {
    const ada = await newUser();
    const { body } = await app.api.patch(ME, ada, { locale: 'pt-br' }).expect(200);
    expect(body).toMatchObject({ locale: 'pt-BR', full_name: 'Ada' });
    await app.api.patch(ME, ada, body as object).expect(200);
    await app.api.patch(ME, ada, { full_name: 'Countess' }).expect(200);
    expect((await app.api.get(ME, ada).expect(200)).body).toMatchObject({ locale: 'pt-BR', full_name: 'Countess' });
    const exported = (await app.api.get(`${ME}/export`, ada).expect(200)).body as { user: object };
    expect(exported.user).toMatchObject({ locale: 'pt-BR' });
  });

  it('is that of links, and of notices as it was when they were asked for', async () => {
    const ada = await newUser('de-CH');
    expect((await mail.next(ada.email, /^E-Mail-Adresse bestätigen$/)).content).toContain('Guten Tag');
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: ada.email }).expect(202);
    const { content, token } = await mail.next(ada.email, /^Neues Passwort festlegen$/);
    expect(content).toContain('<html lang="de">');
    const new_password = 'an entirely different phrase';
    await app.api.post('/api/v1/auth/reset-password', undefined, { token, new_password }).expect(204);
    // The text of the operator's, with our HTML.
    const notice = await mail.next(ada.email, /^Dein Passwort ist neu$/);
    expect(notice.content).toContain(`Moin ${ada.username}!`);
    expect(notice.content).toContain('das Passwort Ihres Kontos wurde geändert');
  });

  it('is English for mails that there are in no language of theirs', async () => {
    const ada = await newUser('fr-CH');
    expect((await mail.next(ada.email, /^Confirm your e-mail address$/)).content).toContain('<html lang="en">');
  });

  it('is English for a notice that an earlier release has queued', async () => {
    const job = { kind: 'notice', template: 'password-changed', to: 'old@example.org', username: 'old' };
    await app.nest
      .get(Database)
      .asStranger((tx) =>
        app.nest.get(JobQueue).enqueue(tx, 'mail', { ...job, requestedAt: new Date().toISOString() }),
      );
    await mail.next('old@example.org', /^Your password was changed$/);
  });
});
