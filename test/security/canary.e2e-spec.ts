/** @no-pooler what is logged */
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { Log } from '../../src/common/log.js';
import { createLog, NestLog } from '../../src/logging/logger.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useMailServer, useTestApp } from '../support/fixtures.js';
import { testServer } from '../support/harness.js';
import { testConfig } from '../support/test-config.js';
import { describeApi, type Operation } from './operations.js';
import { SECRET, Secrets } from './secrets.js';
import { aimedAt, newVictim, type Victim } from './victim.js';

/**
 * Calls every operation of the OpenAPI document, in every way that takes it to another end, with secrets that occur
 * nowhere else; then none of them is in any line of the log, in any answer or in any table.
 */
const { operations } = await describeApi();

describe('secrets (E3)', () => {
  const mail = useMailServer();
  const log: string[] = [];
  const secrets = new Secrets();
  const statuses = new Map<string, number>();
  const env = { AUTH_COOKIES: 'true', LOG_LEVEL: 'debug' };
  let written: Log;
  beforeAll(async () => {
    written = await createLog(testConfig(env), { write: (line) => void log.push(line) });
  });
  const app = useTestApp({ mail, env, override: (builder) => builder.overrideProvider(Log).useValue(written) });

  beforeAll(() => {
    app.nest.useLogger(new NestLog(written));
    for (const [name, value] of Object.entries(app.env)) if (SECRET.test(name)) secrets.add(value, name);
    for (const { user, password } of [testServer().application, testServer().owner])
      secrets.add(password, `the password of ${user}`);
  });

  const canary = (what: string) => secrets.canary(what);
  const newUser = async ({ superuser }: Operation) => {
    const user = await newVictim(app);
    for (const name of ['password', 'token', 'refreshToken'] as const) secrets.add(user[name], `the ${name} of a user`);
    if (superuser) await behind(app, 'UPDATE users SET is_superuser = true WHERE id = $1', [user.id]);
    return user;
  };

  /** The example body of an operation, with these in place of its secrets, and with names that nobody has. */
  const bodyWith = ({ path, body }: Operation, user: Victim, secretOf: (field: string) => unknown) =>
    body &&
    Object.fromEntries(
      Object.entries(body).map(([field, example]: [string, unknown]) => {
        if (SECRET.test(field)) return [field, secretOf(field)];
        if (field === 'username')
          return [field, /\/(login|cookie-session)$/.test(path) ? user.username : `u${randomUUID().slice(0, 18)}`];
        if (field === 'email')
          return [field, path.endsWith('/forgot-password') ? user.email : `${randomUUID()}@example.org`];
        return [field, example];
      }),
    );
  /** With the secrets that open: what is known of the user, and what is to be set. */
  const rightBody = async (operation: Operation, user: Victim) => {
    const known: Record<string, unknown> = { current_password: user.password, refresh_token: user.refreshToken };
    if (/\/(login|cookie-session)$/.test(operation.path)) known.password = user.password;
    if (operation.path.endsWith('/reset-password'))
      known.token = await mailedToken('/api/v1/auth/forgot-password', { email: user.email });
    if (operation.path.endsWith('/verify-email')) known.token = await newAddressToken(user);
    return bodyWith(operation, user, (field) => known[field] ?? canary(`${field} to be set`));
  };
  const mailedToken = async (path: string, body: { email: string; current_password?: string }, as?: Victim) => {
    await app.api.post(path, as, body).expect(202);
    return secrets.add((await mail.next(body.email, /./)).token!, 'a mailed token');
  };
  const newAddressToken = (user: Victim) =>
    mailedToken(
      '/api/v1/users/me/email',
      { email: `${randomUUID()}@example.org`, current_password: user.password },
      user,
    );
  const wrongBody = (operation: Operation, user: Victim) =>
    bodyWith(operation, user, (field) => canary(`a wrong ${field}`));

  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  /** Looks at the answer before what it hands out becomes a secret too. */
  const send = async (
    operation: Operation,
    user: Victim,
    headers: Record<string, string>,
    body?: object,
    query = '',
  ) => {
    const response: Response = await app.api
      .request(operation.method, aimedAt(user, operation.path, 'me') + query)
      .set(headers)
      .send(body);
    statuses.set(`${operation.id} ${response.status}`, response.status);
    // By contract the CSRF token of a session is handed out again.
    const answer = (JSON.stringify(response.headers) + response.text).replaceAll(headers['X-CSRF-Token'] ?? '\0', '');
    secrets.demandNone(`the answer ${response.status} to ${operation.id}`, answer);
    secrets.addIssued(response);
    return response.status;
  };
  const countOf = (status: number) => [...statuses.values()].filter((other) => other === status).length;

  it.each(operations)('are in no answer to $id when all goes well, by token or by cookie', async (operation) => {
    const user = await newUser(operation);
    const byToken = await send(operation, user, bearer(user.token), await rightBody(operation, user));

    const browser = await newUser(operation);
    const credentials = { username: browser.username, password: browser.password };
    const login = await app.api.post('/api/v1/auth/cookie-session', undefined, credentials).expect(200);
    secrets.addIssued(login);
    const jar = (login.headers['set-cookie'] as unknown as string[]).map((line) => line.split(';', 1)[0]);
    const headers = { Cookie: jar.join('; '), 'X-CSRF-Token': login.headers['x-csrf-token'] ?? '' };
    const body = operation.path.endsWith('/refresh') ? undefined : await rightBody(operation, browser);
    const byCookie = await send(operation, browser, headers, body);
    expect(operation.id === 'refreshCookieSession' ? byCookie : byToken).toBeLessThan(300);
  });

  it.each(operations)(
    'are in no answer to $id when they are wrong, in the wrong place or of the wrong form',
    async (operation) => {
      const user = await newUser(operation);
      const headers = {
        'X-CSRF-Token': canary('X-CSRF-Token'),
        'X-Api-Key': canary('X-Api-Key'),
        'Proxy-Authorization': `Basic ${canary('Proxy-Authorization')}`,
      };
      const cookies = {
        Cookie: `__Host-access=${canary('a cookie')}; __Secure-refresh=${canary('a cookie')}; session_token=${canary('a cookie')}`,
      };
      const query = `?access_token=${canary('the query')}&password=${canary('the query')}&token=${canary('the query')}`;
      for (const authorization of [
        `Bearer ${canary('a bearer token')}`,
        `Bearer ${user.token}${canary('a signature')}`,
        `Basic ${canary('a login')}`,
      ]) {
        await send(operation, user, { ...headers, Authorization: authorization }, wrongBody(operation, user));
      }
      await send(operation, user, { ...headers, ...cookies }, wrongBody(operation, user));
      await send(operation, user, { ...headers, ...bearer(user.token) }, wrongBody(operation, user), query);
      for (const shape of [
        (s: string) => [s],
        (s: string) => ({ [s]: s }),
        (s: string) => `${s}\0`,
        (s: string) => s.repeat(200),
      ]) {
        const body = {
          ...bodyWith(operation, user, (field) => shape(canary(`a malformed ${field}`))),
          client_secret: shape(canary('a field too many')),
        };
        await send(operation, user, bearer(user.token), body);
      }
    },
  );

  it('were refused both for who sent them and for their form', () => {
    for (const status of [401, 422]) expect(countOf(status)).toBeGreaterThan(10);
  });

  it('are in no line of the log when the mail server refuses a mail and quotes it', async () => {
    mail.refuses = true;
    const user = await newUser(operations[0]!);
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: user.email }).expect(202);
    await within(10_000, () => Promise.resolve(expect(log.join('')).toMatch(/mail failed.*550/)));
    expect(log.join('')).not.toMatch(/#token=/);
    mail.refuses = false;
  });

  const { user: role } = testServer().application;
  const exceptLimits = `ON ALL TABLES IN SCHEMA public FROM ${role}; GRANT ALL ON rate_limits TO ${role}`;
  const FAULTS = {
    'refuses to write': () => behind(app, `REVOKE INSERT, UPDATE, DELETE ${exceptLimits}`),
    'refuses to read': () => behind(app, `REVOKE SELECT ${exceptLimits}`),
    'is away': async () => {
      await behind(app, `ALTER DATABASE ${app.database} CONNECTION LIMIT 0`);
      await behind(
        app,
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
        [app.database],
      );
    },
  };

  describe('when the database fails', () => {
    const callers = new Map<string, { user: Victim; body?: object }>();
    beforeAll(async () => {
      for (const fault of Object.keys(FAULTS)) {
        for (const operation of operations) {
          const user = await newUser(operation);
          callers.set(`${fault} ${operation.id}`, { user, body: await rightBody(operation, user) });
        }
      }
    }, 120_000);

    describe.each(Object.entries(FAULTS))('because it %s', (fault, cause) => {
      beforeAll(() => cause());

      it.each(operations)('are in no answer to $id', async (operation) => {
        const { user, body } = callers.get(`${fault} ${operation.id}`)!;
        await send(operation, user, bearer(user.token), body);
        await send(operation, user, {}, wrongBody(operation, user));
      });
    });

    it('were met with a failure by most operations', () => {
      for (const status of [500, 503]) expect(countOf(status)).toBeGreaterThan(operations.length / 2);
    });
  });

  it('are in no line of the log, whether of a request, of an error or of a mail', () => {
    expect(log.filter((line) => line.includes('INTERNAL_ERROR')).length).toBeGreaterThan(10);
    expect(mail.mails.length).toBeGreaterThan(5);
    for (const { token } of mail.mails) if (token !== undefined) secrets.add(token, 'a mailed token');
    for (const line of log) secrets.demandNone('the log', line);
    expect(log.join('')).not.toContain('$argon2id$');
  });

  it('are in no table, least of all in the audit', async () => {
    const tables = await behind<{ name: string }>(
      app,
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'jobs')`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      for (const { row } of await behind<{ row: string }>(app, `SELECT t::text AS row FROM ${name} AS t`))
        secrets.demandNone(name, row);
    }
    expect(await behind(app, 'SELECT FROM audit_events')).not.toEqual([]);
  });
});
