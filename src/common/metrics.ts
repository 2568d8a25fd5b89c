/** A request, as it ended. */
export interface RequestFigures {
  method: string;
  /** The template of the route, never the URL. */
  route: string;
  status: string;
  /** Of the problem that it was answered with; empty where it was not. */
  errorCode: string;
  seconds: number;
}

/** A number that is looked up when somebody asks for it. */
export interface Watched {
  name: string;
  help: string;
  read: () => number | Promise<number>;
  /** How the numbers of several workers make one. */
  aggregator: 'sum' | 'max';
}

/** What the process counts. This one counts nothing: it is for those who did not ask for metrics. */
export class Metrics {
  request(_figures: RequestFigures): void {}

  /** @param reason one of a few words of our own, or empty. */
  auditEvent(_event: string, _outcome: string, _reason: string): void {}

  job(_queue: string, _outcome: 'done' | 'failed' | 'stopped'): void {}

  watch(_watched: Watched): void {}

  /** All of it in the text format of Prometheus. */
  text(): Promise<string> {
    return Promise.resolve('');
  }
}
