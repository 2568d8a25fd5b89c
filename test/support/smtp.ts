import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { within } from './eventually.js';

/** A mail as it came in over the wire. */
export interface ReceivedMail {
  to: string;
  subject: string;
  /** Headers and both parts, with the transfer encoding undone. */
  content: string;
  /** The token of the link in it, if there is one. */
  token?: string;
}

/** A real SMTP server on a free port that keeps what it gets. */
export class TestMailServer {
  readonly mails: ReceivedMail[] = [];
  /** Makes it refuse mails and quote them in the refusal, as some filters do. */
  refuses = false;
  /** For SMTP_URL, once it is started. */
  url = '';
  private readonly server: SMTPServer;

  constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks).toString();
          const head = raw.slice(0, raw.search(/\r?\n\r?\n/));
          const content = head + decode(raw.slice(head.length));
          if (this.refuses)
            return done(
              Object.assign(new Error(`Unwanted: ${content.slice(content.indexOf('http'))}`), { responseCode: 550 }),
            );
          this.mails.push({
            to: session.envelope.rcptTo.map(({ address }) => address).join(),
            subject: subjectOf(head),
            content,
            token: /#token=([\w-]+)/.exec(content)?.[1],
          });
          done();
        });
      },
    });
  }

  /** @returns its URL. */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return (this.url = `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  /** The newest mail to this address, which is on its way; after as many as have come before. */
  async next(to: string, subject: RegExp, before = 0, milliseconds = 10_000): Promise<ReceivedMail> {
    const matching = () =>
      this.mails.filter((mail) => mail.to.toLowerCase() === to.toLowerCase() && subject.test(mail.subject));
    await within(milliseconds, () =>
      matching().length > before ? Promise.resolve() : Promise.reject(new Error(`No mail ${subject.source} to ${to}`)),
    );
    return matching().at(-1)!;
  }
}

/** Undoes quoted-printable (RFC 2045, 6.7), which long lines and other letters are sent in. */
function decode(raw: string): string {
  const bytes = raw
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** With its encoded words (RFC 2047) decoded. */
function subjectOf(head: string): string {
  const [, folded = ''] = /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(head) ?? [];
  const words = folded.replace(/\r?\n\s*/g, ' ').replace(/(?<=\?=) (?==\?)/g, '');
  return words.replace(/=\?UTF-8\?Q\?(.*?)\?=/g, (_, word: string) => decode(word.replaceAll('_', ' '))).trim();
}
