import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { useResource } from './resource.js';

const PLACES = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const browserPath = PLACES.find((path) => path !== '' && existsSync(path));

/** `describe`, skipped where there is no browser: a developer's machine may have none, CI must. */
export const withBrowser = browserPath === undefined && process.env.CI === undefined ? describe.skip : describe;

/** What a test sees of its page. */
interface Tab {
  page: Page;
  /** Every URL that the page asked for. */
  requested: string[];
  /** What the page wrote to the console as an error, or threw. */
  complaints: string[];
}

/** A browser for the tests of this block. */
export function useChromium(): Pick<Browser, 'newPage' | 'newContext'> {
  const chosen = {} as Pick<Browser, 'newPage' | 'newContext'>;
  useResource(async () => {
    const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
    const browser = await chromium.launch({ executablePath: browserPath, args: [...args, '--no-first-run'] });
    chosen.newPage = browser.newPage.bind(browser);
    chosen.newContext = browser.newContext.bind(browser);
    return () => browser.close();
  });
  return chosen;
}

/** A browser with a new page for each test of this block. A page that loads from elsewhere fails its test. */
export function useBrowser(origin: () => string): Tab {
  const browser = useChromium();
  const tab = {} as Tab;
  beforeEach(async () => {
    const page = await browser.newPage();
    const requested: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    Object.assign(tab, { page, requested, complaints });
  });
  afterEach(async () => {
    await tab.page.close();
    expect(tab.requested.filter((url) => !url.startsWith(origin()) && !/^(data|blob):/.test(url))).toEqual([]);
  });
  return tab;
}
