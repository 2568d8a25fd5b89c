import { Injectable } from '@nestjs/common';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalLocale, DEFAULT_LOCALE, fallbacksOf } from '../common/locales.js';
import { MailConfig } from '../config/slices.js';
import { StartupError } from '../config/startup-error.js';

const LINKS = ['reset-password', 'verify-email', 'change-email'] as const;
const NOTICES = [
  'email-changed',
  'email-restored',
  'password-changed',
  'sessions-ended',
  'username-changed',
  'account-activated',
  'account-deactivated',
  'account-promoted',
  'account-demoted',
  'account-unlocked',
  'account-removed',
] as const;
const NAMES = [...LINKS, ...NOTICES];

export type NoticeName = (typeof NOTICES)[number];
export type TemplateName = (typeof NAMES)[number];

const OUR_DIR = fileURLToPath(new URL('./templates', import.meta.url));

interface Template {
  subject: string;
  text: string;
  html: string;
}

/**
 * Each mail has a `.txt`, whose first line is the subject, and a `.html`, in the folder of a language. Files in such folders
 * of MAIL_TEMPLATES_DIR replace ours one by one, and files beside the folders do so for every language.
 */
@Injectable()
export class MailTemplatesService {
  private readonly languages = new Map<string, Map<TemplateName, Template>>();

  /** @throws StartupError if a template cannot be used. */
  constructor({ MAIL_TEMPLATES_DIR }: MailConfig) {
    const dirs = MAIL_TEMPLATES_DIR === undefined ? [OUR_DIR] : [MAIL_TEMPLATES_DIR, OUR_DIR];
    for (const locale of new Set(dirs.flatMap(localesIn))) {
      const folders = dirs.flatMap((dir) => [join(dir, locale), dir]);
      this.languages.set(locale, new Map(NAMES.map((name) => [name, load(name, folders)])));
    }
  }

  /** In this language, or one that it falls back to. */
  render(name: TemplateName, locale: string, values: Record<string, string>): Template {
    const known = [...fallbacksOf(locale), DEFAULT_LOCALE].find((tag) => this.languages.has(tag))!;
    const { subject, text, html } = this.languages.get(known)!.get(name)!;
    return {
      // A header must stay one line, or a value could add headers.
      subject: fill(subject, values, (value) => value.replace(/\p{C}/gu, ' ')),
      text: fill(text, values, (value) => value),
      html: fill(html, values, escapeHtml),
    };
  }
}

/** @throws StartupError for a folder that would be passed over: `pt_BR`, `pt-br`. */
function localesIn(dir: string): string[] {
  const folders = entriesOf(dir).filter((name) => !name.startsWith('.') && statSync(join(dir, name)).isDirectory());
  const misnamed = folders.find((name) => canonicalLocale(name) !== name);
  if (misnamed === undefined) return folders;
  throw new StartupError(`The folder ${join(dir, misnamed)} must have the name of a language, such as de or pt-BR.`);
}

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(`The folder of mail templates ${dir} cannot be read (${code}).`);
  }
}

/** @param folders in the order in which they are looked through. */
function load(name: TemplateName, folders: string[]): Template {
  const [heading = '', , ...body] = read(`${name}.txt`, folders).split('\n');
  if (!heading.startsWith('Subject: '))
    throw new StartupError(`The first line of the mail template ${name}.txt must begin with "Subject: ".`);
  return {
    subject: heading.slice('Subject: '.length).trim(),
    text: body.join('\n'),
    html: read(`${name}.html`, folders),
  };
}

function read(file: string, folders: string[]): string {
  for (const folder of folders) {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT')
        throw new StartupError(`The mail template ${join(folder, file)} cannot be read (${code}).`);
    }
  }
  throw new StartupError(`There is no mail template ${file} in ${folders[0]}: a language has all of them.`);
}

function fill(template: string, values: Record<string, string>, escape: (value: string) => string): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`A mail template asks for {{${name}}}, which this mail does not have`);
    return escape(value);
  });
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
