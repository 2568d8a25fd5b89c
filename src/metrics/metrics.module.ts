import { Global, Module } from '@nestjs/common';
import { Metrics } from '../common/metrics.js';
import { MetricsConfig } from '../config/slices.js';

/** Lets every feature count. Where METRICS_PORT is not set nothing is counted, and the library is not even loaded. */
@Global()
@Module({ providers: [{ provide: Metrics, useFactory: createMetrics, inject: [MetricsConfig] }], exports: [Metrics] })
export class MetricsModule {}

async function createMetrics(config: MetricsConfig): Promise<Metrics> {
  if (config.METRICS_PORT === undefined) return new Metrics();
  const { PrometheusMetrics } = await import('./prometheus-metrics.js');
  return new PrometheusMetrics();
}
