import type { IncomingHttpHeaders } from 'node:http';
import type { RequestFigures } from './metrics.js';

/** A request that is being traced. */
export interface RequestTrace {
  /** Of the whole trace, which may have begun with a client. */
  readonly id: string;
  /** What `next` begins belongs to the request. */
  run(next: () => void): void;
  end(figures: RequestFigures): void;
}

/** Follows requests to where their time goes. This one does not: it is for those who named no collector. */
export class Tracing {
  begin(_method: string, _headers: IncomingHttpHeaders): RequestTrace | undefined {
    return undefined;
  }

  /** Work of the database: a span of its own, if it is done for a request. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }
}
