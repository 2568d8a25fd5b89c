/** @no-pooler programs and pages in a browser, on databases of their own */
import axe from 'axe-core';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import type { Program } from '../support/process.js';
import { useChromium, withBrowser } from '../support/browser.js';
import { within } from '../support/eventually.js';
import { useDatabase, usePrograms } from '../support/fixtures.js';
import { testSecrets } from '../support/test-config.js';
import { freePort, useExamplePage } from './example-page.js';

const PASSWORD = 'a quiet harbour at dawn';
let counter = 0;

withBrowser('the example page', () => {
  const database = useDatabase();
  const start = usePrograms();
  const secrets = testSecrets();
  let port: number;
  let program: Program;
  beforeAll(async () => {
    port = await freePort();
    program = await startServer();
  });
  const example = useExamplePage(() => port);
  const browser = useChromium();

  async function startServer(): Promise<Program> {
    const limits = { AUTH_RATE_LIMIT: '1000', API_RATE_LIMIT: '100000' };
    const env = {
      ...database.env,
      ...secrets,
      ...limits,
      PORT: String(port),
      AUTH_COOKIES: 'true',
      LOG_LEVEL: 'error',
    };
    const started = start(env);
    await started.ready;
    return started;
  }

  const contexts: BrowserContext[] = [];
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  /** A browser of its own: nothing in it yet. */
  async function newDevice(): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: { width: 390, height: 760 } });
    contexts.push(context);
    return context;
  }

  async function openTab(device: BrowserContext): Promise<Page> {
    const page = await device.newPage();
    await page.goto(example.url);
    return page;
  }

  async function enter(page: Page, button: 'Log in' | 'Create an account', email: string): Promise<Page> {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: button }).click();
    await page.getByLabel('New task').waitFor();
    return page;
  }

  const newAccount = async (device: BrowserContext) => {
    const email = `ada${++counter}@example.org`;
    return { email, page: await enter(await openTab(device), 'Create an account', email) };
  };
  const add = async (page: Page, title: string) => {
    await page.getByLabel('New task').fill(title);
    await page.keyboard.press('Enter');
  };
  const rename = async (page: Page, title: string) => {
    await page.getByLabel('Title').fill(title);
    await page.keyboard.press('Enter');
  };
  const titles = (page: Page) =>
    page.getByLabel('Title').evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  const shows = (page: Page, ...expected: string[]) =>
    within(5_000, async () => expect(await titles(page)).toEqual(expected));
  const reports = (page: Page, status: string, milliseconds = 10_000) =>
    within(milliseconds, async () => expect(await page.getByRole('status').first().textContent()).toBe(status));
  const nextStream = (device: BrowserContext) =>
    device.waitForEvent('response', { predicate: (response) => response.url().endsWith('/events') });
  const setOffline = (page: Page, isOffline: boolean) => page.getByLabel('Offline').setChecked(isOffline);

  it('shows the same in two tabs and a second browser', async () => {
    const laptop = await newDevice();
    const { page, email } = await newAccount(laptop);
    const second = await openTab(laptop);
    const phone = await enter(await openTab(await newDevice()), 'Log in', email);
    await add(page, 'Buy milk');
    for (const tab of [page, second, phone]) await shows(tab, 'Buy milk');
    await phone.getByLabel('Done: Buy milk').check();
    for (const tab of [page, second]) await tab.locator('li:has(:checked)').waitFor();
    await second.getByRole('button', { name: 'Delete Buy milk' }).click();
    for (const tab of [page, second, phone]) await shows(tab);
    await second.getByRole('button', { name: 'Undo' }).click();
    for (const tab of [page, second, phone]) await shows(tab, 'Buy milk');
  }, 60_000);

  it('merges what two devices changed in different fields, and asks where it was the same one', async () => {
    const { page: laptop, email } = await newAccount(await newDevice());
    const phone = await enter(await openTab(await newDevice()), 'Log in', email);
    await add(laptop, 'Call Rob');
    await shows(phone, 'Call Rob');

    await setOffline(phone, true);
    await phone.getByLabel('Done: Call Rob').check();
    await reports(phone, 'Offline · 1 unsent');
    await rename(laptop, 'Call Bob');
    await reports(laptop, 'Live · 0 unsent');
    await setOffline(phone, false);
    await shows(phone, 'Call Bob');
    await laptop.locator('li:has(:checked)').waitFor();

    await setOffline(phone, true);
    await rename(phone, 'Call Ben');
    await rename(laptop, 'Call Bill');
    await reports(laptop, 'Live · 0 unsent');
    await setOffline(phone, false);
    await phone.getByText('title: yours “Call Ben”, theirs “Call Bill”').waitFor();
    await phone.getByRole('button', { name: 'Keep mine' }).click();
    for (const tab of [phone, laptop]) await shows(tab, 'Call Ben');
    expect(await phone.locator('#conflicts article').count()).toBe(0);
  }, 60_000);

  it('keeps what is not sent over a reload without a network', async () => {
    const device = await newDevice();
    const { page } = await newAccount(device);
    await reports(page, 'Live · 0 unsent');
    await device.route('**/api/**', (route) => route.abort());
    await add(page, 'In a tunnel');
    await page.reload();
    await shows(page, 'In a tunnel');
    await reports(page, 'Offline · 1 unsent');
    await device.unroute('**/api/**');
    await reports(page, 'Live · 0 unsent');
    await shows(page, 'In a tunnel');
  }, 60_000);

  it('doubles nothing when a tab is killed in the middle of sending', async () => {
    const device = await newDevice();
    const { page, email } = await newAccount(device);
    const arrived = new Promise<void>((resolve) => {
      void page.route('**/tasks/batch', async (route) => {
        await route.fetch();
        resolve();
      });
    });
    await add(page, 'Once');
    await arrived;
    await page.close();
    const again = await openTab(device);
    await reports(again, 'Live · 0 unsent');
    const phone = await enter(await openTab(await newDevice()), 'Log in', email);
    for (const tab of [again, phone]) await shows(tab, 'Once');
    expect(await again.locator('#conflicts article').count()).toBe(0);
  }, 60_000);

  it('refreshes an expired token once for two tabs', async () => {
    const device = await newDevice();
    const { page } = await newAccount(device);
    const tabs = [page, await openTab(device)];
    const bundle = await build({
      entryPoints: ['client/src/index.ts'],
      bundle: true,
      format: 'iife',
      globalName: 'Taskward',
      footer: { js: 'globalThis.Taskward = Taskward;' },
      write: false,
    });
    for (const tab of tabs) await tab.evaluate(bundle.outputFiles[0]!.text);
    const ask = `(() => {
      const client = Taskward.createClient({ cookies: true });
      return Promise.all([1, 2, 3].map(async () => (await client.request('/users/me')).status));
    })()`;
    let refreshes = 0;
    device.on('request', (request) => (refreshes += request.url().endsWith('/refresh') ? 1 : 0));
    for (let time = 1; time <= 10; time++) {
      await device.clearCookies({ name: '__Host-access' });
      expect(await Promise.all(tabs.map((tab) => tab.evaluate(ask)))).toEqual([
        [200, 200, 200],
        [200, 200, 200],
      ]);
      expect(refreshes).toBe(time);
    }
  }, 60_000);

  it('is live again within five seconds after the server was started anew', async () => {
    const laptop = await newDevice();
    const streaming = nextStream(laptop);
    const { page, email } = await newAccount(laptop);
    const phone = await enter(await openTab(await newDevice()), 'Log in', email);
    await streaming;
    program.child.kill('SIGTERM');
    await program.ended;
    await add(phone, 'Meanwhile');
    program = await startServer();
    const since = performance.now();
    await reports(page, 'Live · 0 unsent', 5_000);
    await within(5_000 - (performance.now() - since), async () => expect(await titles(page)).toEqual(['Meanwhile']));
  }, 60_000);

  it('is logged out in both tabs within two seconds when the session is ended elsewhere', async () => {
    const laptop = await newDevice();
    const streaming = nextStream(laptop);
    const { page, email } = await newAccount(laptop);
    const tabs = [page, await openTab(laptop)];
    for (const tab of tabs) await reports(tab, 'Live · 0 unsent');
    const post = (path: string, body?: object, token = '') =>
      fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: body && JSON.stringify(body),
      });
    const login = (await (await post('/auth/login', { username: email, password: PASSWORD })).json()) as {
      access_token: string;
    };
    await streaming;
    expect((await post('/auth/logout-all', undefined, login.access_token)).status).toBe(204);
    for (const tab of tabs) await tab.getByLabel('E-mail').waitFor({ timeout: 2_000 });
  }, 60_000);

  it('logs out in all tabs, and shows nothing to the next user', async () => {
    const device = await newDevice();
    const { page } = await newAccount(device);
    const second = await openTab(device);
    await add(page, 'Private');
    await shows(second, 'Private');
    await page.getByRole('button', { name: 'Log out' }).click();
    await second.getByLabel('E-mail').waitFor();
    await enter(second, 'Create an account', `bob${++counter}@example.org`);
    for (const tab of [page, second]) {
      await reports(tab, 'Live · 0 unsent');
      expect(await titles(tab)).toEqual([]);
    }
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'has no finding of axe on a phone, in %s',
    async (colorScheme) => {
      const device = await newDevice();
      const complaints: string[] = [];
      device.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      const page = await openTab(device);
      await page.emulateMedia({ colorScheme });
      const findings = async () => {
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
        return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
      };
      await page.getByLabel('E-mail').waitFor();
      expect(await findings()).toEqual([]);
      await enter(page, 'Create an account', `ada${++counter}@example.org`);
      await add(page, 'A title that is much longer than any phone is wide, and has yet to be read to its end');
      await add(page, 'Away');
      await page.getByRole('button', { name: 'Delete Away' }).click();
      await page.getByLabel('Done: A title').check();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      expect(await findings()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});
