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

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

describe('every registered route', () => {
  const app = useTestApp();
  let routes: { method: string; path: string }[];

  beforeAll(() => {
    const { router } = app.nest.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
    routes = router.stack.flatMap(({ route }) => {
      const methods = Object.keys(route?.methods ?? {}).filter((method) => method !== '_all');
      // A route for every method is the framework's own "not found".
      return route === undefined || methods.length > 10
        ? []
        : methods.map((method) => ({ method: method.toUpperCase(), path: route.path }));
    });
  });

  it('is found by this test', () => {
    expect(routes.length).toBeGreaterThan(15);
    expect(routes).toContainEqual({ method: 'PATCH', path: '/api/v1/:user_id/tasks/:id' });
  });

  it('answers 401 to an anonymous caller, but for a short list', async () => {
    const open: string[] = [];
    for (const { method, path } of routes) {
      const url = path.replace(':user_id', 'me').replace(/:\w+/g, '01a1fd5b-f6cc-77cc-9f75-62489816259f');
      const response = await fetch(app.url + url, { method });
      if (response.status !== 401) open.push(`${method} ${path}`);
      else expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    expect(open.filter((route) => !PUBLIC.has(route))).toEqual([]);
  });

  it('is in the OpenAPI document if it belongs to the API', async () => {
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const documented = new Set(
      Object.entries(document.paths).flatMap(([path, item]) =>
        Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
      ),
    );
    const missing = routes
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
      .filter((route) => route.includes('/api/') && !documented.has(route));
    expect(missing).toEqual([]);
  });
});
