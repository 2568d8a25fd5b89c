import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import type { LimitsConfig } from '../config/slices.js';
import type { Database } from '../database/database.service.js';

// The queue for the database grows whatever is short. No slow client can fill it: what waits there has been read.
/** Refuses before the body is read and the token verified. */
export function shedOverload(database: Database, { DATABASE_POOL_QUEUE }: LimitsConfig): RequestHandler {
  return (req: Request, _res: Response, next: NextFunction): void => {
    if (database.waiting < DATABASE_POOL_QUEUE || !req.isApi) next();
    else next(new Problem(COMMON_ERRORS.OVERLOADED, { headers: { 'Retry-After': '2' } }));
  };
}
