import type { AppConfig } from '../../config/app-config.js';
import { createLog } from '../../logging/logger.js';
import { serveMetrics } from '../../metrics/metrics-server.js';
import { announce } from '../announce.js';
import { Workers } from './workers.js';

export async function leadWorkers(config: AppConfig): Promise<void> {
  const log = await createLog(config);
  const metrics = await serveMetrics(config, async () =>
    (await import('../../metrics/cluster-metrics.js')).metricsOfWorkers(),
  );
  // Not in the environment if the database is embedded.
  const { DATABASE_URL, MIGRATION_DATABASE_URL } = config;
  const workers = new Workers(log, { DATABASE_URL, MIGRATION_DATABASE_URL });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => workers.stop(signal));
  const port = await workers.start(config.WORKERS);
  if (port !== undefined) announce(config, log, port, metrics);
  await workers.ended;
}
