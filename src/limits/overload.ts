import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import type { LimitsConfig } from '../config/slices.js';
import type { Database } from '../database/database.service.js';

/**
 * Refuses at once, before its body is read and its token verified, what would only join the queue for the database:
 * 503 OVERLOADED while DATABASE_POOL_QUEUE requests wait there already. The queue is what grows whatever is short (the
 * database, its locks, the processor), and no slow client can fill it: it holds what has been read and verified.
 */
export function shedOverload(database: Database, { DATABASE_POOL_QUEUE }: LimitsConfig): RequestHandler {
  return (req: Request, _res: Response, next: NextFunction): void => {
    if (database.waiting < DATABASE_POOL_QUEUE || !req.isApi) next();
    else next(new Problem(COMMON_ERRORS.OVERLOADED, { headers: { 'Retry-After': '2' } }));
  };
}
