import type { NextFunction, Request, Response } from 'express';
import { HELD } from '../common/held-answer.js';
import type { Log } from '../common/log.js';
import type { Metrics, RequestFigures } from '../common/metrics.js';
import type { Principal } from '../common/principal.js';
import type { Tracing } from '../common/tracing.js';

/** One line when a request ends. The route is the template, never the URL. */
export function requestLog(log: Log, metrics: Metrics, tracing: Tracing) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const start = performance.now();
    const { method } = req;
    const trace = tracing.begin(method, req.headers);
    let isHeld = false;
    const figures = (status: string): RequestFigures => {
      const { errorCode = '' } = res.locals as { errorCode?: string };
      return { method, route: routeOf(req), status, errorCode, ...(!isHeld && { seconds: secondsSince(start) }) };
    };
    res.once(HELD, () => {
      isHeld = true;
      trace?.end(figures(String(res.statusCode)));
    });
    res.once('close', () => {
      const aborted = !res.writableFinished;
      const ended = figures(aborted ? 'aborted' : String(res.statusCode));
      metrics.request(ended);
      if (!isHeld) trace?.end(ended);
      log.info({
        request_id: req.id,
        trace_id: trace?.id,
        user_id: (req.user as Principal | undefined)?.userId,
        method,
        route: ended.route,
        status: res.statusCode,
        error_code: ended.errorCode || undefined,
        duration_ms: Math.round(secondsSince(start) * 100_000) / 100,
        ...(aborted && { aborted }),
      });
    });
    if (trace === undefined) next();
    else trace.run(next);
  };
}

const secondsSince = (start: number) => (performance.now() - start) / 1000;

/** The template of the route: a label or a line must not depend on what a client sends. */
export function routeOf(req: Request): string {
  return (req.route as { path?: string } | undefined)?.path ?? 'unmatched';
}
