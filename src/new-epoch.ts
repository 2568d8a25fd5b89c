#!/usr/bin/env node
import { loadConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { explainFault } from './database/connection/connection-fault.js';
import { withDatabase } from './database/embedded/embedded-server.js';
import { migrate } from './database/migrate.js';
import { beginEpoch } from './tasks/sync/begin-epoch.js';

try {
  const { config, stop } = await withDatabase(loadConfig().config, console.log);
  await explainFault(
    config,
    'owner',
    migrate(config).then(() => beginEpoch(config)),
  ).finally(stop);
  console.log('A new epoch has begun: each client reads everything again when it next asks for changes.');
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof StartupError ? error.message : error);
}
process.exit();
