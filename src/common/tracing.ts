import type { IncomingHttpHeaders } from 'node:http';
import type { RequestFigures } from './metrics.js';

export interface RequestTrace {
  readonly id: string;
  run(next: () => void): void;
  end(figures: RequestFigures): void;
}

/** Traces nothing: the default, where no collector is named. */
export class Tracing {
  begin(_method: string, _headers: IncomingHttpHeaders): RequestTrace | undefined {
    return undefined;
  }

  transaction<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }
}
