import type { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../../config/slices.js';
import { StartupError } from '../../config/startup-error.js';

interface Found {
  replication: string;
  commit: string;
}

const FOUND = `SELECT pg_catalog.current_setting('session_replication_role') AS replication,
  pg_catalog.current_setting('synchronous_commit') AS commit`;

/**
 * Checks settings that a session cannot or should not set for itself. Without foreign keys the rows of an account outlive it;
 * without synchronous commits the last writes may be lost.
 *
 * @throws StartupError in production, where foreign keys are not checked.
 */
export async function demandServerSettings(
  dataSource: DataSource,
  config: DatabaseConfig,
  logger: Logger,
): Promise<void> {
  const [found] = await dataSource.query<Found[]>(FOUND);
  if (found?.commit === 'off')
    logger.warn('synchronous_commit is off: the last writes may be lost if the database server crashes.');
  if (found === undefined || found.replication === 'origin') return;
  const sentence =
    `session_replication_role is ${found.replication}: foreign keys are not checked. ` +
    'ALTER ROLE … RESET session_replication_role, for the role of DATABASE_URL.';
  if (config.NODE_ENV === 'production') throw new StartupError(sentence);
  logger.warn(sentence);
}
