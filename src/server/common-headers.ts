import type { Request, Response } from 'express';
import type { Readiness } from '../health/readiness.service.js';

/**
 * What OWASP's cheat sheets for REST and for HTTP headers ask of every answer. An answer of the API is never a page, so
 * nothing may run in it.
 */
export const SECURITY_HEADERS: readonly [name: string, value: string][] = [
  ['Content-Security-Policy', "default-src 'none';frame-ancestors 'none';base-uri 'none'"],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Origin-Agent-Cluster', '?1'],
  ['Referrer-Policy', 'no-referrer'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-DNS-Prefetch-Control', 'off'],
  ['X-Download-Options', 'noopen'],
  ['X-Frame-Options', 'DENY'],
  ['X-Permitted-Cross-Domain-Policies', 'none'],
  ['X-XSS-Protection', '0'],
];

/** Sets the headers that every answer begins with. The path must be decided: answers of the API are kept in no cache. */
export function setCommonHeaders(req: Request, res: Response, readiness: Readiness): void {
  for (const [name, value] of SECURITY_HEADERS) res.setHeader(name, value);
  // What the API answers belongs to one user. Routes may say otherwise.
  if (req.isApi) res.setHeader('Cache-Control', 'no-store');
  // During shutdown the connection ends with this answer: closed later, it could cut off the client's next request.
  if (readiness.isClosing) res.setHeader('Connection', 'close');
}
