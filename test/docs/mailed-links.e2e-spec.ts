/** @no-pooler pages in a browser */
import axe from 'axe-core';
import { useBrowser, withBrowser } from '../support/browser.js';
import { useMailServer, useTestApp } from '../support/fixtures.js';

const NEW_PASSWORD = 'an entirely different phrase';

describe('a page that a mailed link leads to', () => {
  const app = useTestApp();

  it.each(['/reset-password', '/verify-email', '/change-email'])(
    '%s runs its own script and no other',
    async (path) => {
      const response = await fetch(app.url + path);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      });
      const html = await response.text();
      expect(html).not.toMatch(/<script(?! src)|<style|\sstyle=|\son\w+=/);
      for (const [, file = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g))
        expect((await fetch(new URL(file, app.url + path))).status).toBe(200);
    },
  );
});

describe('links by the scheme of an app', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { EMAIL_VERIFICATION: 'optional', PUBLIC_URL: 'myapp://' } });

  it('begin with it', async () => {
    const { email } = await app.api.newUser('ada');
    expect((await mail.next(email, /Confirm/)).content).toContain('\nmyapp://verify-email#token=');
  });
});

withBrowser('the pages that mailed links lead to, in a real browser', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { EMAIL_VERIFICATION: 'optional' } });
  const tab = useBrowser(() => app.url);

  /** The link in the newest such mail, at the port that the app found free. */
  async function linkTo(email: string, subject: RegExp, before = 0): Promise<string> {
    const { content } = await mail.next(email, subject, before);
    return /http:\/\/localhost:0\S+#token=[\w-]+/.exec(content)![0].replace('http://localhost:0', app.url);
  }
  const outcome = () => tab.page.getByRole('status');
  const login = (username: string, password: string) =>
    app.api.post('/api/v1/auth/login', undefined, { username, password });
  const forgot = async (email: string) => {
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email }).expect(202);
    return linkTo(email, /Choose a new password/);
  };

  it('lead to a new password, by keyboard alone, and say what is wrong with a weak one', async () => {
    const ada = await app.api.newUser('ada');
    const link = await forgot(ada.email);
    await tab.page.goto(link);
    const field = tab.page.getByLabel('New password');
    expect(await field.getAttribute('autocomplete')).toBe('new-password');
    await tab.page.keyboard.press('Tab');
    await tab.page.keyboard.type('short');
    await tab.page.keyboard.press('Enter');
    await tab.page.locator('#new_password-error:not(:empty)').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await tab.page.evaluate<string>('document.activeElement.id')).toBe('new_password');

    await field.fill(NEW_PASSWORD);
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('Your new password is set.').waitFor();
    expect(await tab.page.evaluate<string>('document.activeElement.id')).toBe('outcome');
    expect(tab.page.url()).toBe(`${app.url}/reset-password`);
    await login(ada.email, ada.password).expect(401);
    await login(ada.email, NEW_PASSWORD).expect(200);

    const token = link.slice(link.indexOf('=') + 1);
    expect(tab.requested.filter((url) => url.split('#')[0]!.includes(token))).toEqual([]);
  }, 60_000);

  it('say that a link is used up, or is not complete', async () => {
    const ada = await app.api.newUser('ada');
    const link = await forgot(ada.email);
    const token = link.slice(link.indexOf('=') + 1);
    await app.api.post('/api/v1/auth/reset-password', undefined, { token, new_password: NEW_PASSWORD }).expect(204);
    await tab.page.goto(link);
    await tab.page.getByLabel('New password').fill(`${NEW_PASSWORD}!`);
    await tab.page.getByRole('button').click();
    await tab.page.locator('#outcome.error:not(:empty)').waitFor();
    const { body } = await app.api.post('/api/v1/auth/verify-email', undefined, { token });
    expect(await outcome().innerText()).toBe((body as { detail: string }).detail);

    await tab.page.goto(`${app.url}/reset-password`);
    await tab.page.getByText('This link is not complete.').waitFor();
    expect(await tab.page.getByLabel('New password').isVisible()).toBe(false);
  }, 60_000);

  it('confirm the address of a new account when the button is pressed, not before', async () => {
    const ada = await app.api.newUser('ada');
    const verifiedAt = async () =>
      ((await app.api.get('/api/v1/users/me', ada)).body as { email_verified_at: string | null }).email_verified_at;
    await tab.page.goto(await linkTo(ada.email, /Confirm your e-mail/));
    await tab.page.getByRole('button', { name: 'Confirm' }).waitFor();
    expect(await verifiedAt()).toBeNull();
    await tab.page.keyboard.press('Tab');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('Your e-mail address is confirmed.').waitFor();
    expect(await verifiedAt()).not.toBeNull();
    expect(tab.complaints).toEqual([]);
  }, 60_000);

  it('change an address, and take it back with a new password', async () => {
    const ada = await app.api.newUser('ada');
    const email = `new-${ada.email}`;
    await app.api.post('/api/v1/users/me/email', ada, { email, current_password: ada.password }).expect(202);
    await tab.page.goto(await linkTo(email, /Confirm your new e-mail/));
    await tab.page.getByRole('button', { name: 'Confirm' }).click();
    await tab.page.getByText('Your e-mail address is confirmed.').waitFor();
    await login(email, ada.password).expect(200);

    await tab.page.goto(await linkTo(ada.email, /address was changed/));
    await tab.page.getByLabel('New password').fill(NEW_PASSWORD);
    await tab.page.getByRole('button').click();
    await tab.page.getByText('Your new password is set.').waitFor();
    await login(ada.email, NEW_PASSWORD).expect(200);
    await login(email, NEW_PASSWORD).expect(401);
    expect(tab.complaints).toEqual([]);
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'can be used by everyone, in %s',
    async (colorScheme) => {
      const { page } = tab;
      await page.emulateMedia({ colorScheme });
      const violations = async () => {
        const { violations } = await page.evaluate<axe.AxeResults>(`${axe.source}; axe.run()`);
        return violations.map(({ id, nodes }) => `${page.url()}: ${id} ${nodes.map(({ html }) => html).join(' ')}`);
      };
      for (const path of ['reset-password', 'verify-email']) {
        await page.goto(`${app.url}/${path}#token=unknown`);
        await page.getByRole('button').waitFor();
        expect(await violations()).toEqual([]);
        if (path === 'reset-password') {
          await page.getByLabel('New password').fill('short');
          await page.getByRole('button').click();
          await page.locator('#new_password-error:not(:empty)').waitFor();
          expect(await violations()).toEqual([]);
          await page.getByLabel('New password').fill(NEW_PASSWORD);
        }
        await page.getByRole('button').click();
        await page.locator('#outcome.error:not(:empty)').waitFor();
        expect(await violations()).toEqual([]);
      }
      await page.goto(`${app.url}/change-email`);
      await page.getByText('This link is not complete.').waitFor();
      expect(await violations()).toEqual([]);
    },
    60_000,
  );
});
