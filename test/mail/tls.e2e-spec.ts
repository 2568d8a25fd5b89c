/** @no-database */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { loadConfig } from '../../src/config/app-config.js';
import { MailTemplatesService } from '../../src/mail/mail-templates.service.js';
import { MailerService } from '../../src/mail/mailer.service.js';
import { testSecrets } from '../support/test-config.js';

/** A way to this machine that is none of its names: to the mailer a server elsewhere. */
const ELSEWHERE = '0.0.0.0';

describe('mail in production', () => {
  let server: SMTPServer | undefined;
  let mails = 0;
  let logins = 0;

  beforeEach(() => void (mails = logins = 0));
  afterEach(() => new Promise<void>((resolve) => void server?.close(resolve)));

  async function listen(options: object): Promise<number> {
    server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => {
        logins++;
        done(null, { user: 'x' });
      },
      onData: (stream, _session, done) => {
        stream.resume().on('end', () => {
          mails++;
          done();
        });
      },
      ...options,
    }).on('error', () => {});
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return (server.server.address() as AddressInfo).port;
  }

  async function send(url: string, NODE_ENV = 'production'): Promise<void> {
    const DATABASE_URL = 'postgresql://app:c5fQ2w9zK@127.0.0.1/taskward';
    const given = { NODE_ENV, ...testSecrets(), DATABASE_URL, SMTP_URL: url, PUBLIC_URL: 'https://app.example.org' };
    const { config } = loadConfig(given, '/dev/null');
    await new MailerService(config, new MailTemplatesService(config)).send({
      to: 'ada@example.org',
      template: 'password-changed',
      locale: 'en',
      values: { username: 'ada' },
      id: 'one',
    });
  }

  it('does not leave, nor does a password, by a connection that is not encrypted', async () => {
    const port = await listen({ disabledCommands: ['STARTTLS'] });
    await expect(send(`smtp://user:secret@${ELSEWHERE}:${port}`)).rejects.toThrow(/STARTTLS/);
    expect([mails, logins]).toEqual([0, 0]);
  });

  it.each(['smtp', 'smtps'])('does not leave to a server that nobody vouches for (%s)', async (scheme) => {
    const port = await listen({ secure: scheme === 'smtps' });
    await expect(send(`${scheme}://user:secret@${ELSEWHERE}:${port}`)).rejects.toThrow(/certificate/);
    expect([mails, logins]).toEqual([0, 0]);
  });

  it('needs no TLS on this machine, nor in development', async () => {
    const port = await listen({ disabledCommands: ['STARTTLS'] });
    await send(`smtp://user:secret@127.0.0.1:${port}`);
    await send(`smtp://${ELSEWHERE}:${port}`, 'development');
    expect([mails, logins]).toEqual([2, 1]);
  });
});
