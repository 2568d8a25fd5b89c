import type { NextFunction, Request, Response } from 'express';
import { randomUUID } from 'node:crypto';

declare module 'express-serve-static-core' {
  interface Request {
    /** Names this request in the answer and in the log. */
    id: string;
  }
}

const SANE_TOKEN = /^[A-Za-z0-9._-]{1,128}$/;

/** Takes the caller's `X-Request-Id` if it is a sane token, else makes one, and sends it back. */
export function requestId(req: Request, res: Response, next: NextFunction): void {
  const given = req.get('x-request-id');
  req.id = given !== undefined && SANE_TOKEN.test(given) ? given : randomUUID();
  res.setHeader('X-Request-Id', req.id);
  next();
}
