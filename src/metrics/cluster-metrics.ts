import { AggregatorRegistry } from 'prom-client';

const workers = new AggregatorRegistry();

/** The metrics of all workers as one. Fails while one of them does not answer. */
export function metricsOfWorkers(): Promise<string> {
  return workers.clusterMetrics();
}
