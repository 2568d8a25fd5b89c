// Takes the pictures of the documentation anew, of a Taskward that runs: node docs/images/take.mjs [http://localhost:3000]
import { chromium } from 'playwright-core';

const url = process.argv[2] ?? 'http://localhost:3000';
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const [file, width, height] of [
  ['docs.png', 1280, 720],
  ['docs-phone.png', 390, 760],
]) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(`${url}/docs`);
  await page.locator('#operations-Tasks-createTask').waitFor();
  // Past the introduction, to what one can do.
  await page.locator('#operations-tag-Tasks').evaluate((heading) => heading.scrollIntoView());
  await page.screenshot({ path: `docs/images/${file}` });
  await page.close();
}
await browser.close();
