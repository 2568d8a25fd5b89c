import cluster from 'node:cluster';
import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  Metrics,
  type OperationOutcome,
  type RequestFigures,
  type Watched,
  type WatchedTables,
} from '../common/metrics.js';

/** In seconds: a list takes one or two milliseconds, and the database's deadline is about twelve seconds. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** All other methods that clients send share one label. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** A gauge may ask a database that does not answer; the other metrics must not wait for it. */
const READ_TIMEOUT_MS = 1_000;

export class PrometheusMetrics extends Metrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly requests = new Counter({
    name: 'taskward_http_requests_total',
    help: 'Requests that ended, by method, template of the route, status ("aborted" if the client left) and error_code of the problem answered.',
    labelNames: ['method', 'route', 'status', 'error_code'],
    registers: this.registers,
  });
  private readonly durations = new Histogram({
    name: 'taskward_http_request_duration_seconds',
    help: 'How long requests took, by template of the route, but for streams and requests that waited for changes.',
    labelNames: ['route'],
    buckets: LATENCY_BUCKETS,
    registers: this.registers,
  });
  private readonly auditEvents = new Counter({
    name: 'taskward_audit_events_total',
    help: 'What happened to accounts: the events of the audit.',
    labelNames: ['event', 'outcome', 'reason'],
    registers: this.registers,
  });
  private readonly jobs = new Counter({
    name: 'taskward_jobs_total',
    help: 'Attempts at jobs, by queue (or name) and outcome. One that failed, or was stopped because row-level security was missing, comes back later.',
    labelNames: ['queue', 'outcome'],
    registers: this.registers,
  });
  private readonly batchOperations = new Counter({
    name: 'taskward_batch_operations_total',
    help: 'Operations of batches by outcome: applied, unchanged (it was so already), conflict (someone else had changed the task) or refused.',
    labelNames: ['op', 'outcome'],
    registers: this.registers,
  });
  private readonly removedRows = new Counter({
    name: 'taskward_rows_removed_total',
    help: 'Rows that were past their time and were removed, by table.',
    labelNames: ['table'],
    registers: this.registers,
  });

  constructor() {
    super();
    collectDefaultMetrics({ register: this.registry });
    if (!cluster.isWorker) return;
    // From here on this worker answers the primary process, which asks all workers.
    AggregatorRegistry.setRegistries(this.registers);
    new AggregatorRegistry();
  }

  override request({ method, route, status, errorCode, seconds }: RequestFigures): void {
    this.requests.inc({ method: METHODS.has(method) ? method : 'other', route, status, error_code: errorCode });
    if (seconds !== undefined) this.durations.observe({ route }, seconds);
  }

  override auditEvent(event: string, outcome: string, reason: string): void {
    this.auditEvents.inc({ event, outcome, reason });
  }

  override job(queue: string, outcome: string): void {
    this.jobs.inc({ queue, outcome });
  }

  override batchOperation(op: string, outcome: OperationOutcome): void {
    this.batchOperations.inc({ op, outcome });
  }

  override rowsRemoved(table: string, rows: number): void {
    this.removedRows.inc({ table }, rows);
  }

  override watchByTable({ name, help, read, aggregator }: WatchedTables): void {
    const gauge = new Gauge({
      name,
      help,
      aggregator,
      labelNames: ['table'],
      registers: this.registers,
      collect: async () => {
        const values = await readInTime(read);
        if (values === undefined) gauge.reset();
        else for (const [table, value] of Object.entries(values)) gauge.set({ table }, value);
      },
    });
  }

  override watch({ name, help, read, aggregator }: Watched): void {
    const gauge = new Gauge({
      name,
      help,
      aggregator,
      registers: this.registers,
      collect: async () => {
        const value = await readInTime(read);
        if (value === undefined) gauge.remove();
        else gauge.set(value);
      },
    });
  }

  override text(): Promise<string> {
    return this.registry.metrics();
  }
}

/** @returns undefined if `read` fails or takes too long. */
async function readInTime<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, READ_TIMEOUT_MS, undefined)));
  const value = Promise.resolve()
    .then(read)
    .catch(() => undefined);
  const found = await Promise.race([value, timeout]);
  clearTimeout(timer);
  return found;
}
