/** @no-pooler pages in a browser */
import { useBrowser, withBrowser } from '../support/browser.js';
import { useTestApp } from '../support/fixtures.js';
import { authorize, execute } from './swagger-ui.js';

describe('the documentation pages', () => {
  const app = useTestApp();

  it('are where a browser is sent from /, and nobody else', async () => {
    const sent = (accept: string, method = 'GET') =>
      fetch(`${app.url}/`, { method, headers: { accept }, redirect: 'manual' });
    const browser = await sent('text/html,application/xhtml+xml,*/*;q=0.8');
    expect([browser.status, browser.headers.get('location')]).toEqual([302, '/docs']);
    for (const response of [await sent('*/*'), await sent('application/json'), await sent('text/html', 'POST')])
      expect(await response.json()).toMatchObject({ status: 404, error_code: 'ROUTE_NOT_FOUND' });
  });

  it.each(['', '/', '/index.html', '/swagger-ui.css'])('hand out /docs%s', async (page) => {
    expect((await fetch(`${app.url}/docs${page}`)).status).toBe(200);
  });

  it.each([
    'package.json',
    'README.md',
    'swagger-ui.js.map',
    'oauth2-redirect.html',
    '%70ackage.json',
    './package.json',
    'docs/package.json',
    'index.css',
  ])('do not hand out %s', async (file) => {
    const { status, headers } = await fetch(`${app.url}/docs/${file}`);
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
  });

  withBrowser('in a real browser', () => {
    const tab = useBrowser(() => app.url);
    afterEach(() => expect(tab.complaints).toEqual([]));

    it('Swagger UI logs in with the password form and creates a task', async () => {
      const ada = await app.api.newUser('ada');
      await tab.page.goto(`${app.url}/docs`);
      await authorize(tab.page, ada);
      const kept = await tab.page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })');
      expect(kept).not.toContain(ada.password);

      const created = await execute(tab.page, 'createTask', (operation) =>
        operation.locator('textarea').fill('{"title": "Made in a browser"}'),
      );
      expect(created.status).toContain('201');
      const { body } = await app.api.get('/api/v1/me/tasks', ada);
      expect(body).toMatchObject({ total: 1, items: [{ title: 'Made in a browser' }] });

      const listed = await execute(tab.page, 'listTasks');
      expect(listed.body).toContain('Made in a browser');
      expect(listed.url).toMatch(/\/api\/v1\/me\/tasks$/);
    }, 60_000);

    it('Swagger UI has examples that succeed one after another as they stand, and fit a phone', async () => {
      const { page } = tab;
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(`${app.url}/docs`);
      await authorize(page, await app.api.newUser('ada'));
      for (const id of ['replaceTask', 'getTask', 'updateTask', 'deleteTask', 'restoreTask']) {
        const { status } = await execute(page, id);
        expect(`${id} ${status}`).toMatch(/^\w+ 20[014]/);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
        await page.locator(`.opblock[id$="-${id}"] .opblock-summary-control`).click();
      }
    }, 60_000);

    it('have an icon of our own', async () => {
      for (const path of ['/docs', '/redoc'])
        expect(await (await fetch(app.url + path)).text()).toContain('<link rel="icon" href="/pages/favicon.svg">');
      await tab.page.goto(`${app.url}/reset-password`);
      const width = await tab.page.evaluate<number>(`new Promise((done, fail) => {
      const image = new Image();
      image.onload = () => done(image.naturalWidth);
      image.onerror = () => fail(new Error('no image'));
      image.src = document.querySelector('link[rel=icon]').href;
    })`);
      expect(width).toBeGreaterThan(0);
    });

    it('Swagger UI begins with tasks, ends with what is for superusers, and fits a phone', async () => {
      await tab.page.setViewportSize({ width: 390, height: 844 });
      await tab.page.goto(`${app.url}/`);
      await tab.page.locator('#operations-Tasks-createTask').waitFor();
      expect([new URL(tab.page.url()).pathname, await tab.page.title()]).toEqual(['/docs', 'Taskward API']);
      const tags = await tab.page
        .locator('.opblock-tag')
        .evaluateAll((all) => all.map((tag) => (tag as unknown as { dataset: { tag: string } }).dataset.tag));
      expect([tags[0], tags.at(-1)]).toEqual(['Tasks', 'Admin']);
      expect(await tab.page.locator('.topbar').count()).toBe(0);
      for (const path of ['/docs', '/docs/', '/docs/index.html', '/redoc'])
        expect(await (await fetch(app.url + path)).text()).toContain(
          '<meta name="viewport" content="width=device-width',
        );
      expect(await tab.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    }, 60_000);

    it('ReDoc shows every operation', async () => {
      await tab.page.goto(`${app.url}/redoc`);
      await tab.page.getByRole('heading', { name: 'Create a task' }).waitFor();
      await tab.page.getByRole('heading', { name: 'Log in' }).waitFor();
    }, 60_000);
  });
});
