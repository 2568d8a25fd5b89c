/** @hostile-role @no-pooler rules; its statements are of kinds that others send through one */
import type { TestUser } from '../support/api-client.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const ACCOUNT = {
  email: 'Ada@Example.org',
  username: 'Ada',
  full_name: 'Ada Lovelace',
  password: 'a quiet harbour at dawn',
};

describe('registration and login', () => {
  const app = useTestApp();

  const register = (fields: object) => app.api.post('/api/v1/auth/register', undefined, { ...ACCOUNT, ...fields });
  const login = (username: string, password = ACCOUNT.password) =>
    app.api.post('/api/v1/auth/login', undefined, { username, password });

  it('makes an account, keeps what was given, and shows no hash', async () => {
    const { body, text } = await register({}).expect(201);
    expect(body).toMatchObject({
      email: 'Ada@Example.org',
      username: 'Ada',
      full_name: 'Ada Lovelace',
      is_active: true,
      is_superuser: false,
    });
    expect(text).not.toMatch(/argon2|password/);
  });

  it('logs in by e-mail address or username, whatever the case of their ASCII letters', async () => {
    for (const name of ['ada', 'ADA', 'ada@example.org', 'ADA@EXAMPLE.ORG']) {
      const { body, headers } = await login(name).expect(200);
      expect(body).toMatchObject({ token_type: 'bearer', expires_in: 1800, refresh_expires_in: 604800 });
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('takes the OAuth2 password form, with the fields that Swagger UI adds', async () => {
    const { body } = await app.api
      .post('/api/v1/auth/login')
      .type('form')
      .send({
        grant_type: 'password',
        username: 'ada',
        password: ACCOUNT.password,
        scope: '',
        client_id: '',
        client_secret: '',
      })
      .expect(200);
    await app.api.get('/api/v1/users/me', { token: body.access_token as string } as TestUser).expect(200);
  });

  it('refuses a form whose bytes are no text', async () => {
    for (const username of ['ada%FF', '%ED%A0%80']) {
      const answer = app.api.post('/api/v1/auth/login').type('form').send(`username=${username}&password=x`);
      expect((await answer.expect(400)).body).toMatchObject({ error_code: 'MALFORMED_REQUEST' });
    }
  });

  it('says no in one way, whether the account is unknown, the password wrong or the account disabled', async () => {
    const unknown = await login('nobody').expect(401);
    const wrong = await login('ada', 'not the password at all').expect(401);
    const same = ({ body, headers }: typeof unknown) => ({
      ...(body as object),
      request_id: '',
      timestamp: '',
      headers: Object.keys(headers).sort(),
    });
    expect(same(wrong)).toEqual(same(unknown));
    expect(unknown.body.error_code).toBe('INVALID_CREDENTIALS');
  });

  it('lets one of twenty registrations of the same address win, and answers the others 409', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        register({ email: i % 2 ? 'race@example.org' : 'RACE@Example.ORG', username: `race${i}` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
    expect(answers.filter(({ status }) => status === 409).every(({ body }) => body.error_code === 'EMAIL_TAKEN')).toBe(
      true,
    );
  });

  it('folds nothing but ASCII: a dotless i and the Kelvin sign are other letters', async () => {
    await register({ email: 'mike@example.org', username: 'mike' }).expect(201);
    await register({ email: 'mıke@example.org', username: 'mike2' }).expect(201);
    await register({ email: 'mi\u212Ae@example.org', username: 'mike3' }).expect(201);
    await register({ email: 'other@example.org', username: 'MIKE' }).expect(409);
  });

  it.each(['tw@example.org\u200b', 't\u00adw@example.org', '"<img src=x>"@example.org'])(
    'refuses the address %j, which would not be mailed as given',
    async (email) => {
      await register({ email, username: 'odd' }).expect(422);
    },
  );

  it.each([
    ['Password1!', 'TOO_COMMON'],
    ['P@ssw0rd1!', 'TOO_COMMON'],
    ['password password', 'TOO_COMMON'],
    ['Aa1!', 'TOO_SHORT'],
    ['nocapitals1!', 'TOO_SIMPLE'],
    ['x'.repeat(257), 'TOO_LONG'],
    ['aaaaaaaaaaaaaaaaaaaa', 'TOO_COMMON'],
  ])('refuses the password %s', async (password, code) => {
    const { body } = await register({ email: 'weak@example.org', username: 'weak', password }).expect(422);
    expect(body).toMatchObject({ error_code: 'WEAK_PASSWORD', errors: [{ pointer: '/password', code }] });
  });

  it('takes 64 characters of four bytes, and tells passwords apart at byte 75', async () => {
    const base = 'é'.repeat(37);
    for (const [i, password] of ['🦆🐢🦊🐙'.repeat(16), `${base}A`, `${base}B`].entries()) {
      await register({ email: `long${i}@example.org`, username: `long${i}`, password }).expect(201);
      await login(`long${i}`, password).expect(200);
    }
    await login('long1', `${base}B`).expect(401);
  });

  it('takes one password for the two ways in which Unicode spells it', async () => {
    await register({ email: 'norm@example.org', username: 'norm', password: 'crème brûlée ünd más' }).expect(201);
    await login('norm', 'crème brûlée ünd más'.normalize('NFD')).expect(200);
  });

  it.each([
    { is_superuser: true },
    { id: '01a1fd5b-f6cc-77cc-9f75-62489816259f' },
    { locked_until: null },
    { user_id: 'x' },
  ])('refuses %j in a registration', async (field) => {
    const { body } = await register({ email: 'extra@example.org', username: 'extra', ...field }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: `/${Object.keys(field)[0]}`, code: 'UNKNOWN_FIELD' }]);
  });
});

describe('the own profile', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  it('is shown and changed, field by field', async () => {
    const before = await app.api.get('/api/v1/users/me', ada).expect(200);
    const { body } = await app.api.patch('/api/v1/users/me', ada, { full_name: 'Countess' }).expect(200);
    expect(body).toEqual({ ...before.body, full_name: 'Countess', updated_at: body.updated_at });
  });

  it('refuses a username that is taken, and fields that are not the user’s to change', async () => {
    const bob = await app.api.newUser('bob');
    await app.api
      .patch('/api/v1/users/me', ada, { username: bob.username.toUpperCase(), current_password: ada.password })
      .expect(409);
    for (const field of [{ is_superuser: true }, { id: bob.id }, { email_verified_at: '2026-11-21T09:30:00.000Z' }]) {
      await app.api.patch('/api/v1/users/me', ada, field).expect(422);
    }
  });
});
