import { Log } from '../../src/common/log.js';
import { createLog, NestLog } from '../../src/logging/logger.js';
import { asAdmin } from '../support/harness.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { testConfig } from '../support/test-config.js';
import { refreshed } from '../support/tokens.js';

describe('secrets and tokens (E3)', () => {
  let app: TestApp;
  const log: string[] = [];
  let bodies = '';

  beforeAll(async () => {
    const env = { AUTH_COOKIES: 'true', LOG_LEVEL: 'debug' };
    const written = await createLog(testConfig(env), { write: (line) => void log.push(line) });
    app = await startTestApp({ env, override: (builder) => builder.overrideProvider(Log).useValue(written) });
    app.nest.useLogger(new NestLog(written));
  });
  afterAll(() => app.close());

  it('are in no log and in no error, whatever goes wrong', async () => {
    const ada = await app.api.newUser('ada');
    const cookies = await app.api.post('/api/v1/auth/login', undefined, { username: ada.email, password: ada.password, use_cookies: true }).expect(200);
    const jar = (cookies.headers['set-cookie'] as unknown as string[]).map((line) => line.split(';', 1)[0] ?? '');
    const csrf = (cookies.body as { csrf_token: string }).csrf_token;
    const next = await refreshed(app, ada);
    const canaries = [ada.token, ada.refreshToken, next.token, next.refreshToken, csrf, ada.password, ...jar.map((pair) => pair.split('=')[1] ?? '')];
    canaries.push(app.env.JWT_SECRET ?? '', app.env.REFRESH_TOKEN_SECRET ?? '');

    async function provoke(): Promise<void> {
      const failures = [
        app.api.get('/api/v1/auth/sessions', { ...ada, token: `${ada.token}x` }),
        app.api.get('/api/v1/auth/sessions', ada),
        app.api.post('/api/v1/auth/refresh', undefined, { refresh_token: ada.refreshToken, extra: next.refreshToken }),
        app.api.post('/api/v1/auth/refresh', undefined, { refresh_token: `${next.refreshToken}x` }),
        app.api.post('/api/v1/auth/refresh', undefined, { refresh_token: next.refreshToken }),
        app.api.post('/api/v1/auth/refresh').set('Cookie', jar.join('; ')),
        app.api.post('/api/v1/auth/refresh').set('Cookie', jar.join('; ')).set('X-CSRF-Token', csrf),
        app.api.post('/api/v1/auth/login', undefined, { username: ada.email, password: ada.password }),
        app.api.post('/api/v1/users/me/password', ada, { current_password: ada.password, new_password: `${ada.password} 2` }),
        app.api.post('/api/v1/auth/logout', ada),
      ];
      for (const failure of failures) {
        const { status, text } = await failure;
        if (status >= 400) bodies += text;
      }
    }
    // With a table that is not there, each of them is a 500 whose cause is logged.
    await asAdmin(app.adminUrl, (client) => client.query('ALTER TABLE sessions RENAME TO sessions_away'));
    await provoke();
    expect(log.join('\n')).toContain('INTERNAL_ERROR');
    await asAdmin(app.adminUrl, (client) => client.query('ALTER TABLE sessions_away RENAME TO sessions'));
    await asAdmin(app.adminUrl, (client) => client.query('ALTER TABLE session_revocations RENAME TO session_revocations_away'));
    await provoke();
    await asAdmin(app.adminUrl, (client) => client.query('ALTER TABLE session_revocations_away RENAME TO session_revocations'));
    await provoke();

    expect(bodies).toContain('INVALID_REFRESH_TOKEN');
    for (const canary of canaries) {
      expect(canary.length).toBeGreaterThan(20);
      expect(bodies).not.toContain(canary);
      expect(log.join('\n')).not.toContain(canary);
    }
    expect(log.join('\n')).not.toContain('argon2id');
  });
});
