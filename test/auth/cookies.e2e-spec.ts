/** @no-pooler rules; its statements are of kinds that others send through one */
import type { Response } from 'supertest';
import type { TestUser } from '../support/api-client.js';
import { useTestApp, useUser } from '../support/fixtures.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ME = '/api/v1/users/me';
const ORIGIN = 'https://app.example.org';

/** What a browser would keep of an answer: the values by name and path, and each cookie's attributes. */
function cookiesOf(response: Response): { name: string; value: string; attributes: string[] }[] {
  return ((response.headers['set-cookie'] ?? []) as string[]).map((line) => {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    return { name, value, attributes };
  });
}

describe('cookies (D6)', () => {
  const app = useTestApp({ env: { AUTH_COOKIES: 'true', CORS_ORIGINS: ORIGIN } });
  const ada = useUser(app, 'ada');
  let entered: Response;
  let jar: string;
  let csrf: string;
  beforeEach(async () => {
    entered = await login(ada);
    jar = jarOf(entered);
    csrf = (entered.body as { csrf_token: string }).csrf_token;
  });

  const login = (user: TestUser) =>
    app.api
      .post('/api/v1/auth/cookie-session', undefined, { username: user.email, password: user.password })
      .expect(200);
  const jarOf = (response: Response) =>
    cookiesOf(response)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  const post = (path: string, cookies: string, token?: string) => {
    const request = app.api.post(path).set('Cookie', cookies);
    return token === undefined ? request : request.set('X-CSRF-Token', token);
  };

  it('hold the tokens, out of reach of scripts, other hosts and other sites', () => {
    const cookies = cookiesOf(entered);
    expect(cookies.map(({ name }) => name)).toEqual([
      '__Host-access',
      '__Secure-refresh',
      '__Secure-refresh',
      '__Host-device',
    ]);
    for (const { attributes } of cookies) {
      expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'Secure', 'SameSite=Strict']));
      expect(attributes.join()).not.toContain('Domain');
    }
    const paths = cookies.map(({ attributes }) => attributes.find((attribute) => attribute.startsWith('Path')));
    expect(paths).toEqual(['Path=/', 'Path=/api/v1/auth', 'Path=/api/auth', 'Path=/']);
    expect(cookies.map(({ attributes }) => attributes.find((attribute) => attribute.startsWith('Max-Age')))).toEqual([
      'Max-Age=1800',
      'Max-Age=604800',
      'Max-Age=604800',
      'Max-Age=15552000',
    ]);
    expect(Object.keys(entered.body as object).sort()).toEqual(['csrf_token', 'expires_in', 'refresh_expires_in']);
    expect(entered.headers['x-csrf-token']).toBe(csrf);
    expect(entered.headers['cache-control']).toBe('no-store');
    for (const { value } of cookies) expect(entered.text).not.toContain(value);
  });

  it('let reads through, and writes only with the CSRF token of the very session', async () => {
    await app.api.get(ME).set('Cookie', jar).expect(200);
    const other = ((await login(ada)).body as { csrf_token: string }).csrf_token;
    const eve = ((await login(await app.api.newUser('eve'))).body as { csrf_token: string }).csrf_token;
    const write = (token?: string) => {
      const request = app.api
        .post('/api/v1/me/tasks', undefined, { title: 'Buy milk' })
        .set('Cookie', jar)
        .set('Origin', 'https://evil.example');
      return token === undefined ? request : request.set('X-CSRF-Token', token);
    };
    for (const token of [undefined, '', 'x', other, eve, csrf.slice(1), `${csrf}AAAA`]) {
      const { body } = await write(token).expect(403);
      expect(body).toMatchObject({ error_code: 'CSRF_TOKEN_INVALID' });
    }
    const { body } = await app.api.get('/api/v1/me/tasks').set('Cookie', jar).expect(200);
    expect((body as { total: number }).total).toBe(0);
    await write(csrf).expect(201);
    await app.api.patch(ME, undefined, { full_name: 'Ada L' }).set('Cookie', jar).expect(403);
    await app.api.delete(ME).set('Cookie', jar).expect(403);
  });

  it('cannot be driven by a form of another site', async () => {
    const forged = (type: string, body: string) =>
      app.api
        .request('post', '/api/v1/me/tasks')
        .set('Cookie', jar)
        .set('Origin', 'null')
        .set('Content-Type', type)
        .send(body);
    await forged('text/plain', '{"title": "x"}').expect(415);
    await forged('application/x-www-form-urlencoded', 'title=x').expect(415);
    // Only the login with tokens takes a form, for OAuth2: another site cannot plant its own session here.
    const form = `username=${ada.username}&password=${encodeURIComponent(ada.password)}`;
    const planted = await app.api.request('post', '/api/v1/auth/cookie-session').type('form').send(form).expect(415);
    expect(planted.headers['set-cookie']).toBeUndefined();
    const told = await app.api.request('post', '/api/v1/auth/login').type('form').send(form).expect(200);
    expect(cookiesOf(told).map(({ name }) => name)).toEqual(['__Host-device']);
  });

  it.each([
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://sibling.example.org', 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
  ])('cannot have the cookie of the device displaced by a form of another site: %j', async (headers) => {
    const form = `username=${ada.username}&password=${encodeURIComponent(ada.password)}`;
    for (const path of ['/api/v1/auth/login', '/api/auth/login']) {
      const planted = await app.api.request('post', path).set(headers).type('form').send(form).expect(415);
      expect(planted.headers['set-cookie']).toBeUndefined();
    }
  });

  it.each([
    { Origin: 'https://api.example.org', 'Sec-Fetch-Site': 'same-origin' },
    { Origin: 'https://api.example.org' },
    { 'Sec-Fetch-Site': 'none' },
  ])('leave the form to our own pages: %j', async (headers) => {
    const form = `username=${ada.username}&password=${encodeURIComponent(ada.password)}`;
    const login = app.api.request('post', '/api/v1/auth/login').set('Host', 'api.example.org').set(headers);
    await login.type('form').send(form).expect(200);
  });

  it('refresh by cookie, with the CSRF token, and hand out the next ones', async () => {
    await post('/api/v1/auth/refresh', jar).expect(403);
    await post('/api/v1/auth/refresh', jar, 'x').expect(403);
    const next = await post('/api/v1/auth/refresh', jar, csrf).expect(200);
    expect(next.body).toMatchObject({ csrf_token: csrf });
    expect(jarOf(next)).not.toBe(jar);
    await app.api.get(ME).set('Cookie', jarOf(next)).expect(200);
    await app.api
      .post('/api/auth/refresh', undefined, {})
      .set('Cookie', jarOf(next))
      .set('X-CSRF-Token', csrf)
      .expect(200);
    await post('/api/v1/auth/refresh', '__Secure-refresh=nonsense', csrf).expect(401);
    await post('/api/v1/auth/refresh', '__Host-access=nonsense', csrf).expect(422);
  });

  it.each([
    [200, { 'Sec-Fetch-Site': 'same-origin' }],
    [200, { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-site' }],
    [200, { Origin: ORIGIN }],
    [403, { Origin: 'https://sibling.example.org', 'Sec-Fetch-Site': 'same-site' }],
    [403, { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
    [403, { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
    [403, { 'Sec-Fetch-Site': 'none' }],
    [403, { Origin: 'https://127.0.0.1' }],
  ])('refresh without the CSRF token for our own pages, which may have lost it: %i for %j', async (status, headers) => {
    for (const path of ['/api/v1/auth/refresh', '/api/v1/auth/cookie-session/refresh']) {
      const answer = await post(path, jar).set(headers).expect(status);
      expect(answer.headers['x-csrf-token']).toBe(status === 200 ? csrf : undefined);
    }
  });

  it('have a path of their own for login and refresh, where tokens mean nothing', async () => {
    const COOKIE_SESSION = '/api/v1/auth/cookie-session';
    await post(`${COOKIE_SESSION}/refresh`, jar).expect(403);
    const next = await post(`${COOKIE_SESSION}/refresh`, jar, csrf).expect(200);
    expect(next.body).toEqual({ ...entered.body, csrf_token: csrf });
    expect(cookiesOf(next).map(({ name }) => name)).toEqual(['__Host-access', '__Secure-refresh', '__Secure-refresh']);
    await app.api.get(ME).set('Cookie', jarOf(next)).expect(200);
    await app.api.post(`${COOKIE_SESSION}/refresh`, undefined, { refresh_token: ada.refreshToken }).expect(401);
    await app.api.post(`${COOKIE_SESSION}/refresh`).expect(401);
    const credentials = { username: ada.username, password: ada.password };
    await app.api.post('/api/v1/auth/login', undefined, { ...credentials, use_cookies: true }).expect(422);
    await app.api.post(COOKIE_SESSION, undefined, { ...credentials, password: 'wrong' }).expect(401);
    const tokens = await app.api.post('/api/v1/auth/login', undefined, credentials).expect(200);
    expect(cookiesOf(tokens).map(({ name }) => name)).toEqual(['__Host-device']);
  });

  it('are cleared by logout, and what they held is dead', async () => {
    await post('/api/v1/auth/logout', jar).expect(403);
    const left = await post('/api/v1/auth/logout', jar, csrf).expect(204);
    const cleared = cookiesOf(left);
    expect(cleared.map(({ name, value }) => [name, value])).toEqual([
      ['__Host-access', ''],
      ['__Secure-refresh', ''],
      ['__Secure-refresh', ''],
    ]);
    for (const { attributes } of cleared) expect(attributes).toContain('Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    await app.api.get(ME).set('Cookie', jar).expect(401);
    await post('/api/v1/auth/refresh', jar, csrf).expect(401);
  });

  it('count only where there is no Authorization header', async () => {
    await app.api.get(ME).set('Cookie', jar).set('Authorization', 'Bearer x').expect(401);
    await app.api.post('/api/v1/me/tasks', ada, { title: 'Buy milk' }).set('Cookie', jar).expect(201);
  });

  it('are neither given nor taken where they are off', async () => {
    await using off = await startTestApp({ beside: app, env: { AUTH_COOKIES: 'false' } });
    const { body, headers } = await off.api
      .post('/api/v1/auth/cookie-session', undefined, { username: ada.email, password: ada.password })
      .expect(422);
    expect(body).toMatchObject({ errors: [{ pointer: '', code: 'COOKIES_OFF' }] });
    expect(headers['set-cookie']).toBeUndefined();
    await off.api.get(ME).set('Cookie', jar).expect(401);
    await off.api.post('/api/v1/auth/refresh').set('Cookie', jar).set('X-CSRF-Token', csrf).expect(422);
    const logout = await off.api.post('/api/v1/auth/logout', await off.api.login(ada)).expect(204);
    expect(logout.headers['set-cookie']).toBeUndefined();
  });
});

describe('CORS (D6, E2)', () => {
  const app = useTestApp({ env: { CORS_ORIGINS: `${ORIGIN}, https://other.example.org:8443` } });
  const closed = useTestApp({ beside: app, env: { CORS_ORIGINS: '' } });

  const preflight = (to: TestApp, origin: string) =>
    to.api
      .request('options', ME)
      .set('Origin', origin)
      .set('Access-Control-Request-Method', 'PATCH')
      .set('Access-Control-Request-Headers', 'x-csrf-token');

  it('answers the origins that are configured, with credentials', async () => {
    for (const origin of [ORIGIN, 'https://other.example.org:8443']) {
      const { headers } = await preflight(app, origin).expect(204);
      expect(headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
      });
      expect(headers['access-control-allow-methods']).toContain('PATCH');
      expect(headers.vary).toContain('Origin');
      const read = await app.api.get('/health').set('Origin', origin).expect(200);
      expect(read.headers['access-control-allow-origin']).toBe(origin);
      expect(read.headers['access-control-expose-headers']).toContain('X-CSRF-Token');
    }
  });

  it.each([
    'null',
    `${ORIGIN}.evil.example`,
    `${ORIGIN}:8443`,
    'http://app.example.org',
    'https://evil-app.example.org',
    'https://APP.example.org',
    'https://evil.example',
    `${ORIGIN}/`,
    `${ORIGIN},https://evil.example`,
  ])('tells %s nothing', async (origin) => {
    for (const response of [
      await preflight(app, origin),
      await app.api.get('/health').set('Origin', origin),
      await preflight(closed, origin),
      await preflight(closed, ORIGIN),
    ]) {
      expect(response.headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});
