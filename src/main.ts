import cluster from 'node:cluster';
import { loadConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { withDatabase } from './database/embedded/embedded-server.js';

try {
  const { config: given, warnings } = loadConfig();
  if (cluster.isPrimary) for (const warning of warnings) console.warn(`Warning: ${warning}`);
  const { config, stop: stopDatabase } = await withDatabase(given, console.log);
  // The primary loads nothing of the application.
  const run =
    cluster.isPrimary && config.WORKERS > 1
      ? (await import('./app.cluster.js')).lead
      : (await import('./app.server.js')).serve;
  await run(config).finally(stopDatabase);
  process.exit();
} catch (error) {
  console.error(error instanceof StartupError ? `\nTaskward did not start. ${error.message}\n` : error);
  process.exit(1);
}
