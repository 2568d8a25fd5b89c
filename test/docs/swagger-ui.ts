import type { Page } from 'playwright-core';
import type { TestUser } from '../support/api-client.js';

/** Logs in by the password form of Swagger UI's page, as a person does. */
export async function authorize(page: Page, { username, password }: TestUser): Promise<void> {
  await page.locator('button.authorize').first().click();
  const dialog = page.locator('.auth-container', { hasText: 'OAuth2, password' });
  await dialog.locator('#oauth_username').fill(username);
  // Nothing else is asked for, such as the id of a client.
  expect(await dialog.locator('input:visible, select:visible').count()).toBe(2);
  await dialog.locator('#oauth_password').fill(password);
  await dialog.locator('button.authorize').click();
  await dialog.getByText('Logout').waitFor();
  await page.locator('.modal-ux button.btn-done, .modal-ux .close-modal').first().click();
}

/** Opens an operation and executes it as it stands, after `fill`. @returns the status and the body of its answer. */
export async function execute(
  page: Page,
  operationId: string,
  fill: (operation: ReturnType<Page['locator']>) => Promise<void> = async () => {},
): Promise<{ url: string; status: string; body: string }> {
  const operation = page.locator(`.opblock[id$="-${operationId}"]`);
  await operation.locator('.opblock-summary-control').click();
  await operation.locator('button.execute').waitFor();
  await fill(operation);
  await operation.locator('button.execute').click();
  const answer = operation.locator('.live-responses-table tbody .response').first();
  await answer.waitFor();
  return {
    url: await operation.locator('.request-url pre').innerText(),
    status: (await answer.locator('.response-col_status').innerText()).trim(),
    body: await answer.locator('.response-col_description').innerText(),
  };
}
