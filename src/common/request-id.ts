import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';

declare module 'express-serve-static-core' {
  interface Request {
    id: string;
  }
}

const SANE_TOKEN = /^[A-Za-z0-9._-]{1,128}$/;

export function assignRequestId(req: Request, res: Response): void {
  const given = req.headers['x-request-id'];
  req.id = typeof given === 'string' && SANE_TOKEN.test(given) ? given : randomUUID();
  res.setHeader('X-Request-Id', req.id);
}
