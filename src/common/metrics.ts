export interface RequestFigures {
  method: string;
  /** The template of the route, never the URL. */
  route: string;
  status: string;
  errorCode: string;
  /** Absent for an answer that was held back on purpose. */
  seconds?: number;
}

export interface Watched {
  name: string;
  help: string;
  read: () => number | Promise<number>;
  aggregator: 'sum' | 'max';
}

export type OperationOutcome = 'applied' | 'unchanged' | 'conflict' | 'refused';

/** Counts nothing: the default, where METRICS_PORT is not set. */
export class Metrics {
  request(_figures: RequestFigures): void {}

  /** @param reason one of few: each value is a time series of its own. */
  auditEvent(_event: string, _outcome: string, _reason: string): void {}

  job(_queue: string, _outcome: 'done' | 'failed' | 'stopped'): void {}

  batchOperation(_op: string, _outcome: OperationOutcome): void {}

  watch(_watched: Watched): void {}

  text(): Promise<string> {
    return Promise.resolve('');
  }
}
