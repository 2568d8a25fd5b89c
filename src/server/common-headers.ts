import type { Request, Response } from 'express';
import type { Readiness } from '../health/readiness.service.js';

/** As OWASP's cheat sheets for REST and HTTP headers ask (docs/decisions/0103). No answer of the API is a page. */
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

export function setCommonHeaders(req: Request, res: Response, readiness: Readiness): void {
  for (const [name, value] of SECURITY_HEADERS) res.setHeader(name, value);
  // An answer of the API belongs to one user. Routes may override this.
  if (req.isApi) res.setHeader('Cache-Control', 'no-store');
  // During shutdown: a connection that is closed later could cut off the client's next request.
  if (readiness.isClosing) res.setHeader('Connection', 'close');
}
