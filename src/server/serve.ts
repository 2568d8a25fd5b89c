import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import cluster from 'node:cluster';
import type { AddressInfo } from 'node:net';
import { Log } from '../common/log.js';
import { Metrics } from '../common/metrics.js';
import type { AppConfig } from '../config/app-config.js';
import { cannotListen } from '../config/startup-error.js';
import { NestLog } from '../logging/logger.js';
import { serveMetrics } from '../metrics/metrics-server.js';
import { announce } from './announce.js';
import { createApp } from './create-app.js';
import { shutDown } from './shutdown.js';

/** Serves until SIGTERM or SIGINT and the answer to the last request. @throws StartupError if it cannot listen. */
export async function serve(module: DynamicModule, config: AppConfig): Promise<void> {
  const app = await createApp(async (adapter, options) => {
    const created = await NestFactory.create<NestExpressApplication>(module, adapter, {
      ...options,
      bufferLogs: true,
      abortOnError: false,
    });
    created.useLogger(new NestLog(created.get(Log)));
    return created;
  });
  const signal = new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, resolve);
  });
  try {
    const port = await listen(app, config);
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

async function listen(app: NestExpressApplication, { HOST, PORT }: AppConfig): Promise<number> {
  try {
    await app.listen(PORT, HOST);
  } catch (error) {
    throw cannotListen(error, HOST, PORT);
  }
  return (app.getHttpServer().address() as AddressInfo).port;
}
