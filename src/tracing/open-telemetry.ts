import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestFigures } from '../common/metrics.js';
import { type RequestTrace, Tracing } from '../common/tracing.js';

/** The last traces are not worth a longer wait for a collector that does not answer. */
const LAST_EXPORT_MS = 3_000;
const WARN_EVERY_MS = 60_000;

/** A span has only what our own code puts there: no URL, query, body, SQL or message of an error. */
export class OpenTelemetry extends Tracing implements OnApplicationShutdown {
  private readonly logger = new Logger('Tracing');
  private readonly provider: NodeTracerProvider;
  private readonly tracer;
  private warnedAt = -Infinity;

  constructor(endpoint: string) {
    super();
    diag.setLogger(
      { error: () => this.warnOfFailure(), warn() {}, info() {}, debug() {}, verbose() {} },
      DiagLogLevel.ERROR,
    );
    this.provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'taskward' }).merge(
        detectResources({ detectors: [envDetector] }),
      ),
      spanProcessors: [
        new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })),
      ],
    });
    this.provider.register();
    this.tracer = this.provider.getTracer('taskward');
  }

  override begin(method: string, headers: IncomingHttpHeaders): RequestTrace {
    const parent = propagation.extract(ROOT_CONTEXT, headers);
    const span = this.tracer.startSpan(
      method,
      { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
      parent,
    );
    return {
      id: span.spanContext().traceId,
      run: (next) => context.with(trace.setSpan(parent, span), next),
      end: ({ route, status, errorCode }: RequestFigures) => {
        span.updateName(`${method} ${route}`).setAttribute('http.route', route);
        if (status !== 'aborted') span.setAttribute('http.response.status_code', Number(status));
        if (errorCode !== '') span.setAttribute('error.type', errorCode);
        if (status.startsWith('5')) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  override async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (trace.getActiveSpan() === undefined) return work();
    return this.tracer.startActiveSpan(
      'transaction',
      { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } },
      async (span) => {
        try {
          return await work();
        } finally {
          span.end();
        }
      },
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.race([this.provider.shutdown().catch(() => {}), sleep(LAST_EXPORT_MS, undefined, { ref: false })]);
  }

  private warnOfFailure(): void {
    if (performance.now() - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = performance.now();
    this.logger.warn('Traces could not be sent; is there a collector at OTEL_EXPORTER_OTLP_ENDPOINT?');
  }
}
