import { createApp, listen } from './app.setup.js';
import { loadConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { withDatabase } from './database/embedded-server.js';

try {
  const { config: given, warnings } = loadConfig();
  for (const warning of warnings) console.warn(`Warning: ${warning}`);
  const { config, stop } = await withDatabase(given, console.log);
  const app = await createApp(config);
  console.log(await listen(app, config));

  let stopping = false;
  const shutDown = async () => {
    if (stopping) return;
    stopping = true;
    await app.close();
    await stop();
    process.exit();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutDown());
} catch (error) {
  console.error(error instanceof StartupError ? `\nTaskward did not start. ${error.message}\n` : error);
  process.exit(1);
}
