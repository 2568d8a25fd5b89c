/** @no-pooler a proxy, and pages in a browser */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useBrowser, withBrowser } from '../support/browser.js';
import { useMailServer, useTestApp, useUser } from '../support/fixtures.js';
import { useResource } from '../support/resource.js';
import { codeBlocks } from './code-blocks.js';
import { authorize, execute } from './swagger-ui.js';

const PATH = '/services/taskward';
const [cookies = ''] = codeBlocks('docs/web.md', 'js');

/** Takes PATH off and passes the rest on, as Caddy's `handle_path` does. Nothing of its host is elsewhere. */
function useStrippingProxy(): { origin: string; target: string } {
  const proxy = { origin: '', target: '' };
  useResource(async () => {
    const server = createServer((req, res) => {
      const { method, headers, url = '' } = req;
      if (url !== PATH && !url.startsWith(`${PATH}/`)) return void res.writeHead(404).end();
      const path = url.slice(PATH.length) || '/';
      const passed = request(proxy.target, { method, headers, path, agent: false }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(res);
      });
      req.pipe(passed);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    return () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  });
  return proxy;
}

describe('behind a proxy that takes a path off', () => {
  const proxy = useStrippingProxy();
  const mail = useMailServer();
  const app = useTestApp(() => ({
    mail,
    env: {
      PUBLIC_PATH: PATH,
      PUBLIC_URL: proxy.origin + PATH,
      AUTH_COOKIES: 'true',
      EMAIL_VERIFICATION: 'optional',
    },
  }));
  beforeAll(() => void (proxy.target = app.url));
  const ada = useUser(app, 'ada');
  const base = () => proxy.origin + PATH;

  const send = (url: string, method = 'GET', body?: object) =>
    fetch(url, {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${ada.token}` },
      body: body && JSON.stringify(body),
    });
  const json = async (response: Response) => (await response.json()) as Record<string, unknown>;

  it.each(['/api/v1', '/api'])('what %s answers with leads on: Location and Link', async (api) => {
    const made: string[] = [];
    for (const title of ['a', 'b', 'c']) {
      const created = await send(`${base()}${api}/me/tasks`, 'POST', { title, tags: [api] });
      const { status, url } = await send(new URL(created.headers.get('Location')!, created.url).href);
      expect(status).toBe(200);
      made.push(url.split('/').at(-1)!);
    }
    const read: unknown[] = [];
    let next: string | undefined = `${base()}${api}/me/tasks?limit=1&sort=title&tag=${encodeURIComponent(api)}`;
    while (next !== undefined) {
      const page: Response = await send(next);
      expect(page.status).toBe(200);
      read.push(...((await json(page)).items as { id: string }[]).map(({ id }) => id));
      const link = /<([^>]*)>; rel="next"/.exec(page.headers.get('Link') ?? '')?.[1];
      next = link === undefined ? undefined : new URL(link, page.url).href;
    }
    expect(read).toEqual(made);
  });

  it('a task is made under the id of a client, and its problem is told, with the path', async () => {
    const url = `${base()}/api/v1/me/tasks/019abc12-3456-7def-8123-456789abcdef`;
    const missing = await send(url);
    expect(await json(missing)).toMatchObject({ status: 404, instance: new URL(url).pathname });
    const made = await fetch(url, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'If-None-Match': '*', Authorization: `Bearer ${ada.token}` },
      body: '{"title":"Mine"}',
    });
    expect(made.status).toBe(201);
    expect((await send(new URL(made.headers.get('Location')!, url).href)).status).toBe(200);
    expect(await json(await fetch(`${base()}/nothing`))).toMatchObject({ instance: `${PATH}/nothing` });
  });

  it('a generated client finds the operations', async () => {
    const document = await fetch(`${base()}/openapi.json`);
    const { servers, paths } = (await document.json()) as { servers: { url: string }[]; paths: object };
    const server = new URL(servers[0]!.url, document.url).href;
    expect(Object.keys(paths)).toContain('/api/v1/users/me');
    expect((await send(`${server}/api/v1/users/me`)).status).toBe(200);
  });

  withBrowser('in a real browser', () => {
    // Whatever a page asked for outside of the path fails its test.
    const tab = useBrowser(base);

    it.each(['', '/'])(
      'the documentation logs in and executes, from %j on',
      async (end) => {
        const { page } = tab;
        await page.goto(base() + end);
        expect(page.url()).toBe(`${base()}/docs`);
        await authorize(page, ada);
        const { url, status } = await execute(page, 'listTasks');
        expect([url, status]).toEqual([`${base()}/api/v1/me/tasks`, expect.stringContaining('200')]);
        expect(tab.complaints).toEqual([]);
      },
      60_000,
    );

    it.each(['/redoc', '/redoc/'])(
      '%s shows every operation',
      async (path) => {
        await tab.page.goto(base() + path);
        await tab.page.getByRole('heading', { name: 'Create a task' }).waitFor();
        expect(tab.complaints).toEqual([]);
      },
      60_000,
    );

    it('cookies log in, refresh and log out', async () => {
      const { page } = tab;
      const client = `${cookies.replace('export ', '')}; const client = createCookieClient('${base()}/api/v1');`;
      const run = (code: string) => page.evaluate<unknown>(`(async () => { ${client} ${code} })()`);
      const context = page.context();
      const names = async () => (await context.cookies(`${base()}/api/v1/auth`)).map(({ name }) => name).sort();
      await page.goto(`${base()}/docs`);
      expect(await run(`return (await client.login('${ada.username}', '${ada.password}')).status`)).toBe(200);
      expect(await names()).toEqual(['__Host-access', '__Host-device', '__Secure-refresh']);
      expect(await context.cookies(`${proxy.origin}/api/v1/auth`)).not.toContainEqual(
        expect.objectContaining({ name: '__Secure-refresh' }),
      );
      await context.clearCookies({ name: '__Host-access' });
      expect(await run(`return (await client.request('/users/me')).status`)).toBe(200);
      expect(await run(`return (await client.logout()).status`)).toBe(204);
      expect(await names()).toEqual(['__Host-device']);
    }, 60_000);

    it('a mailed link leads to a new password', async () => {
      const { page } = tab;
      const bob = await app.api.newUser('bob');
      await app.api.post('/api/v1/auth/forgot-password', undefined, { email: bob.email }).expect(202);
      const { content } = await mail.next(bob.email, /Choose a new password/);
      const link = /^http:\S+#token=[\w-]+/m.exec(content)![0];
      expect(link).toContain(`${base()}/reset-password#`);
      await page.goto(link);
      await page.getByLabel('New password').fill('an entirely different phrase');
      await page.getByRole('button').click();
      await page.getByText('Your new password is set.').waitFor();
      expect(tab.complaints).toEqual([]);
    }, 60_000);
  });
});
