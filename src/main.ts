#!/usr/bin/env node
import cluster from 'node:cluster';
import { loadConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { withDatabase } from './database/embedded/embedded-server.js';

try {
  const { config: given, warnings } = loadConfig();
  if (cluster.isPrimary) for (const warning of warnings) console.warn(`Warning: ${warning}`);
  const { config, stop: stopDatabase } = await withDatabase(given, console.log);
  const run = async () => {
    if (cluster.isPrimary && config.WORKERS > 1) {
      // The primary loads nothing of the application.
      const { leadWorkers } = await import('./server/workers/lead-workers.js');
      return leadWorkers(config);
    }
    const [{ AppModule }, { serve }] = await Promise.all([import('./app.module.js'), import('./server/serve.js')]);
    return serve(AppModule.forRoot(config), config);
  };
  await run().finally(stopDatabase);
  process.exit();
} catch (error) {
  console.error(error instanceof StartupError ? `\nTaskward did not start. ${error.message}\n` : error);
  process.exit(1);
}
