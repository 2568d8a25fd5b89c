/** @no-pooler pages in a browser, and the README */
import type { Browser, Page } from 'playwright-core';
import { browserPath, launchBrowser } from '../support/browser.js';
import { useTestApp } from '../support/fixtures.js';
import { useResource } from '../support/resource.js';

// A developer's machine may have no browser; CI must.
const withBrowser = browserPath === undefined && process.env.CI === undefined ? describe.skip : describe;

withBrowser('the documentation pages, in a real browser', () => {
  const app = useTestApp();
  let browser: Browser;
  useResource(async () => {
    browser = await launchBrowser();
    return () => browser.close();
  });
  let page: Page;
  let requested: string[];
  let complaints: string[];

  beforeEach(async () => {
    requested = [];
    complaints = [];
    page = await browser.newPage();
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(async () => {
    await page.close();
    expect(requested.filter((url) => !url.startsWith(app.url) && !/^(data|blob):/.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('Swagger UI logs in with the password form and creates a task', async () => {
    const ada = await app.api.newUser('ada');
    await page.goto(`${app.url}/docs`);
    await page.locator('button.authorize').first().click();
    const dialog = page.locator('.auth-container', { hasText: 'OAuth2, password' });
    await dialog.locator('#oauth_username').waitFor();
    expect(await dialog.locator('input:visible, select:visible').count()).toBe(2);
    await dialog.locator('#oauth_username').fill(ada.username);
    await dialog.locator('#oauth_password').fill(ada.password);
    await dialog.locator('button.authorize').click();
    await dialog.getByText('Logout').waitFor();
    const kept = await page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(kept).not.toContain(ada.password);
    await page.locator('.modal-ux button.btn-done, .modal-ux .close-modal').first().click();

    const operation = page.locator('#operations-Tasks-createTask');
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('textarea').fill('{"title": "Made in a browser"}');
    await operation.locator('button.execute').click();
    await operation.locator('.live-responses-table .response-col_status').first().waitFor();
    expect(await operation.locator('.live-responses-table tbody .response-col_status').first().innerText()).toContain(
      '201',
    );

    const { body } = await app.api.get('/api/v1/me/tasks', ada);
    expect(body).toMatchObject({ total: 1, items: [{ title: 'Made in a browser' }] });

    const list = page.locator('#operations-Tasks-listTasks');
    await list.locator('.opblock-summary-control').click();
    await list.locator('button.execute').click();
    await list.locator('.live-responses-table .highlight-code', { hasText: 'Made in a browser' }).waitFor();
    expect(await list.locator('.request-url').innerText()).toMatch(/\/api\/v1\/me\/tasks$/);
  }, 60_000);

  it('Swagger UI begins with tasks, ends with what is for superusers, and fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${app.url}/`);
    await page.locator('#operations-Tasks-createTask').waitFor();
    expect([new URL(page.url()).pathname, await page.title()]).toEqual(['/docs', 'Taskward API']);
    const tags = await page
      .locator('.opblock-tag')
      .evaluateAll((all) => all.map((tag) => (tag as unknown as { dataset: { tag: string } }).dataset.tag));
    expect([tags[0], tags.at(-1)]).toEqual(['Tasks', 'Admin']);
    expect(await page.locator('.topbar').count()).toBe(0);
    for (const path of ['/docs', '/docs/', '/docs/index.html', '/redoc'])
      expect(await (await fetch(app.url + path)).text()).toContain('<meta name="viewport" content="width=device-width');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  }, 60_000);

  it('are where a browser is sent from /, and nobody else', async () => {
    const sent = (accept: string, method = 'GET') =>
      fetch(`${app.url}/`, { method, headers: { accept }, redirect: 'manual' });
    const browser = await sent('text/html,application/xhtml+xml,*/*;q=0.8');
    expect([browser.status, browser.headers.get('location')]).toEqual([302, 'docs']);
    for (const response of [await sent('*/*'), await sent('application/json'), await sent('text/html', 'POST')])
      expect(await response.json()).toMatchObject({ status: 404, error_code: 'ROUTE_NOT_FOUND' });
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
  ])('hands out what it loads, and not %s', async (file) => {
    for (const page of ['', '/', '/index.html', '/swagger-ui.css'])
      expect((await fetch(`${app.url}/docs${page}`)).status).toBe(200);
    const { status, headers } = await fetch(`${app.url}/docs/${file}`);
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
  });

  it('ReDoc shows every operation', async () => {
    await page.goto(`${app.url}/redoc`);
    await page.getByRole('heading', { name: 'Create a task' }).waitFor();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  }, 60_000);
});
