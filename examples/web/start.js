// npm run example: the API, and the page, which sends /api to it.
import { spawn } from 'node:child_process';
import { createServer } from 'vite';

const env = { ...process.env, AUTH_COOKIES: 'true' };
const api = spawn(process.execPath, ['dist/main.js'], { env, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => api.kill(signal));
api.on('exit', (code) => process.exit(code ?? 1));

const page = await createServer({ configFile: `${import.meta.dirname}/vite.config.js` });
await page.listen();
page.printUrls();
