import { Injectable } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

const DEFAULT_DIR = fileURLToPath(new URL('./templates', import.meta.url));

interface Template {
  subject: string;
  text: string;
  html: string;
}

/** Each mail has a `.txt`, whose first line is the subject, and a `.html`; files in MAIL_TEMPLATES_DIR replace ours. */
@Injectable()
export class MailTemplatesService {
  private readonly templates: Map<TemplateName, Template>;

  /** @throws StartupError if a template cannot be used. */
  constructor(config: MailConfig) {
    this.templates = new Map(NAMES.map((name) => [name, load(name, config.MAIL_TEMPLATES_DIR)]));
  }

  render(name: TemplateName, values: Record<string, string>): Template {
    const { subject, text, html } = this.templates.get(name)!;
    return {
      // A header must stay one line, or a value could add headers.
      subject: fill(subject, values, (value) => value.replace(/\p{C}/gu, ' ')),
      text: fill(text, values, (value) => value),
      html: fill(html, values, escapeHtml),
    };
  }
}

function load(name: TemplateName, dir: string | undefined): Template {
  const [heading = '', , ...body] = read(`${name}.txt`, dir).split('\n');
  if (!heading.startsWith('Subject: '))
    throw new StartupError(`The first line of the mail template ${name}.txt must begin with "Subject: ".`);
  return { subject: heading.slice('Subject: '.length).trim(), text: body.join('\n'), html: read(`${name}.html`, dir) };
}

function read(file: string, dir: string | undefined): string {
  for (const folder of dir === undefined ? [DEFAULT_DIR] : [dir, DEFAULT_DIR]) {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (folder !== DEFAULT_DIR && code === 'ENOENT') continue;
      throw new StartupError(`The mail template ${join(folder, file)} cannot be read (${code}).`);
    }
  }
  throw new StartupError(`There is no mail template ${file}.`);
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
