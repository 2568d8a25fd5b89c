import type { Request, Response } from 'express';
import { createHash } from 'node:crypto';
import { REVALIDATED } from './cache-control.js';

/** Sets an `ETag` of the content. @returns undefined, with status 304, if the client has it already. */
export function revalidated<Body extends object>(req: Request, res: Response, body: Body): Body | undefined {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22);
  res.setHeader('Cache-Control', REVALIDATED);
  res.setHeader('ETag', `"${digest}"`);
  if (!req.fresh) return body;
  res.status(304);
  return undefined;
}
