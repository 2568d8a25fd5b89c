import type { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../../config/slices.js';
import { StartupError } from '../../config/startup-error.js';

interface ServerSettings {
  replication: string;
  commit: string;
}

const SERVER_SETTINGS = `SELECT pg_catalog.current_setting('session_replication_role') AS replication,
  pg_catalog.current_setting('synchronous_commit') AS commit`;

/** @throws StartupError in production if foreign keys are not checked: rows of an account would outlive it. */
export async function demandServerSettings(
  dataSource: DataSource,
  config: DatabaseConfig,
  logger: Logger,
): Promise<void> {
  const [found] = await dataSource.query<ServerSettings[]>(SERVER_SETTINGS);
  if (found?.commit === 'off')
    logger.warn('synchronous_commit is off: the last writes may be lost if the database server crashes.');
  if (found === undefined || found.replication === 'origin') return;
  const sentence =
    `session_replication_role is ${found.replication}: foreign keys are not checked. ` +
    'ALTER ROLE … RESET session_replication_role, for the role of DATABASE_URL.';
  if (config.NODE_ENV === 'production') throw new StartupError(sentence);
  logger.warn(sentence);
}
