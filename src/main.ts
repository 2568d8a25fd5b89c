import { serve } from './app.server.js';
import { loadConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { withDatabase } from './database/embedded-server.js';

try {
  const { config: given, warnings } = loadConfig();
  for (const warning of warnings) console.warn(`Warning: ${warning}`);
  const { config, stop: stopDatabase } = await withDatabase(given, console.log);
  await serve(config).finally(stopDatabase);
  process.exit();
} catch (error) {
  console.error(error instanceof StartupError ? `\nTaskward did not start. ${error.message}\n` : error);
  process.exit(1);
}
