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
  }, 60_000);

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
