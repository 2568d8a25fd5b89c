/** @hostile-role */
import { UserLimiterService } from '../../src/limits/user-limiter.service.js';
import { useTestApp } from '../support/fixtures.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PASSWORD = 'a quiet harbour at dawn';

describe('rate limits', () => {
  describe('of the auth routes', () => {
    const one = useTestApp({ env: { AUTH_RATE_LIMIT: '5', TRUST_PROXY: 'false' } });
    const two = useTestApp({ env: { TRUST_PROXY: '1' }, beside: one });
    let account = 0;
    beforeEach(() => {
      one.clock.advance({ minutes: 2 });
    });

    const attempt = (app: TestApp, from?: string, path = '/api/v1/auth/login', username = `nobody${++account}`) => {
      const test = app.api.post(path, undefined, { username, password: 'wrong' });
      return from === undefined ? test : test.set('X-Forwarded-For', from);
    };

    it('refuse request N+1, say when to come back, and open again then', async () => {
      for (let left = 4; left >= 0; left--) {
        const { headers } = await attempt(one).expect(401);
        expect(headers['ratelimit-policy']).toBe('"login";q=5;w=60');
        expect(headers.ratelimit).toMatch(new RegExp(`^"login";r=${left};t=(60|59)$`));
      }
      const refused = await attempt(one).expect(429);
      expect(refused.body.error_code).toBe('TOO_MANY_REQUESTS');
      const seconds = Number(refused.headers['retry-after']);
      expect(seconds).toBeGreaterThan(50);
      expect(seconds).toBeLessThanOrEqual(60);
      one.clock.advance({ seconds });
      await attempt(one).expect(401);
    });

    it('count exactly under parallel requests', async () => {
      const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await attempt(one)).status));
      expect(statuses.filter((status) => status === 401)).toHaveLength(5);
      expect(statuses.filter((status) => status === 429)).toHaveLength(15);
    });

    it('are one bucket for the unversioned alias and a second instance', async () => {
      await attempt(one).expect(401);
      await attempt(one).expect(401);
      await attempt(one, undefined, '/api/auth/login').expect(401);
      await attempt(two, '127.0.0.1').expect(401);
      await attempt(two, '::ffff:127.0.0.1').expect(401);
      await attempt(one, undefined, '/api/auth/login').expect(429);
      await attempt(two, '127.0.0.1').expect(429);
    });

    it('are one bucket for both logins, and one for both paths that make an account', async () => {
      for (let i = 0; i < 5; i++) await attempt(one).expect(401);
      await attempt(one, undefined, '/api/v1/auth/cookie-session').expect(429);
      const register = (path: string) => {
        const username = `somebody${++account}`;
        const body = { email: `${username}@example.org`, username, full_name: 'Some Body', password: PASSWORD };
        return one.api.post(path, undefined, body);
      };
      for (const path of ['/api/v1/users', '/api/users', '/api/v1/auth/register', '/api/v1/users', '/api/v1/users'])
        await register(path).expect(201);
      await register('/api/v1/auth/register').expect(429);
      await register('/api/v1/users').expect(429);
    });

    it('do not believe X-Forwarded-For unless told to', async () => {
      for (let i = 1; i <= 5; i++) await attempt(one, `198.51.100.${i}`).expect(401);
      await attempt(one, '198.51.100.99').expect(429);
    });

    it('believe the proxy next to them, and no one behind it', async () => {
      for (let i = 1; i <= 5; i++) await attempt(two, `10.0.0.${i}, 203.0.113.9`).expect(401);
      await attempt(two, '10.0.0.99, 203.0.113.9').expect(429);
      await attempt(two, '203.0.113.10').expect(401);
    });

    it('take an IPv6 /64, and an IPv4 address in IPv6 clothes, for one caller', async () => {
      for (let i = 1; i <= 5; i++) await attempt(two, `2001:db8:0:1::${i}`).expect(401);
      await attempt(two, '2001:DB8::1:ffff:0:0:1').expect(429);
      await attempt(two, '2001:db8:0:2::1').expect(401);
      for (const form of [
        '192.0.2.7',
        '::ffff:192.0.2.7',
        '::FFFF:c000:207',
        '0:0:0:0:0:ffff:192.0.2.7',
        '192.0.2.7',
      ]) {
        await attempt(two, form).expect(401);
      }
      await attempt(two, '192.0.2.7').expect(429);
    });

    it('survive an address that is none', async () => {
      await attempt(two, 'not an address').expect(401);
      await attempt(two, "'; DROP TABLE users; --").expect(401);
    });
  });

  describe('of a user', () => {
    it('refuse request N+1 on one instance exactly', async () => {
      await using app = await startTestApp({ env: { API_RATE_LIMIT: '10' } });
      const [ada, bob] = [await app.api.newUser(), await app.api.newUser()];
      const statuses = await Promise.all(
        Array.from({ length: 15 }, async () => (await app.api.get('/api/me/tasks', ada)).status),
      );
      expect(statuses.filter((status) => status === 200)).toHaveLength(10);
      const refused = await app.api.get('/api/v1/users/me', ada).expect(429);
      expect(refused.headers).toMatchObject({ 'ratelimit-policy': '"api";q=10;w=60' });
      expect(refused.headers['retry-after']).toMatch(/^\d+$/);
      // Wall 1 stands behind the limit: a refused request is counted as well.
      await app.api.get(`/api/v1/${bob.id}/tasks`, ada).expect(429);
      await app.api.get('/api/me/tasks', bob).expect(200);
      app.clock.advance({ minutes: 1 });
      await app.api.get('/api/me/tasks', ada).expect(200);
    });

    it('are shared by all instances once these have settled', async () => {
      await using one = await startTestApp({ env: { API_RATE_LIMIT: '10' } });
      await using two = await startTestApp({ beside: one });
      const ada = await one.api.newUser();
      for (let i = 0; i < 6; i++) await one.api.get('/api/me/tasks', ada).expect(200);
      for (let i = 0; i < 4; i++) await two.api.get('/api/me/tasks', ada).expect(200);
      await one.nest.get(UserLimiterService).settle();
      await two.nest.get(UserLimiterService).settle();
      await two.api.get('/api/me/tasks', ada).expect(429);
      await two.nest.get(UserLimiterService).settle();
      // The next request here tells the instance nothing new until it settles: it may pass, the one after may not.
      await one.api.get('/api/me/tasks', ada);
      await one.nest.get(UserLimiterService).settle();
      await one.api.get('/api/me/tasks', ada).expect(429);
    });
  });
});
