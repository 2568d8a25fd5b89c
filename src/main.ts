import { createApp, listen } from './app.setup.js';
import { shutDown } from './app.shutdown.js';
import { loadConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { withDatabase } from './database/embedded-server.js';

try {
  const { config: given, warnings } = loadConfig();
  for (const warning of warnings) console.warn(`Warning: ${warning}`);
  const { config, stop: stopDatabase } = await withDatabase(given, console.log);
  const app = await createApp(config).catch(async (error: unknown) => {
    await stopDatabase();
    throw error;
  });

  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void shutDown(app, signal === 'SIGTERM')
        .then(stopDatabase)
        .finally(() => process.exit());
    });
  }

  await listen(app, config).catch(async (error: unknown) => {
    await app.close();
    await stopDatabase();
    throw error;
  });
} catch (error) {
  console.error(error instanceof StartupError ? `\nTaskward did not start. ${error.message}\n` : error);
  process.exit(1);
}
