import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MailConfig } from '../config/slices.js';
import { StartupError } from '../config/startup-error.js';
import { MailTemplatesService, type TemplateName } from './mail-templates.service.js';

const templatesOf = (MAIL_TEMPLATES_DIR?: string) => new MailTemplatesService({ MAIL_TEMPLATES_DIR } as MailConfig);
const NAMES = readdirSync(new URL('./templates', import.meta.url))
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.slice(0, -'.txt'.length) as TemplateName);
const VALUES = { username: 'ada', link: 'https://example.org/#token=x' };

describe('our mails', () => {
  it.each(NAMES)('%s has a subject and two bodies, and asks for nothing else', (name) => {
    const { subject, text, html } = templatesOf().render(name, VALUES);
    expect(subject).toMatch(/^\S.*\S$/);
    for (const part of [text, html]) {
      expect(part).toContain('ada');
      expect(part).not.toContain('{{');
    }
  });

  it('are not sent without a value that they ask for', () => {
    expect(() => templatesOf().render('reset-password', { username: 'ada' })).toThrow('{{link}}');
  });
});

describe('the mails of a team', () => {
  let dir: string;

  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'templates-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('take the place of ours, file by file', () => {
    writeFileSync(join(dir, 'reset-password.txt'), 'Subject:  Ahoy {{username}} \r\n\r\nGo to {{link}}.');
    const { subject, text, html } = templatesOf(dir).render('reset-password', VALUES);
    expect([subject, text]).toEqual(['Ahoy ada', `Go to ${VALUES.link}.`]);
    expect(html).toBe(templatesOf().render('reset-password', VALUES).html);
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
    const { subject, text, html } = templatesOf(dir).render('reset-password', { username });
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
