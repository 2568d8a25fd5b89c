/** @no-pooler rules; its statements are of kinds that others send through one */
import { useMailServer, useTestApp, useUser } from '../support/fixtures.js';
import { asAdmin } from '../support/harness.js';

const PASSWORD = 'a quiet harbour at dawn';

describe('usernames and addresses', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { PUBLIC_URL: 'https://app.example.org/' } });
  const ada = useUser(app, 'ada');

  const register = (email: string, username: string) =>
    app.api.post('/api/v1/auth/register', undefined, { email, username, full_name: 'Someone', password: PASSWORD });

  it.each(['admin', 'ROOT', 'postmaster', 'adm1n', 'ad.min', 'users', '019abc12-3456-7def-8123-456789abcdef'])(
    'keeps %s for the service, at registration and at a change of name',
    async (username) => {
      const refusal = { error_code: 'USERNAME_RESERVED', errors: [{ pointer: '/username', code: 'RESERVED' }] };
      expect((await register('new@example.org', username).expect(422)).body).toMatchObject(refusal);
      const renamed = await app.api.patch('/api/v1/users/me', ada, { username }).expect(422);
      expect(renamed.body).toMatchObject(refusal);
    },
  );

  it('leaves a reserved name to an account that has it', async () => {
    const old = await app.api.newUser('old');
    await asAdmin(app.adminUrl, (client) =>
      client.query(`UPDATE users SET username = 'support' WHERE id = $1`, [old.id]),
    );
    const change = { username: 'Support', full_name: 'Old Hand', current_password: old.password };
    await app.api.patch('/api/v1/users/me', old, change).expect(200);
    await app.api.patch('/api/v1/users/me', old, { ...change, username: 'helpdesk' }).expect(422);
  });

  it('takes no username that could be an address', async () => {
    await register('new@example.org', ada.email).expect(422);
    await app.api.patch('/api/v1/users/me', ada, { username: ada.email }).expect(422);
  });

  it('takes off the blanks that a keyboard adds: at registration, login, recovery and a change of address', async () => {
    const { body } = await register(' \u200fphone@example.org\u00a0', '\u2009Phone \u200e').expect(201);
    expect(body).toMatchObject({ email: 'phone@example.org', username: 'Phone' });

    for (const username of ['phone ', '\u00a0phone@example.org\u3000', '\tPHONE\ufeff']) {
      await app.api.post('/api/v1/auth/login', undefined, { username, password: PASSWORD }).expect(200);
      await app.api
        .request('post', '/api/v1/auth/login')
        .type('form')
        .send({ username, password: PASSWORD })
        .expect(200);
    }
    await app.api.post('/api/v1/auth/login', undefined, { username: 'phone', password: `${PASSWORD} ` }).expect(401);

    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: 'phone@example.org ' }).expect(202);
    await mail.next('phone@example.org', /Choose a new password/);

    const change = { email: ' moved@example.org\u202f', current_password: ada.password };
    await app.api.post('/api/v1/users/me/email', ada, change).expect(202);
    await mail.next('moved@example.org', /address/i);
  });

  it.each(['=?utf-8?q?a?=@example.org', 'a=?b@example.org'])('refuses the address %s', async (email) => {
    const { body } = await register(email, 'encoded').expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/email' }]);
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email }).expect(422);
    await app.api.post('/api/v1/users/me/email', ada, { email, current_password: ada.password }).expect(422);
  });

  it('counts the guesses at one account together, whatever blanks stand around its name', async () => {
    const bob = await app.api.newUser('bob');
    const { username } = bob;
    const login = (name: string, password: string) =>
      app.api.post('/api/v1/auth/login', undefined, { username: name, password }).expect(401);
    for (const name of [username, ` ${username}`, `${username}\u00a0`, `${username.toUpperCase()} `, bob.email])
      await login(name, 'wrong');
    await login(username, bob.password);
  });
});
