/** @no-pooler answers from before the first statement */
import { describeApi } from './operations.js';
import { useTestApp } from '../support/fixtures.js';

/** The routes that answer someone who is not logged in. Every addition here is a decision about security. */
const PUBLIC = new Set([
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  // The documentation and its assets.
  'GET /docs',
  'GET /docs/',
  'GET /docs/index.html',
  'GET /docs/LICENSE',
  'GET /docs/swagger-ui-init.js',
  'GET /docs/docs/swagger-ui-init.js',
  'GET /openapi.json',
  'GET /redoc',
  'GET /redoc/init.js',
  'GET /redoc/redoc.js',
  // The pages that mailed links lead to: nothing in them is anyone's.
  'GET /reset-password',
  'GET /verify-email',
  'GET /change-email',
  'GET /pages/pages.js',
  'GET /pages/pages.css',
  'GET /pages/favicon.svg',
  // How one comes to have a token.
  'POST /api/v1/auth/register',
  'POST /api/v1/users',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/cookie-session',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/cookie-session/refresh',
  // How one comes back in; each wants a token that was mailed, or mails one.
  'POST /api/v1/auth/forgot-password',
  'POST /api/v1/auth/reset-password',
  'POST /api/v1/auth/verify-email',
  // What other services verify our tokens with.
  'GET /.well-known/jwks.json',
]);

const { routes, document } = await describeApi();
const ID = '01a1fd5b-f6cc-77cc-9f75-62489816259f';
const named = routes.map(({ method, path }) => ({ method, path, name: `${method} ${path}` }));

describe('every registered route', () => {
  const app = useTestApp();

  it('is found by this test', () => {
    expect(routes.length).toBeGreaterThan(15);
    expect(routes).toContainEqual({ method: 'PATCH', path: '/api/v1/:user_id/tasks/:id' });
  });

  it.each(named.filter(({ name }) => !PUBLIC.has(name)))(
    'answers 401 to an anonymous caller: $name',
    async ({ method, path }) => {
      const response = await fetch(app.url + path.replace(':user_id', 'me').replace(/:\w+/g, ID), { method });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    },
  );

  it('is in the list of public routes only if it is there', () => {
    expect([...PUBLIC].filter((route) => !named.some(({ name }) => name === route))).toEqual([]);
  });

  it.each(named.filter(({ path }) => path.startsWith('/api/')))(
    'is in the OpenAPI document if it belongs to the API: $name',
    ({ method, path }) => {
      const item = document.paths[path.replace(/:(\w+)/g, '{$1}')];
      expect(Object.keys(item ?? {})).toContain(method.toLowerCase());
    },
  );
});
