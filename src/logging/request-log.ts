import type { NextFunction, Request, Response } from 'express';
import type { Log } from '../common/log.js';
import type { Principal } from '../common/principal.js';

/** One line a request, when it ends: who asked for what, how it went and how long it took. The route is the template, never the URL. */
export function requestLog(log: Log) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const start = performance.now();
    res.once('close', () => {
      log.info({
        request_id: req.id,
        user_id: (req.user as Principal | undefined)?.userId,
        method: req.method,
        route: routeOf(req),
        status: res.statusCode,
        duration_ms: Math.round((performance.now() - start) * 100) / 100,
        ...(!res.writableFinished && { aborted: true }),
      });
    });
    next();
  };
}

/** The template of the route that answered, so that a label or a line does not depend on what a client sends. */
export function routeOf(req: Request): string {
  return (req.route as { path?: string } | undefined)?.path ?? 'unmatched';
}
