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

/** A figure of each table, by its name. */
export type WatchedTables = Omit<Watched, 'read'> & { read: () => Promise<Record<string, number>> };

export type OperationOutcome = 'applied' | 'unchanged' | 'conflict' | 'refused';

/** Counts nothing: the default, where METRICS_PORT is not set. */
export class Metrics {
  request(_figures: RequestFigures): void {}

  /** @param reason one of few: each value is a time series of its own. */
  auditEvent(_event: string, _outcome: string, _reason: string): void {}

  job(_queue: string, _outcome: 'done' | 'failed' | 'stopped'): void {}

  batchOperation(_op: string, _outcome: OperationOutcome): void {}

  /** By the job `retention`. */
  rowsRemoved(_table: string, _rows: number): void {}

  watch(_watched: Watched): void {}

  watchByTable(_watched: WatchedTables): void {}

  text(): Promise<string> {
    return Promise.resolve('');
  }
}
