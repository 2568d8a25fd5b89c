import type { Request, Response } from 'express';
import { createHash } from 'node:crypto';
import { REVALIDATED } from './cache-control.js';

/**
 * Gives an answer an `ETag` made of its content, for what has no version of its own.
 *
 * @returns the body, or undefined with status 304 if the client has it already (RFC 9110, 13.1.2).
 */
export function revalidated<Body extends object>(req: Request, res: Response, body: Body): Body | undefined {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22);
  res.setHeader('Cache-Control', REVALIDATED);
  res.setHeader('ETag', `"${digest}"`);
  if (!req.fresh) return body;
  res.status(304);
  return undefined;
}
