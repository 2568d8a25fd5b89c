import { Global, Module } from '@nestjs/common';
import { Metrics } from '../common/metrics.js';
import { MetricsConfig } from '../config/slices.js';

/** Without METRICS_PORT nothing is counted, and prom-client is not loaded. */
@Global()
@Module({ providers: [{ provide: Metrics, useFactory: createMetrics, inject: [MetricsConfig] }], exports: [Metrics] })
export class MetricsModule {}

async function createMetrics(config: MetricsConfig): Promise<Metrics> {
  if (config.METRICS_PORT === undefined) return new Metrics();
  const { PrometheusMetrics } = await import('./prometheus-metrics.js');
  return new PrometheusMetrics();
}
