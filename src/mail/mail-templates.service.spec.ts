import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MailConfig } from '../config/slices.js';
import { StartupError } from '../config/startup-error.js';
import { MailTemplatesService, type TemplateName } from './mail-templates.service.js';

const templatesOf = (MAIL_TEMPLATES_DIR?: string) => new MailTemplatesService({ MAIL_TEMPLATES_DIR } as MailConfig);
const OURS = fileURLToPath(new URL('./templates', import.meta.url));
const FILES = readdirSync(join(OURS, 'en'));
const NAMES = FILES.filter((file) => file.endsWith('.txt')).map(
  (file) => file.slice(0, -'.txt'.length) as TemplateName,
);
const VALUES = { username: 'ada', link: 'https://example.org/#token=x' };

describe.each(readdirSync(OURS))('our mails in the language %s', (locale) => {
  const read = (language: string, file: string) => readFileSync(join(OURS, language, file), 'utf8');
  const placeholders = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();

  it('are all there', () => expect(readdirSync(join(OURS, locale))).toEqual(FILES));

  it.each(FILES)('%s asks for what the English one asks for', (file) => {
    expect(placeholders(read(locale, file))).toEqual(placeholders(read('en', file)));
  });

  it.each(NAMES)('%s has a subject and two bodies, and says its language', (name) => {
    const { subject, text, html } = templatesOf().render(name, locale, VALUES);
    expect(subject).toMatch(/^\S.*\S$/);
    expect(html).toContain(`<html lang="${locale}">`);
    expect(html).toContain(`<title>${subject}</title>`);
    for (const part of [text, html]) {
      expect(part).toContain('ada');
      expect(part).not.toContain('{{');
    }
  });
});

describe('our mails', () => {
  const subjectIn = (locale: string) => templatesOf().render('reset-password', locale, VALUES).subject;

  it.each([
    ['de', 'de'],
    ['de-CH-1996', 'de'],
    ['en-GB', 'en'],
    ['fr', 'en'],
    ['nl-de', 'en'],
  ])('for %s are in %s', (locale, language) => expect(subjectIn(locale)).toBe(subjectIn(language)));

  it('are not sent without a value that they ask for', () => {
    expect(() => templatesOf().render('reset-password', 'en', { username: 'ada' })).toThrow('{{link}}');
  });
});

describe('the mails of a team', () => {
  let dir: string;

  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'templates-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('take the place of ours, file by file', () => {
    writeFileSync(join(dir, 'reset-password.txt'), 'Subject:  Ahoy {{username}} \r\n\r\nGo to {{link}}.');
    const { subject, text, html } = templatesOf(dir).render('reset-password', 'en', VALUES);
    expect([subject, text]).toEqual(['Ahoy ada', `Go to ${VALUES.link}.`]);
    expect(html).toBe(templatesOf().render('reset-password', 'en', VALUES).html);
  });

  it('are those of the language, if it has them', () => {
    for (const folder of ['de', 'pt-BR', '..data', 'de-CH']) mkdirSync(join(dir, folder));
    for (const file of FILES) writeFileSync(join(dir, 'pt-BR', file), `Subject: Olá\n\n{{username}}`);
    writeFileSync(join(dir, 'de', 'reset-password.txt'), 'Subject: Moin\n\n{{link}}');
    for (const file of FILES) writeFileSync(join(dir, 'de-CH', file), 'Subject: Grüezi\n\n{{username}}');
    const subjectIn = (locale: string) => templatesOf(dir).render('reset-password', locale, VALUES).subject;
    expect(['pt-BR', 'de', 'de-AT', 'de-CH', 'en'].map(subjectIn)).toEqual([
      'Olá',
      'Moin',
      'Moin',
      'Grüezi',
      'Choose a new password',
    ]);
    expect(templatesOf(dir).render('verify-email', 'de', VALUES)).toEqual(
      templatesOf().render('verify-email', 'de', VALUES),
    );
    writeFileSync(join(dir, 'verify-email.txt'), 'Subject: Everyone\n\n{{link}}');
    const verify = (locale: string) => templatesOf(dir).render('verify-email', locale, VALUES).subject;
    expect(['pt-BR', 'de', 'en'].map(verify)).toEqual(['Olá', 'Everyone', 'Everyone']);
  });

  it.each([
    ['a language that has not all', 'fr', /no mail template reset-password.txt in .*fr/],
    ['a language in another spelling', 'pt-br', /pt-br must have the name of a language, such as de or pt-BR/],
    ['a folder that is no language', 'pt_BR', /pt_BR must have the name of a language/],
  ])('are refused for %s', (_, folder, sentence) => {
    mkdirSync(join(dir, folder));
    expect(() => templatesOf(dir)).toThrow(sentence);
  });

  it('are refused in a folder that is not there', () => {
    expect(() => templatesOf(join(dir, 'nothing'))).toThrow(/nothing cannot be read \(ENOENT\)/);
  });

  it.each([
    ['<b>&"\'', '&#60;b&#62;&#38;&#34;&#39;'],
    ['a\r\nBcc: eve@example.org', 'a\r\nBcc: eve@example.org'],
    ['{{link}}', '{{link}}'],
    ['$& $1 $$', '$&#38; $1 $$'],
    ['🦆', '🦆'],
  ])('hold the value %j as it is, but for what HTML reads', (username, escaped) => {
    writeFileSync(join(dir, 'reset-password.txt'), 'Subject: Hello {{username}}\n\n{{username}}');
    writeFileSync(join(dir, 'reset-password.html'), '{{username}}');
    const { subject, text, html } = templatesOf(dir).render('reset-password', 'en', { username });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).toBe(username);
    expect(html).toBe(escaped);
  });

  it.each(['', 'Hello', 'subject: Hello', '\nSubject: Hello', '\ufeffSubject: Hello'])(
    'must begin with a subject, unlike %j',
    (text) => {
      writeFileSync(join(dir, 'reset-password.txt'), text);
      expect(() => templatesOf(dir)).toThrow(StartupError);
    },
  );
});
