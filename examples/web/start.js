// npm run example: the API, and the page, which sends /api to it. Both end together.
import { spawn } from 'node:child_process';

const env = { ...process.env, AUTH_COOKIES: 'true' };
const run = (...args) => spawn(process.execPath, args, { env, stdio: 'inherit' });
const api = run('dist/main.js');
const page = run('node_modules/vite/bin/vite.js', 'examples/web');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => api.kill(signal));
page.on('exit', () => api.kill());
api.on('exit', (code) => {
  page.kill();
  process.exit(code ?? 1);
});
