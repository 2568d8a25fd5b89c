/** @no-pooler rules; its statements are of kinds that others send through one */
import { jest } from '@jest/globals';
import { chmodSync, chownSync, copyFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedServer } from '../../src/database/embedded/embedded-server.js';
import { type Certificate, makeAuthority, makeCertificate } from '../support/certificates.js';
import { within } from '../support/eventually.js';
import { newFolder, type Program, startProgram } from '../support/process.js';
import { testSecrets } from '../support/test-config.js';

jest.setTimeout(120_000);

/** PostgreSQL with TLS, whose certificate can be changed while it runs. */
describe('a database that is reached by TLS', () => {
  const folder = newFolder();
  const dir = join(folder, 'postgres');
  const used: Certificate = { certificate: join(folder, 'used.pem'), key: join(folder, 'used.key') };
  let authority: Certificate;
  let stranger: Certificate;
  let server: EmbeddedServer;
  let admin: pg.Client;
  const programs: Program[] = [];

  beforeAll(async () => {
    // The server may run as another user.
    chmodSync(folder, 0o755);
    authority = makeAuthority(folder, 'authority');
    stranger = makeAuthority(folder, 'stranger');
    const passwords = { POSTGRES_PASSWORD: 'p1', OWNER_PASSWORD: 'p2', APP_PASSWORD: 'p3' };
    const quick = { fsync: 'off', synchronous_commit: 'off' };
    server = await EmbeddedServer.start({ dir, passwords, settings: quick });
    admin = new pg.Client({ connectionString: server.superuserUrl });
    await admin.connect();
    present(makeCertificate(folder, 'right', authority, { host: 'localhost' }));
    await admin.query(`ALTER SYSTEM SET ssl_cert_file = '${used.certificate}'`);
    await admin.query(`ALTER SYSTEM SET ssl_key_file = '${used.key}'`);
    await admin.query('ALTER SYSTEM SET ssl = on');
    await reload();
  });
  afterAll(async () => {
    for (const { child } of programs) child.kill('SIGKILL');
    await Promise.all(programs.map(({ ended }) => ended));
    await admin.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Puts a certificate where the server looks for it. */
  function present(certificate: Certificate): void {
    copyFileSync(certificate.certificate, used.certificate);
    copyFileSync(certificate.key, used.key);
    chmodSync(used.key, 0o600);
    const { uid, gid } = statSync(dir);
    if (process.getuid?.() === 0) for (const file of Object.values(used) as string[]) chownSync(file, uid, gid);
  }

  /** Connections that are made from now on see it; the server has read it when one of them does. */
  async function reload(): Promise<void> {
    await admin.query('SELECT pg_reload_conf()');
    await within(5_000, async () => {
      const { rows } = await admin.query<{ ssl: string }>('SHOW ssl');
      expect(rows[0]?.ssl).toBe('on');
    });
  }

  const secure = (url: string, query: string, host = 'localhost') => {
    const { username, password, port, pathname } = new URL(url);
    return `postgresql://${username}:${password}@${host}:${port}${pathname}?${query}`;
  };

  const start = (query: string, env: Record<string, string> = {}, host?: string) => {
    const program = startProgram({
      NODE_ENV: 'production',
      SHUTDOWN_DELAY_MS: '0',
      ...testSecrets(),
      DATABASE_URL: secure(server.appUrl, query, host),
      MIGRATION_DATABASE_URL: secure(server.ownerUrl, query, host),
      DATABASE_REPLICA_URL: secure(server.appUrl, query, host),
      DATABASE_CA_FILE: authority.certificate,
      ...env,
    });
    programs.push(program);
    return program;
  };

  async function connections() {
    const { rows } = await admin.query<{ ssl: boolean; usename: string }>(
      `SELECT ssl, usename FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'taskward'`,
    );
    return rows;
  }

  /** Each of them would send the driver elsewhere, weaken it or stop it. */
  const misleading = {
    ...{ PGSSLMODE: 'disable', PGHOST: '192.0.2.1', PGPORT: '1', PGUSER: 'nobody', PGDATABASE: 'x', PGPASSWORD: 'x' },
    ...{ PGOPTIONS: '-c nonsense=1', PGCLIENT_ENCODING: 'LATIN1', PGREPLICATION: 'database', PGBINARY: '1' },
    ...{ PGSSLNEGOTIATION: 'direct', PGAPPNAME: 'x', PGCONNECT_TIMEOUT: '1' },
  };

  it.each([
    ['sslmode=require&channel_binding=require', {}],
    ['sslmode=verify-full', misleading],
  ])('is used by TLS alone with %s and %j', async (query, env) => {
    const program = start(query, env);
    const url = await program.ready;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const body = JSON.stringify({
      email: 'a@example.org',
      username: 'ada',
      full_name: 'A',
      password: 'a quiet harbour at dawn',
    });
    const headers = { 'content-type': 'application/json' };
    expect([201, 409]).toContain(
      (await fetch(`${url}/api/v1/auth/register`, { method: 'POST', headers, body })).status,
    );
    const found = await connections();
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ ssl }) => !ssl)).toEqual([]);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  it('names its authority by sslrootcert as well, and by the store of the system', async () => {
    const named = start(`sslrootcert=${encodeURIComponent(authority.certificate)}`, { DATABASE_CA_FILE: '' });
    await named.ready;
    expect((await connections()).every(({ ssl }) => ssl)).toBe(true);
    named.child.kill('SIGTERM');
    await named.ended;
    await refused(
      start('sslrootcert=system', { DATABASE_CA_FILE: '' }),
      /not of an authority that this machine believes/,
    );
  });

  it.each([
    ['a missing authority', { DATABASE_CA_FILE: '' }, undefined, /not of an authority .* DATABASE_CA_FILE/],
    ['the name 127.0.0.1', {}, '127.0.0.1', /certificate of 127\.0\.0\.1:\d+ is for another name/],
  ])('is refused for %s', async (_, env, host, sentence) => {
    await refused(start('sslmode=verify-full', env, host), sentence);
  });

  it('is refused for the wrong authority, though Node is told to believe any', async () => {
    const env = { NODE_ENV: 'development', NODE_TLS_REJECT_UNAUTHORIZED: '0', DATABASE_CA_FILE: stranger.certificate };
    await refused(start('sslmode=verify-full', env), /not of an authority that this machine believes/);
    await refused(
      start('sslmode=verify-full', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
      /NODE_TLS_REJECT_UNAUTHORIZED is 0, which trusts any certificate/,
    );
  });

  it('is refused for another name, and when its certificate has expired', async () => {
    present(makeCertificate(folder, 'other', authority, { host: 'db.example.org' }));
    await reload();
    await refused(start('sslmode=verify-full'), /certificate of localhost:\d+ is for another name/);
    await refused(start('sslmode=verify-ca'), /certificate of localhost:\d+ is for another name/);
    present(makeCertificate(folder, 'old', authority, { host: 'localhost', expired: true }));
    await reload();
    await refused(start('sslmode=verify-full'), /certificate of localhost:\d+ has expired/);
  });

  it('is refused where it does not speak TLS', async () => {
    await admin.query('ALTER SYSTEM SET ssl = off');
    await admin.query('SELECT pg_reload_conf()');
    await within(5_000, async () => expect((await admin.query<{ ssl: string }>('SHOW ssl')).rows[0]?.ssl).toBe('off'));
    await refused(start('sslmode=verify-full'), /does not speak TLS, which MIGRATION_DATABASE_URL asks for/);
  });

  async function refused(program: Program, sentence: RegExp): Promise<void> {
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(sentence);
    expect(program.output()).not.toMatch(/\n\s+at /);
  }
});
