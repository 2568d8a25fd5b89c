import type { NextFunction, Request, Response } from 'express';
import type { Log } from '../common/log.js';
import type { Metrics } from '../common/metrics.js';
import type { Principal } from '../common/principal.js';
import type { Tracing } from '../common/tracing.js';

/** One line when a request ends. The route is the template, never the URL. */
export function requestLog(log: Log, metrics: Metrics, tracing: Tracing) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const start = performance.now();
    const { method } = req;
    const trace = tracing.begin(method, req.headers);
    res.once('close', () => {
      const milliseconds = performance.now() - start;
      const route = routeOf(req);
      const aborted = !res.writableFinished;
      const { errorCode } = res.locals as { errorCode?: string };
      const figures = {
        method,
        route,
        status: aborted ? 'aborted' : String(res.statusCode),
        errorCode: errorCode ?? '',
        seconds: milliseconds / 1000,
      };
      metrics.request(figures);
      trace?.end(figures);
      log.info({
        request_id: req.id,
        trace_id: trace?.id,
        user_id: (req.user as Principal | undefined)?.userId,
        method,
        route,
        status: res.statusCode,
        error_code: errorCode,
        duration_ms: Math.round(milliseconds * 100) / 100,
        ...(aborted && { aborted }),
      });
    });
    if (trace === undefined) next();
    else trace.run(next);
  };
}

/** The template of the route: a label or a line must not depend on what a client sends. */
export function routeOf(req: Request): string {
  return (req.route as { path?: string } | undefined)?.path ?? 'unmatched';
}
