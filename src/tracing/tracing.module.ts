import { Global, Module } from '@nestjs/common';
import { Tracing } from '../common/tracing.js';
import { TracingConfig } from '../config/slices.js';

/** Without OTEL_EXPORTER_OTLP_ENDPOINT nothing of OpenTelemetry is loaded. */
@Global()
@Module({ providers: [{ provide: Tracing, useFactory: createTracing, inject: [TracingConfig] }], exports: [Tracing] })
export class TracingModule {}

async function createTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: TracingConfig): Promise<Tracing> {
  if (endpoint === undefined) return new Tracing();
  const { OpenTelemetry } = await import('./open-telemetry.js');
  return new OpenTelemetry(endpoint);
}
