/** @hostile-role */
import pg from 'pg';
import { behind } from '../support/behind.js';
import { useMailServer, useTestApp, useUserPerTest } from '../support/fixtures.js';

const RESET = /Choose a new password/;
const NEW_PASSWORD = 'an entirely different phrase';

describe('password reset', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { PUBLIC_URL: 'https://app.example.org/' } });
  const ada = useUserPerTest(app, 'ada');

  const forgot = (email = ada.email) => app.api.post('/api/v1/auth/forgot-password', undefined, { email });
  const reset = (token: string, new_password = NEW_PASSWORD) =>
    app.api.post('/api/v1/auth/reset-password', undefined, { token, new_password });
  const login = (password: string) => app.api.post('/api/v1/auth/login', undefined, { username: ada.email, password });
  const askForToken = async (before = 0) => {
    await forgot().expect(202);
    return (await mail.next(ada.email, RESET, before)).token!;
  };

  it('sets the password, ends all sessions, unlocks, and tells the user', async () => {
    for (let i = 0; i < 5; i++) await login('wrong').expect(401);
    await login(ada.password).expect(401);
    await reset(await askForToken()).expect(204);
    await app.api.get('/api/v1/me/tasks', ada).expect(401);
    await app.api.post('/api/v1/auth/refresh', undefined, { refresh_token: ada.refreshToken }).expect(401);
    await login(ada.password).expect(401);
    await login(NEW_PASSWORD).expect(200);
    await mail.next(ada.email, /Your password was changed/);
  });

  it('lets one of twenty parallel uses through', async () => {
    const token = await askForToken();
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => (await reset(token, `${NEW_PASSWORD} ${i}`)).status),
    );
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => status === 422)).toHaveLength(19);
  });

  it('is good for an hour', async () => {
    const token = await askForToken();
    app.clock.advance({ minutes: 60 });
    await reset(token).expect(422);
  });

  it('is good with the newest link alone', async () => {
    const [first, second] = [await askForToken(), await askForToken(1)];
    const refused = await reset(first).expect(422);
    expect(refused.body.error_code).toBe('LINK_NOT_ACCEPTED');
    await reset(second).expect(204);
  });

  it('leaves the link good when the new password is too weak, and refuses Password1!', async () => {
    const token = await askForToken();
    const weak = await reset(token, 'Password1!').expect(422);
    expect(weak.body.error_code).toBe('WEAK_PASSWORD');
    await reset(token).expect(204);
  });

  it('leaves a disabled account disabled, and its password alone', async () => {
    const token = await askForToken();
    await behind(app, 'UPDATE users SET is_active = false WHERE id = $1', [ada.id]);
    await reset(token).expect(422);
    const [row] = await behind<{ is_active: boolean }>(app, 'SELECT is_active FROM users WHERE id = $1', [ada.id]);
    expect(row!.is_active).toBe(false);
    await behind(app, 'UPDATE users SET is_active = true WHERE id = $1', [ada.id]);
    await login(ada.password).expect(200);
  });

  it('keeps the token nowhere, not even in the job queue', async () => {
    const token = await askForToken();
    const tables = await behind<{ name: string }>(
      app,
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema IN ('public', 'jobs') AND table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(8);
    for (const { name } of tables) {
      const rows = await behind(app, `SELECT 1 FROM ${name} AS t WHERE strpos(t::text, $1) > 0`, [token]);
      expect({ name, rows }).toEqual({ name, rows: [] });
    }
  });

  it('builds the link from PUBLIC_URL, whatever Host says', async () => {
    await forgot().set('Host', 'evil.example').set('X-Forwarded-Host', 'evil.example').expect(202);
    const { content } = await mail.next(ada.email, RESET);
    expect(content).toContain('https://app.example.org/reset-password#token=');
    expect(content).not.toContain('evil.example');
    expect(content).toMatch(/Content-Type: text\/plain[\s\S]*Content-Type: text\/html/);
  });

  it('answers an unknown address alike, and takes as long: it does not look who there is', async () => {
    const client = new pg.Client({ connectionString: app.adminUrl });
    await client.connect();
    await client.query('BEGIN; LOCK TABLE users');
    try {
      const answers = [];
      for (const email of [ada.email, 'nobody@example.org']) {
        const { status, body, headers } = await forgot(email);
        answers.push({ status, body: body as unknown, length: headers['content-length'], names: Object.keys(headers) });
      }
      expect(answers[0]).toMatchObject({ status: 202, body: {}, length: '0' });
      expect(answers[1]).toEqual(answers[0]);
    } finally {
      await client.end();
    }
  });

  it('mails an account no more than five links in a quarter of an hour', async () => {
    for (let i = 0; i < 8; i++) await forgot(i % 2 ? ada.email : ada.email.toUpperCase()).expect(202);
    await mail.next(ada.email, RESET, 4);
    // First in, first out: when the mail of someone else has come, no further one is on its way.
    const bob = await app.api.newUser('bob');
    await forgot(bob.email).expect(202);
    await mail.next(bob.email, RESET);
    expect(
      mail.mails.filter(({ to, subject }) => to === ada.email && subject.includes('Choose a new password')),
    ).toHaveLength(5);
  });

  it('refuses other tokens, and is none itself', async () => {
    const token = await askForToken();
    await reset(ada.refreshToken).expect(422);
    await reset(ada.token.slice(0, 200)).expect(422);
    await reset(`${token.slice(0, -2)}AA`).expect(422);
    await app.api.post('/api/v1/auth/verify-email', undefined, { token }).expect(422);
    await app.api.post('/api/v1/auth/refresh', undefined, { refresh_token: token }).expect(401);
    await app.api.get('/api/v1/users/me').set('Authorization', `Bearer ${token}`).expect(401);
    await reset(token).expect(204);
  });
});
