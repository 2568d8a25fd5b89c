import { createApp, listen } from './app.setup.js';
import { loadConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { withDatabase } from './database/embedded-server.js';

try {
  const { config: given, warnings } = loadConfig();
  for (const warning of warnings) console.warn(`Warning: ${warning}`);
  const { config, stop } = await withDatabase(given, console.log);
  const app = await createApp(config).catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  let stopping: Promise<never> | undefined;
  const shutDown = async () => {
    await app.close();
    await stop();
    return process.exit();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void (stopping ??= shutDown()));

  console.log(
    await listen(app, config).catch(async (error: unknown) => {
      await app.close();
      await stop();
      throw error;
    }),
  );
} catch (error) {
  console.error(error instanceof StartupError ? `\nTaskward did not start. ${error.message}\n` : error);
  process.exit(1);
}
