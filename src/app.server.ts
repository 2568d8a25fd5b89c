import cluster from 'node:cluster';
import { announce } from './app.announcement.js';
import { createApp, listen } from './app.setup.js';
import { shutDown } from './app.shutdown.js';
import { Log } from './common/log.js';
import { Metrics } from './common/metrics.js';
import type { AppConfig } from './config/app-config.js';
import { serveMetrics } from './metrics/metrics-server.js';

/** Serves until a signal asks it to stop, and returns when the last request is answered. */
export async function serve(config: AppConfig): Promise<void> {
  const app = await createApp(config);
  const signal = new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, resolve);
  });
  try {
    const port = await listen(app, config);
    // Of several workers the primary speaks.
    if (cluster.isPrimary) {
      const metrics = await serveMetrics(config, () => app.get(Metrics).text());
      announce(config, app.get(Log), port, metrics);
    }
  } catch (error) {
    await app.close();
    throw error;
  }
  await shutDown(app, (await signal) === 'SIGTERM');
}
