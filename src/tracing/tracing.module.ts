import { Global, Module } from '@nestjs/common';
import { Tracing } from '../common/tracing.js';
import { TracingConfig } from '../config/slices.js';

/** Traces requests where OTEL_EXPORTER_OTLP_ENDPOINT names a collector. Where it does not, nothing of OpenTelemetry is loaded. */
@Global()
@Module({ providers: [{ provide: Tracing, useFactory: createTracing, inject: [TracingConfig] }], exports: [Tracing] })
export class TracingModule {}

async function createTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: TracingConfig): Promise<Tracing> {
  if (endpoint === undefined) return new Tracing();
  const { OpenTelemetry } = await import('./open-telemetry.js');
  return new OpenTelemetry(endpoint);
}
