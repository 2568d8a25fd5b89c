import { AggregatorRegistry } from 'prom-client';

const workers = new AggregatorRegistry();

/** Rejects while one worker does not answer. */
export function metricsOfWorkers(): Promise<string> {
  return workers.clusterMetrics();
}
