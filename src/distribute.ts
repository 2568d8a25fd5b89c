#!/usr/bin/env node
import { loadConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { newId } from './common/uuid.js';
import { explainFault } from './database/connection/connection-fault.js';
import { distribute } from './database/distribution/distribute.js';
import { migrate } from './database/migrate.js';
import { hotStatements } from './tasks/hot-statements.js';

try {
  const { config } = loadConfig();
  const userId = newId();
  const work = migrate(config).then(() => distribute(config, hotStatements(userId), userId));
  await explainFault(config, 'owner', work);
  console.log('The tables are distributed, each shard is behind its walls, and each user is in one.');
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof StartupError ? error.message : error);
}
process.exit();
