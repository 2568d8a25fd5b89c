/** @no-pooler programs, on databases of their own */
import { jest } from '@jest/globals';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { useDatabase, usePooler, usePrograms } from '../support/fixtures.js';
import { asAdmin, testServer, through, urlOf } from '../support/harness.js';
import { hasPooler } from '../support/pooler.js';
import { newFolder } from '../support/process.js';
import { testSecrets } from '../support/test-config.js';

jest.setTimeout(120_000);

/** One sentence for each fault, and what the start needs besides. */
const LONGEST_OUTPUT = 900;

// A developer's machine may have no pgbouncer; CI must.
const withPgbouncer = !hasPooler && process.env.CI === undefined ? describe.skip : describe;

describe('a start that its database refuses', () => {
  const server = testServer();
  const folder = newFolder();
  const database = useDatabase('empty');
  const migrated = useDatabase();
  const startOne = usePrograms();
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (env: Record<string, string>) =>
    startOne({ DATA_DIR: folder, SHUTDOWN_DELAY_MS: '0', ...testSecrets(), ...database.env, ...env });

  async function refused(env: Record<string, string>, sentence: RegExp): Promise<string> {
    const program = start(env);
    expect(await Promise.race([program.ended, sleep(30_000, 'still there', { ref: false })])).toBe(1);
    expect(program.output()).toMatch(sentence);
    expect(program.output()).not.toMatch(/\n\s+at /);
    expect(program.output().length).toBeLessThan(LONGEST_OUTPUT);
    expect(program.output().match(/did not start/g)).toHaveLength(1);
    return program.output();
  }

  const withPassword = (url: string, password: string) => url.replace(/:[^:@/]+@/, `:${password}@`);
  const owned = () => database.env.MIGRATION_DATABASE_URL ?? '';
  const applied = () => database.env.DATABASE_URL ?? '';

  it('names the password that is wrong, in whichever of the two URLs', async () => {
    const [output] = await Promise.all([
      refused(
        { MIGRATION_DATABASE_URL: withPassword(owned(), 'canary-wrong') },
        /role \w+ or its password is wrong, .* Correct MIGRATION_DATABASE_URL; .* %25/,
      ),
      refused(
        { DATABASE_URL: withPassword(applied(), 'canary-wrong') },
        /role \w+ or its password is wrong, .* Correct DATABASE_URL; /,
      ),
      refused({ DATABASE_URL: applied().replace(/:[^:@/]+@/, '@') }, /asks for a password, and DATABASE_URL has none/),
    ]);
    expect(output).not.toContain('canary-wrong');
  });

  it('names a database that is not there, of several workers once', async () => {
    const elsewhere = { MIGRATION_DATABASE_URL: owned().replace(/[^/]+$/, 'not_there') };
    const sentence = /There is no database not_there at 127\.0\.0\.1:\d+\. Make it .* MIGRATION_DATABASE_URL/;
    await Promise.all([refused(elsewhere, sentence), refused({ ...elsewhere, WORKERS: '2' }, sentence)]);
  });

  it('names TLS that the server does not speak', async () => {
    await refused({ MIGRATION_DATABASE_URL: `${owned()}?sslmode=verify-full` }, /does not speak TLS, which MIGRATION_/);
  });

  it('names a role that may not log in, and one that may make nothing', async () => {
    const role = `refused_${Date.now()}`;
    const url = urlOf(server, { user: role, password: 'x1' }, new URL(owned()).pathname.slice(1));
    await asAdmin(server.adminUrl, (client) => client.query(`CREATE ROLE ${role} PASSWORD 'x1'`));
    try {
      await refused({ MIGRATION_DATABASE_URL: url }, new RegExp(`does not let the role ${role} in .* pg_hba.conf`));
      await asAdmin(server.adminUrl, (client) => client.query(`ALTER ROLE ${role} LOGIN`));
      await refused(
        { MIGRATION_DATABASE_URL: url },
        new RegExp(
          `role ${role} of MIGRATION_DATABASE_URL may not .*permission denied.* ALTER DATABASE .* OWNER TO "${role}"`,
        ),
      );
    } finally {
      await asAdmin(server.adminUrl, (client) => client.query(`DROP ROLE ${role}`));
    }
  });

  it('warns of a schema that a later release has made, and serves', async () => {
    const { MIGRATION_DATABASE_URL = '' } = migrated.env;
    await asAdmin(MIGRATION_DATABASE_URL, (client) =>
      client.query(`INSERT INTO schema_migrations (timestamp, name) VALUES (9990000000000, 'Later9990000000000')`),
    );
    const program = start(migrated.env);
    await program.ready;
    expect(program.output()).toMatch(/A later release has migrated this database \(Later9990000000000\)/);
  });

  it('goes on beside tables of another program in its schemas, and lets nobody at them', async () => {
    const url = new URL(server.adminUrl);
    url.pathname = `/${migrated.name}`;
    const others = (query: string) => asAdmin(url.href, (client) => client.query(query));
    await others('CREATE TABLE of_another_program (id int)');
    await others('CREATE TABLE jobs.of_another_program (id int)');
    await start(migrated.env).ready;
    const { rows } = await others(
      `SELECT FROM pg_class WHERE relname = 'of_another_program' AND has_table_privilege('${server.application.user}', oid, 'SELECT')`,
    );
    expect(rows).toEqual([]);
  });

  it('says once that no address is known for a name, and lives', async () => {
    const unknown = (url: string) => url.replace(/@[^/]+/, '@db.invalid:5432');
    const program = start({ DATABASE_URL: unknown(applied()), MIGRATION_DATABASE_URL: unknown(owned()) });
    const url = await program.ready;
    const told =
      /The database at db\.invalid:5432 cannot be reached \(no address is known for its name\)\. .* check MIGRATION_DATABASE_URL/g;
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    // Three more attempts.
    await sleep(2_000);
    expect(program.output().match(told)).toHaveLength(1);
    expect(program.output()).not.toMatch(/\n\s+at /);
  });

  const mangled: [string, Record<string, string>, RegExp][] = [
    ['a % in a password', { DATABASE_URL: 'postgresql://app:100%@127.0.0.1/x' }, /DATABASE_URL .*% .*write it as %25/],
    ['a # in a password', { DATABASE_URL: 'postgresql://app:a#b@127.0.0.1/x' }, /DATABASE_URL .*# .*write it as %23/],
    [
      'quotation marks',
      { DATABASE_URL: '"postgresql://app:x@127.0.0.1/x"' },
      /DATABASE_URL begins and ends with a quot/,
    ],
    ['quotation marks around a word', { NODE_ENV: "'production'" }, /NODE_ENV begins and ends with a quotation mark/],
    ["an orchestrator's port", { PORT: 'tcp://10.0.0.1:80' }, /PORT is an address .*enableServiceLinks: false/],
    ['a proxy that is none', { TRUST_PROXY: 'yes' }, /TRUST_PROXY must be false, a number of proxies/],
    ['a % in the password of mail', { SMTP_URL: 'smtp://u:1%@127.0.0.1' }, /SMTP_URL .*write it as %25/],
    [
      'another program’s parameter',
      { DATABASE_URL: 'postgres://a:x@127.0.0.1/x?options=-cx' },
      /parameter options, which/,
    ],
  ];
  it.each(mangled)('names %s', (_, env, sentence) => refused(env, sentence));

  withPgbouncer('behind a pooler', () => {
    const pooler = usePooler(() => ({ serverUrl: server.adminUrl, poolSize: 2 }));

    it('names the password that the pooler does not take, and the role that it does not know', async () => {
      const wrong = withPassword(through(pooler.host, applied()), 'wrong');
      await Promise.all([
        refused({ DATABASE_URL: wrong }, /role \w+ or its password is wrong, .* Correct DATABASE_URL/),
        refused(
          { DATABASE_URL: wrong.replace(/\/\/[^:]+:/, '//stranger:') },
          /role stranger or its password is wrong, .* Correct DATABASE_URL/,
        ),
      ]);
    });
  });
});
