import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SendMailOptions, Transporter } from 'nodemailer';
import { MailConfig } from '../config/slices.js';
import { demandsMailTls } from '../config/refusals.js';
import { parseSmtpUrl } from '../config/smtp-url.js';
import { MailTemplatesService, type TemplateName } from './mail-templates.service.js';

/** Together shorter than the time after which the queue starts a job again. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

interface Mail {
  to: string;
  template: TemplateName;
  locale: string;
  values: Record<string, string>;
  id: string;
}

/** Sends mails by SMTP or, in development without a server, writes them into a folder. */
@Injectable()
export class MailerService {
  private transport?: Transporter;

  constructor(
    private readonly config: MailConfig,
    private readonly templates: MailTemplatesService,
  ) {}

  /** @throws Error if the server did not accept it; another try may deliver it twice. */
  async send({ to, template, locale, values, id }: Mail): Promise<void> {
    const message = {
      // An object, because a comma in a string would make two addresses of it.
      to: { name: '', address: to },
      from: this.config.MAIL_FROM,
      messageId: `<${id}@${new URL(this.publicUrl).hostname || 'taskward'}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...this.templates.render(template, locale, values),
    };
    const { createTransport } = await nodemailer();
    const { SMTP_URL: url } = this.config;
    if (url !== undefined)
      await (this.transport ??= createTransport(transportOf(this.config, url)))
        .sendMail(message)
        .catch(rethrowWithoutQuote);
    else if (this.config.NODE_ENV === 'production') throw new Error('SMTP_URL is not set: mail cannot leave');
    else await this.writeToOutbox(message);
  }

  /** The token is in the fragment, which is sent to no server and written to no log. */
  link(page: string, token: string): string {
    // Of the scheme of an app alone (myapp://) one slash of the two is taken off, and put back.
    return `${this.publicUrl.replace(/(?<!:)\/+$/, '')}/${page}#token=${token}`;
  }

  private get publicUrl(): string {
    return this.config.PUBLIC_URL ?? `http://localhost:${this.config.PORT}`;
  }

  private async writeToOutbox(message: SendMailOptions): Promise<void> {
    const { createTransport } = await nodemailer();
    const { message: eml } = await createTransport({ streamTransport: true, buffer: true }).sendMail(message);
    const outbox = join(this.config.DATA_DIR, 'outbox');
    mkdirSync(outbox, { recursive: true, mode: 0o700 });
    const name = `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID().slice(0, 8)}`;
    // Renamed when it is complete: a program that watches the folder must not read half a mail.
    writeFileSync(join(outbox, `.${name}`), eml as Buffer, { mode: 0o600 });
    renameSync(join(outbox, `.${name}`), join(outbox, `${name}.eml`));
  }
}

/** Fields instead of the URL, because parameters of a URL can turn off TLS or its verification. */
function transportOf(config: MailConfig, url: string) {
  const { host, port, secure, user, password } = parseSmtpUrl(url);
  const auth = user === '' ? {} : { auth: { user, pass: password } };
  const demandsTls = demandsMailTls(config);
  const tls = demandsTls ? { requireTLS: !secure, tls: { rejectUnauthorized: true } } : {};
  return { host, port, secure, ...auth, ...tls, ...TIMEOUTS };
}

/** Loaded with the first mail, because most processes send none. */
const nodemailer = async () => (await import('nodemailer')).default;

/** A refusal after DATA may quote the mail, and no link that opens an account may get into the log. */
function rethrowWithoutQuote(error: Error & { command?: string; responseCode?: number }): never {
  throw error.command === 'DATA'
    ? new Error(`The mail server refused the mail (${error.responseCode ?? 'DATA'})`)
    : error;
}
